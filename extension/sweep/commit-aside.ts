import { explain } from '../../shared/errors/coded-error.ts';
import type { PageReading } from '../../shared/profile/raw.ts';
import { deleteRows, putRow, putRows } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { Millis, PageRow } from '../store/rows.ts';
import { clearTrouble, noteTrouble } from '../store/trouble.ts';
import type { CommitEffect, CommitFacts } from './answer.ts';
import type { CrmRules } from './crm-rules.ts';
import { PROBE_ID, signsRow, unleased } from './frontier.ts';
import { notePutBack, noteShown } from './list-state.ts';
import { countNoLogin } from './no-login.ts';
import { closeView, openView } from './view.ts';

const MOST_UNPROVEN = 2;
const RETRY_MS = 2_000;

/** Takes in a page that belongs to no sweep: who is signed in, how values are written for them, what the session remembers of a list. */
export async function commitProbe(
  db: BridgeDatabase,
  rules: CrmRules,
  page: PageRow,
  reading: PageReading,
  facts: CommitFacts,
): Promise<CommitEffect> {
  if (reading.state === 'unproven') {
    const gone = page.attempts + 1 >= MOST_UNPROVEN;
    if (gone) {
      await deleteRows(db.pages, [PROBE_ID]);
      await closeView(db, false);
      await countNoLogin(db, rules.version, 'unproven');
      await noteTrouble(db, 'trouble-crm', explain('crm-signed-out'), { now: facts.now, needsPerson: true });
      return { kind: 'signed-out' };
    }
    return tryOnceMore(db, page, facts.now);
  }
  await deleteRows(db.pages, [PROBE_ID]);
  const before = await readFact(db, 'view');
  const { viewId } = await openView(db, reading.viewer, facts);
  await clearTrouble(db, 'trouble-crm');
  if (before?.open && before.viewId === viewId) return { kind: 'view-opened' };
  await putRows(
    db.pages,
    rules.signPages().map((planned, index) => signsRow(planned, index)),
  );
  return { kind: 'view-opened' };
}

/** The viewer's formats and zone: known for the whole view. A page that cannot be read leaves them unknown. */
export async function commitSigns(
  db: BridgeDatabase,
  page: PageRow,
  reading: PageReading,
  facts: CommitFacts,
): Promise<CommitEffect> {
  const view = await readFact(db, 'view');
  if (reading.state === 'unproven' && page.attempts + 1 < MOST_UNPROVEN) {
    return tryOnceMore(db, page, facts.now);
  }
  if (view && reading.state !== 'unproven') {
    await writeFact(db, 'view', { ...view, signs: { ...view.signs, ...reading.signs } });
  }
  await deleteRows(db.pages, [page.pageId]);
  return { kind: 'committed' };
}

/** What the session remembers of a list was shown, or put back. A page that cannot be read is tried once more; then the list is read without. */
export async function commitListState(
  db: BridgeDatabase,
  page: PageRow,
  reading: PageReading,
  facts: CommitFacts,
): Promise<CommitEffect> {
  const view = await readFact(db, 'view');
  if (view && reading.viewer !== null && view.crmUser !== null && reading.viewer !== view.crmUser) {
    await closeView(db, true);
    await deleteRows(db.pages, [page.pageId]);
    return { kind: 'viewer-doubtful' };
  }
  const shown = reading.state === 'ok' || reading.state === 'empty';
  if (!shown && page.attempts + 1 < MOST_UNPROVEN) {
    return tryOnceMore(db, page, facts.now);
  }
  await deleteRows(db.pages, [page.pageId]);
  if (page.purpose === 'restore') await notePutBack(db, page.planned.page);
  else await noteShown(db, page.planned.page, shown ? reading : null);
  return { kind: 'committed' };
}

async function tryOnceMore(db: BridgeDatabase, page: PageRow, now: Millis): Promise<CommitEffect> {
  await putRow(db.pages, unleased(page, { attempts: page.attempts + 1, notBefore: now + RETRY_MS }));
  return { kind: 'committed' };
}
