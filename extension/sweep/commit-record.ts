import { explain } from '../../shared/errors/coded-error.ts';
import type { PageReading, RawRecord } from '../../shared/profile/raw.ts';
import { sentenceOf } from '../../shared/profile/reader-sentences.ts';
import { getRow, putRow } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { recordKey } from '../store/record-key.ts';
import type { Millis, PageRow, Piece, RecordRow, SweepRow } from '../store/rows.ts';
import type { CrmRules } from './crm-rules.ts';
import { newRecord, pieceOf, readingTime } from './record-rows.ts';

/** A record's own page: its piece, or what the page says instead. Inside the caller's transaction. */
export async function commitRecordPage(
  db: BridgeDatabase,
  rules: CrmRules,
  sweep: SweepRow,
  page: PageRow,
  reading: PageReading,
  viewId: string,
  now: Millis,
): Promise<SweepRow> {
  const crmId = page.planned.crmId;
  if (crmId === undefined) return sweep;
  const source = rules.source(page.planned.page, sweep.objectType);
  const key = recordKey(viewId, sweep.objectType, source, crmId);
  const objectId = rules.objectId(sweep.objectType, crmId, source);
  const known = (await getRow(db.records, key)) ?? newRecord(viewId, sweep.objectType, source, crmId, objectId);
  const readAt = readingTime(known, page.startedAt, now);
  const seen = { seenBySweep: sweep.sweepId, seenAt: readAt, dirty: 1 as const };
  const counted = known.seenBySweep === sweep.sweepId ? sweep : { ...sweep, read: sweep.read + 1 };

  if (rules.isHistory(page.planned.page)) return commitHistory(db, rules, counted, known, page, reading, readAt);
  if (reading.state === 'gone' || reading.state === 'denied' || reading.state === 'gone-or-denied') {
    await putRow(db.records, { ...known, ...seen, presence: reading.state });
    return counted;
  }
  const raw = rawOf(reading, sweep, crmId);
  if (raw === undefined) {
    // Another record's page, or none: it has moved, or the CRM was updated.
    const { code, what, why } = explain('page-unproven', {
      detail: `${page.planned.page} does not show the record asked for.`,
    });
    const { url } = page.planned.request;
    const problem = { code, objectType: sweep.objectType, objectId, url, message: `${what} ${why}` };
    return { ...sweep, complete: false, problems: [...sweep.problems, problem].slice(0, 100) };
  }
  if (raw.role === 'unmet') {
    await putRow(db.records, { ...known, ...seen, dirty: null });
    const wasCounted = known.seenBySweep === sweep.sweepId;
    return known.reading === null && wasCounted ? { ...sweep, read: sweep.read - 1 } : sweep;
  }
  const pieces = {
    ...basePieces(known, sweep, page),
    [raw.page]: pieceOf(raw, reading, readAt, rules.version),
  };
  await putRow(db.records, { ...known, ...seen, pieces, presence: 'present', constant: false } satisfies RecordRow);
  return counted;
}

/** A page of changes adds to its record. Unread, denied or gone it says nothing of the record; the changes are a problem then. */
async function commitHistory(
  db: BridgeDatabase,
  rules: CrmRules,
  sweep: SweepRow,
  known: RecordRow,
  page: PageRow,
  reading: PageReading,
  readAt: Millis,
): Promise<SweepRow> {
  const raw = rawOf(reading, sweep, known.crmId);
  if (raw !== undefined) {
    const pieces = { ...known.pieces, [raw.page]: pieceOf(raw, reading, readAt, rules.version) };
    await putRow(db.records, { ...known, pieces, seenBySweep: sweep.sweepId, seenAt: readAt, dirty: 1 });
    return sweep;
  }
  const [doubt] = reading.problems;
  const { code, what, why } = explain('history-unread', { detail: doubt ? sentenceOf(doubt) : reading.state });
  const { url } = page.planned.request;
  const problem = { code, objectType: sweep.objectType, objectId: known.objectId, url, message: `${what} ${why}` };
  return { ...sweep, problems: [...sweep.problems, problem].slice(0, 100) };
}

function rawOf(reading: PageReading, sweep: SweepRow, crmId: string): RawRecord | undefined {
  return reading.records.find((raw) => raw.objectType === sweep.objectType && raw.crmId === crmId);
}

/** A record that the lists no longer show keeps nothing that an old list row said of it. */
function basePieces(known: RecordRow, sweep: SweepRow, page: PageRow): Readonly<Record<string, Piece>> {
  if (page.purpose !== 'verify' || known.seenBySweep === sweep.sweepId) return known.pieces;
  return Object.fromEntries(Object.entries(known.pieces).filter(([, piece]) => piece.kind === 'record'));
}
