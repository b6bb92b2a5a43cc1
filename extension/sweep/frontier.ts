import type { Collection } from 'dexie';
import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import type { PageRequest, PlannedPage } from '../../shared/profile/raw.ts';
import { getRow, putRow } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { textPrint } from '../store/fingerprint.ts';
import type { Millis, PagePurpose, PageRow } from '../store/rows.ts';

export const PROBE_ID = 'probe';
/** Stands for the sweep of pages that a person has asked for. */
export const AGAIN_ID = 'again';

const RANKS: Record<PagePurpose, number> = {
  probe: 0,
  signs: 0,
  again: 0,
  state: 0,
  restore: 0,
  list: 0,
  record: 1,
  verify: 2,
};
const TYPE_SPAN = 1e11;
const RANK_SPAN = 1e10;

/** Where a page stands in the order of reading: by type, its lists first, each purpose in the order of planning. */
export function pageOrder(type: ObjectType, purpose: PagePurpose, sequence: number): number {
  return OBJECT_TYPES.indexOf(type) * TYPE_SPAN + RANKS[purpose] * RANK_SPAN + sequence;
}

/** One text for a request: the same request twice has the same. */
export function requestPrint(request: PageRequest): string {
  return textPrint(JSON.stringify([request.method, request.url, request.form ?? []]));
}

/** A page to be read. Its id is made of sweep and request, so that planning it twice is the same as once. */
export function plannedRow(
  sweepId: string,
  objectType: ObjectType,
  purpose: PagePurpose,
  planned: PlannedPage,
  sequence: number,
  referrer: string | null,
): PageRow {
  return {
    pageId: `${sweepId}|${purpose}|${planned.page}|${planned.crmId ?? ''}|${requestPrint(planned.request)}`,
    sweepId,
    objectType,
    purpose,
    planned,
    order: pageOrder(objectType, purpose, sequence),
    ...UNREAD,
    referrer,
  };
}

const UNREAD = {
  state: 'todo',
  attempts: 0,
  notBefore: 0,
  leaseId: null,
  leasedUntil: 0,
  tabId: null,
  startedAt: 0,
} as const;

/** Plans to look who is signed in, not before `at`, before anything else is read; a probe that is under way stays. */
export async function wantProbe(db: BridgeDatabase, planned: PlannedPage, at: Millis): Promise<void> {
  await db.transaction('rw', db.pages, async () => {
    const row = await getRow(db.pages, PROBE_ID);
    if (row && (row.state === 'todo' || (row.state === 'leased' && row.leasedUntil > at))) {
      if (row.state === 'todo' && row.notBefore > at) await putRow(db.pages, { ...row, notBefore: at });
      return;
    }
    const probe = { objectType: null, purpose: 'probe' as const, planned, order: -1, referrer: null };
    await putRow(db.pages, { pageId: PROBE_ID, sweepId: PROBE_ID, ...probe, ...UNREAD, notBefore: at });
  });
}

/** A page that shows the viewer's formats; read before all but the probe. */
export function signsRow(planned: PlannedPage, index: number): PageRow {
  const place = { objectType: null, purpose: 'signs' as const, planned, order: -0.9 + index / 1000, referrer: null };
  return { pageId: `signs|${planned.page}`, sweepId: PROBE_ID, ...place, ...UNREAD };
}

/** A visit that shows or puts back what the session remembers of a list; read before all lists and records. */
export function stateRow(purpose: 'state' | 'restore', planned: PlannedPage): PageRow {
  const place = { objectType: null, purpose, planned, order: purpose === 'restore' ? -0.5 : -0.4, referrer: null };
  return { pageId: `${purpose}|${planned.page}`, sweepId: PROBE_ID, ...place, ...UNREAD };
}

/** A record's page that a person has asked for: read before all lists and records. */
export function againRow(key: string, objectType: ObjectType, planned: PlannedPage, index: number): PageRow {
  const place = { objectType, purpose: 'again' as const, planned, order: -0.3 + index / 1000, referrer: null };
  return { pageId: `${AGAIN_ID}|${key}|${planned.page}`, sweepId: AGAIN_ID, ...place, ...UNREAD };
}

/** A page that nobody is reading any more goes back into the plan. */
export function unleased(row: PageRow, changes: Partial<Pick<PageRow, 'attempts' | 'notBefore'>> = {}): PageRow {
  return { ...row, state: 'todo', leaseId: null, leasedUntil: 0, tabId: null, ...changes };
}

/** Puts back what a tab that is gone was reading. */
export function releaseTab(db: BridgeDatabase, tabId: number): Promise<number> {
  return release(db, (row) => row.tabId === tabId);
}

/** Puts back pages that were given to a document that is gone. */
export async function releaseLeases(db: BridgeDatabase, leaseIds: readonly string[]): Promise<void> {
  if (leaseIds.length > 0) await release(db, ({ leaseId }) => leaseId !== null && leaseIds.includes(leaseId));
}

/** Puts back everything that was being read: the browser, or the extension, was started anew and no reader of before is left. */
export async function releaseAll(db: BridgeDatabase): Promise<void> {
  await release(db, () => true);
}

/** All pages in a state, in the order of reading. */
export function pagesIn(db: BridgeDatabase, state: PageRow['state']): Collection<PageRow, string> {
  return db.pages.where('[state+order]').between([state, -Infinity], [state, Infinity], true, true);
}

/** The leased ones are few, so no index of its own finds them by tab or lease. */
function release(db: BridgeDatabase, isLost: (row: PageRow) => boolean): Promise<number> {
  return db.transaction('rw', db.pages, async () => {
    const rows = (await pagesIn(db, 'leased').toArray()).filter(isLost);
    await db.pages.bulkPut(rows.map((row) => unleased(row)));
    return rows.length;
  });
}

/** Drops all pages of a sweep that has ended. */
export async function dropPages(db: BridgeDatabase, sweepId: string): Promise<void> {
  await db.pages.where('sweepId').equals(sweepId).delete();
}

/** Whether a page waits to be read, now or later. Looked at often: it must not cost more the larger the plan is. */
export async function anyTodo(db: BridgeDatabase): Promise<boolean> {
  return (await pagesIn(db, 'todo').limit(1).primaryKeys()).length > 0;
}

/** Whether a page of the sweep is still to be read, or being read. */
export async function anyUnread(db: BridgeDatabase, sweepId: string): Promise<boolean> {
  const unread = [
    [sweepId, 'todo'],
    [sweepId, 'leased'],
  ];
  return (await db.pages.where('[sweepId+state]').anyOf(unread).limit(1).primaryKeys()).length > 0;
}
