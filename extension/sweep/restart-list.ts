import { deleteRows, putRow, writeDown } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import type { Millis, PageRow, SweepRow } from '../store/rows.ts';
import type { CrmRules } from './crm-rules.ts';
import { plannedRow, unleased } from './frontier.ts';

/** A list whose tokens never hold is given up after so many starts: then its page counts as unreadable. */
const MOST_RESTARTS = 3;

/**
 * A list that is walked by posting its own form carries tokens (view state, CSRF) that expire with time or with the session: posting the same form again
 * never helps. The list is walked anew from its first page, with fresh tokens; records that were read stay read. False where the page is no such page, or
 * its list was restarted too often. Inside the caller's transaction.
 */
export async function restartList(
  db: BridgeDatabase,
  rules: CrmRules,
  sweep: SweepRow,
  page: PageRow,
  now: Millis,
): Promise<boolean> {
  const { request, page: key } = page.planned;
  if (page.purpose !== 'list' || request.method !== 'POST') return false;
  const first = rules.listPages(sweep.objectType).find((planned) => planned.page === key);
  if (first === undefined || first.request.method === 'POST') return false;
  await writeDown(db);
  const rows = await db.pages.where('pageId').startsWith(`${sweep.sweepId}|list|${key}|`).toArray();
  const start = plannedRow(sweep.sweepId, sweep.objectType, 'list', first, 0, rules.startUrl);
  const known = rows.find(({ pageId }) => pageId === start.pageId);
  const restarts = (known?.attempts ?? 0) + 1;
  if (restarts > MOST_RESTARTS) return false;
  // Forms with the same tokens would be taken for pages that the list leads back to.
  await deleteRows(
    db.pages,
    rows.map(({ pageId }) => pageId),
  );
  await putRow(db.pages, { ...unleased(known ?? start), attempts: restarts, notBefore: now });
  // The pages read before show nothing new: that is no list that runs in circles.
  const walked = rows.filter(({ state }) => state === 'done').length;
  await putRow(db.sweeps, { ...sweep, stalePages: -walked });
  return true;
}
