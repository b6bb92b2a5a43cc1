import type { PageReading } from '../../shared/profile/raw.ts';
import { deleteRows, getRow, putRow, writeDown } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { Facts, Millis, PageRow, RecordRow } from '../store/rows.ts';
import type { CommitEffect } from './answer.ts';
import { commitCapture } from './capture.ts';
import type { CrmRules } from './crm-rules.ts';
import { AGAIN_ID, againRow, unleased } from './frontier.ts';

/**
 * Plans the pages of one record to be read before everything else, because a person has asked for it. Returns how many these are: none where the
 * profile reads records of this type from lists only.
 */
export async function wantAgain(db: BridgeDatabase, rules: CrmRules, row: RecordRow, now: Millis): Promise<number> {
  const pages = rules
    .recordPages(row.objectType, row.crmId, row.source)
    .filter((planned) => rules.isAllowed(planned.request));
  if (pages.length === 0) return 0;
  await db.transaction('rw', db.pages, db.facts, async () => {
    const planned = pages.map((page, index) => againRow(row.key, row.objectType, page, index));
    const underWay = await db.pages.bulkGet(planned.map(({ pageId }) => pageId));
    await db.pages.bulkPut(planned.filter((_, index) => underWay[index]?.state !== 'leased'));
    await writeFact(db, 'again', { key: row.key, askedAt: now, outcome: null });
  });
  return pages.length;
}

/** Whether anything that a person asked for is still to be read. */
export async function againWanted(db: BridgeDatabase): Promise<boolean> {
  return (await db.pages.where('sweepId').equals(AGAIN_ID).count()) > 0;
}

/**
 * Takes in a page that was asked for: like a page that the rep has opened, apart from all sweeps. That a record is gone is told and no more: a sweep
 * settles it. Inside the caller's transaction.
 */
export async function commitAgain(
  db: BridgeDatabase,
  rules: CrmRules,
  page: PageRow,
  reading: PageReading,
  facts: { readonly now: Millis; readonly newId: string },
): Promise<CommitEffect> {
  const view = await readFact(db, 'view');
  if (view?.open !== true || (reading.viewer !== null && view.crmUser !== null && reading.viewer !== view.crmUser)) {
    await putRow(db.pages, unleased(page));
    return { kind: 'viewer-doubtful' };
  }
  await deleteRows(db.pages, [page.pageId]);
  const key = recordOf(page);
  const before = await getRow(db.records, key);
  if (before === undefined || before.viewId !== view.viewId) return { kind: 'late' };
  if (reading.state !== 'ok') {
    await tell(db, key, reading.state === 'gone' || reading.state === 'denied' ? reading.state : 'not-shown');
    return { kind: 'committed' };
  }
  // Names are looked up by queries, which see only what is written.
  await writeDown(db);
  const shown = reading.records.some((raw) => raw.objectType === before.objectType && raw.crmId === before.crmId);
  await commitCapture(db, rules, [{ planned: page.planned, reading }], {
    now: facts.now,
    loadedAt: page.startedAt,
    url: null,
    newId: () => facts.newId,
  });
  const after = await getRow(db.records, key);
  await tell(db, key, !shown ? 'not-shown' : after?.print === before.print ? 'same' : 'changed');
  return { kind: 'committed' };
}

/** The CRM did not give the page, several times. */
export async function giveUpAgain(db: BridgeDatabase, page: PageRow): Promise<void> {
  await deleteRows(db.pages, [page.pageId]);
  await tell(db, recordOf(page), 'not-shown');
}

/** Of several pages, the one with news counts. */
async function tell(db: BridgeDatabase, key: string, outcome: Facts['again']['outcome']): Promise<void> {
  const asked = await readFact(db, 'again');
  if (asked?.key !== key || asked.outcome === 'changed') return;
  await writeFact(db, 'again', { ...asked, outcome });
}

function recordOf({ pageId, planned }: PageRow): string {
  return pageId.slice(`${AGAIN_ID}|`.length, -`|${planned.page}`.length);
}
