import type { BridgeDatabase } from '../store/database.ts';
import { dropFact, readFact, writeFact } from '../store/database.ts';
import type { Facts, Millis } from '../store/rows.ts';

export type View = Facts['view'];

/** The view is closed: nobody is proven to be signed in until a probe says so. */
export async function closeView(db: BridgeDatabase, signedOut: boolean): Promise<void> {
  const view = await readFact(db, 'view');
  if (view) await writeFact(db, 'view', { ...view, open: false, signedOut: view.signedOut || signedOut });
  // What a session remembers ends with it.
  if (signedOut) await dropFact(db, 'listStates');
}

/**
 * Opens the view of the CRM user that a page has shown. Each named user has one view for good. Where pages do not name the
 * user, a view lasts from sign-in to sign-out: after that it is unknown who it is, so it is a new view.
 */
export async function openView(
  db: BridgeDatabase,
  crmUser: string | null,
  facts: { readonly now: Millis; readonly newId: string },
): Promise<View> {
  const current = await readFact(db, 'view');
  const view = (viewId: string): View => ({ viewId, crmUser, open: true, signedOut: false, signs: {} });
  const put = async (opened: View) => {
    await writeFact(db, 'view', opened);
    return opened;
  };
  if (crmUser === null) {
    if (current && !current.signedOut) return put({ ...current, open: true, signedOut: false });
    await db.views.put({ viewId: facts.newId, crmUser: null, since: facts.now });
    return put(view(facts.newId));
  }
  if (current?.crmUser === crmUser) return put({ ...current, open: true, signedOut: false });
  const known = await db.views.where('crmUser').equals(crmUser).first();
  if (known) return put(view(known.viewId));
  if (current && current.crmUser === null && !current.signedOut) {
    await db.views.put({ viewId: current.viewId, crmUser, since: facts.now });
    return put(view(current.viewId));
  }
  await db.views.put({ viewId: facts.newId, crmUser, since: facts.now });
  return put(view(facts.newId));
}
