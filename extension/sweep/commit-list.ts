import { explain } from '../../shared/errors/coded-error.ts';
import type { PageReading } from '../../shared/profile/raw.ts';
import { sentenceOf } from '../../shared/profile/reader-sentences.ts';
import { getRow, getRows, putRows } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { rowPrint } from '../store/fingerprint.ts';
import { recordKey } from '../store/record-key.ts';
import type { Millis, PageRow, RecordRow, SweepRow } from '../store/rows.ts';
import type { SyncProblem } from '../store/sync-result.ts';
import type { CrmRules } from './crm-rules.ts';
import { plannedRow } from './frontier.ts';
import { isKnown, newRecord, pieceOf, rawsByCrmId, readingTime } from './record-rows.ts';

/** A list may repeat itself at page borders when its order has ties, but not for so many pages. */
const MOST_STALE_PAGES = 3;

/** The records of a list page, the pages of those that have to be read, and the list's next page. Inside the caller's transaction. */
export async function commitListPage(
  db: BridgeDatabase,
  rules: CrmRules,
  sweep: SweepRow,
  page: PageRow,
  reading: PageReading,
  signs: Readonly<Record<string, string>>,
  now: Millis,
): Promise<SweepRow> {
  const raws = rawsByCrmId(reading.records.filter((raw) => raw.objectType === sweep.objectType));
  const source = rules.source(page.planned.page, sweep.objectType);
  const keys = [...raws.keys()].map((crmId) => recordKey(sweep.viewId, sweep.objectType, source, crmId));
  const stored = await getRows(db.records, keys);
  const referrer = page.planned.request.url;
  const opens = reading.opens ?? [];
  const rows: RecordRow[] = [];
  const planned: PageRow[] = [];
  let { pagesPlanned, read } = sweep;
  let fresh = 0;
  let unknown = 0;
  for (const [index, raw] of [...raws.values()].entries()) {
    const objectId = rules.objectId(sweep.objectType, raw.crmId, source);
    const record = stored[index] ?? newRecord(sweep.viewId, sweep.objectType, source, raw.crmId, objectId);
    const opened = opens.filter(({ crmId }) => crmId === raw.crmId);
    const known = isKnown(record, raw, sweep, rules, signs, now, opened);
    const piece = pieceOf(raw, reading, readingTime(record, page.startedAt, now), rules.version);
    const seen = record.seenBySweep === sweep.sweepId;
    // Another role's row is remembered, so that its disappearance from this role is never taken for a deletion; it is not read.
    const foreign = raw.role === 'unmet';
    if (!seen) {
      if (!foreign || record.reading !== null) read += 1;
      fresh += 1;
    }
    if (!known || record.baseAt > sweep.knownUntil) unknown += 1;
    const row: RecordRow = {
      ...record,
      objectId,
      seenBySweep: sweep.sweepId,
      seenAt: now,
      pieces: { ...record.pieces, [raw.page]: piece },
      constant: false,
      presence: 'present',
      dirty: known || foreign ? record.dirty : 1,
    };
    if (known || foreign) {
      rows.push(row);
      continue;
    }
    const first = !seen || record.baseAt < sweep.startedAt;
    const basePrints = { ...record.basePrints, [raw.page]: rowPrint([raw]) };
    rows.push({ ...row, basePrints, baseAt: first ? page.startedAt : record.baseAt });
    if (!first) continue;
    const byId = rules.recordPages(sweep.objectType, raw.crmId, source);
    for (const recordPage of [...byId.filter((one) => opened.every((other) => other.page !== one.page)), ...opened]) {
      if (!rules.isAllowed(recordPage.request)) continue;
      const planning = plannedRow(sweep.sweepId, sweep.objectType, 'record', recordPage, pagesPlanned, referrer);
      // What the list opens is read before its next page: its forms are large, and their tokens grow old.
      const order = opened.includes(recordPage) ? page.order + (index + 1) / 1000 : planning.order;
      planned.push({ ...planning, order });
      pagesPlanned += 1;
    }
  }
  await putRows(db.records, rows);
  const next = await planNext(db, rules, sweep, page, reading, { fresh, unknown, sequence: pagesPlanned });
  if (next.row) {
    planned.push(next.row);
    pagesPlanned += 1;
  }
  await putRows(db.pages, planned);
  const problems = reading.problems.map(({ code, field, about }) => ({
    code,
    ...(field === undefined ? {} : { field }),
    message: sentenceOf({ code, about }),
    objectType: sweep.objectType,
    url: referrer,
  }));
  return {
    ...sweep,
    read,
    listPages: sweep.listPages + 1,
    pagesPlanned,
    total: reading.total ?? sweep.total,
    listsOpen: next.row ? sweep.listsOpen : sweep.listsOpen - 1,
    stalePages: raws.size > 0 && fresh === 0 ? sweep.stalePages + 1 : 0,
    complete: sweep.complete && next.problem === null && problems.length === 0,
    problems: [...sweep.problems, ...problems, ...(next.problem ? [next.problem] : [])].slice(0, 100),
  };
}

/** The page that follows, or the proof that none does. */
async function planNext(
  db: BridgeDatabase,
  rules: CrmRules,
  sweep: SweepRow,
  page: PageRow,
  reading: PageReading,
  seen: { readonly fresh: number; readonly unknown: number; readonly sequence: number },
): Promise<{ row: PageRow | null; problem: SyncProblem | null }> {
  const unproven = (detail: string) => {
    const { code, what, why } = explain('list-end-unproven', { detail });
    const problem = { code, objectType: sweep.objectType, url: page.planned.request.url, message: `${what} ${why}` };
    return { row: null, problem };
  };
  if (reading.next === null) {
    if (sweep.kind === 'full' && !reading.endProven)
      return unproven('The last page does not prove that it is the last.');
    return { row: null, problem: null };
  }
  // Newest first: what follows a page on which everything is known is known too.
  if (sweep.kind === 'incremental' && seen.unknown === 0 && reading.records.length > 0) {
    return { row: null, problem: null };
  }
  if (!rules.isAllowed(reading.next)) return unproven('Its next page is not one that the profile describes.');
  if (seen.fresh === 0 && sweep.stalePages + 1 >= MOST_STALE_PAGES) return unproven('It runs in circles.');
  if (sweep.listPages + 1 >= rules.maxListPages) return unproven(`It has more than ${rules.maxListPages} pages.`);
  const planned = { page: page.planned.page, request: reading.next };
  const { url } = page.planned.request;
  const row = plannedRow(sweep.sweepId, sweep.objectType, 'list', planned, seen.sequence, url);
  if (await getRow(db.pages, row.pageId)) return unproven('It leads back to a page that was read before.');
  return { row, problem: null };
}
