import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { PageReading, PlannedPage, RawRecord } from '../../shared/profile/raw.ts';
import { rowPrint } from '../store/fingerprint.ts';
import { recordKey } from '../store/record-key.ts';
import type { Millis, Piece, RecordRow, SweepRow } from '../store/rows.ts';
import type { CrmRules } from './crm-rules.ts';

export function newRecord(
  viewId: string,
  type: ObjectType,
  source: string,
  crmId: string,
  objectId: string,
): RecordRow {
  return {
    key: recordKey(viewId, type, source, crmId),
    source,
    viewId,
    objectType: type,
    crmId,
    objectId,
    seenBySweep: '',
    seenAt: 0,
    pieces: {},
    basePrints: {},
    baseAt: 0,
    dirty: null,
    reading: null,
    print: null,
    settledBy: '',
    queuedPrint: null,
    confirmedPrint: null,
    aliases: [],
    unresolved: null,
    constant: false,
    presence: 'present',
  };
}

/** One page's pieces by the CRM's id: rows with equal ids are one record. */
export function rawsByCrmId(records: readonly RawRecord[]): Map<string, RawRecord> {
  const byId = new Map<string, RawRecord>();
  for (const raw of records) {
    const known = byId.get(raw.crmId);
    byId.set(raw.crmId, known ? mergedRows(known, raw) : raw);
  }
  return byId;
}

/** A record over two table rows: what the first leaves unread the second may show. */
function mergedRows(first: RawRecord, second: RawRecord): RawRecord {
  const fields = { ...first.fields };
  for (const [name, value] of Object.entries(second.fields)) {
    const known = fields[name];
    if (known === undefined || (known.state === 'unread' && value.state !== 'unread')) fields[name] = value;
  }
  return { ...first, fields };
}

/**
 * When the record was read, by the clock that puts its readings in order: where that was set back since the last of them, right after that.
 *
 * @param at when the page was asked for, or loaded
 */
export function readingTime(record: RecordRow, at: Millis, now: Millis): Millis {
  const last = Math.max(record.seenAt, ...Object.values(record.pieces).map(({ readAt }) => readAt));
  return last > now && at <= now ? last + 1 : at;
}

export function pieceOf(raw: RawRecord, reading: PageReading, readAt: Millis, profileVersion: string): Piece {
  const kind = reading.kind === 'list' ? 'list' : 'record';
  return { raw, readAt, signs: reading.signs, profileVersion, kind };
}

/** The pieces in the order in which they are interpreted: list rows first. */
export function orderedPieces(record: RecordRow): Piece[] {
  return Object.values(record.pieces).toSorted((one, other) =>
    one.kind === other.kind ? (one.raw.page < other.raw.page ? -1 : 1) : one.kind === 'list' ? -1 : 1,
  );
}

/** The CRM's clock may differ from ours by so much without anybody having noticed. */
const CLOCK_DOUBT_MS = 2 * 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Whether a row of a list shows that its record is as it was when it was last read in full: by its modified time, or because it
 * shows every field that the record's pages have. Where neither holds, a full sweep reads the record's pages again.
 */
export function isKnown(
  record: RecordRow,
  raw: RawRecord,
  sweep: SweepRow,
  rules: CrmRules,
  signs: Readonly<Record<string, string>>,
  now: Millis,
  opened: readonly PlannedPage[] = [],
): boolean {
  if (sweep.thorough || record.reading === null || record.presence !== 'present') return false;
  const print = rowPrint([raw]);
  const stored = record.pieces[raw.page];
  if (record.basePrints[raw.page] !== print || stored === undefined || rowPrint([stored.raw]) !== print) return false;
  const pages = [...rules.recordPages(record.objectType, record.crmId, record.source), ...opened];
  const pieces = pages.map((page) => record.pieces[page.page]);
  let oldest = record.baseAt;
  for (const piece of pieces) {
    if (piece === undefined || piece.profileVersion !== rules.version || piece.readAt < record.baseAt) return false;
    oldest = Math.min(oldest, piece.readAt);
  }
  if (stored.profileVersion !== rules.version) return false;
  if (pages.length === 0) return true;
  if (now - oldest > rules.detailMaxAgeMs) return false;
  if (showsAll(raw, pieces)) return true;
  const modified = raw.fields['modifiedDate'];
  if (modified?.state !== 'value') return false;
  const parsed = rules.interpret([raw], {
    readAt: new Date(now).toISOString(),
    signs: { ...signs, ...stored.signs },
    lookup: () => [],
  }).fields['modifiedDate'];
  if (typeof parsed !== 'string') return false;
  const resolution = /:\d\d:\d\d/.test(modified.text) ? 1000 : modified.text.includes(':') ? MINUTE_MS : DAY_MS;
  return Date.parse(parsed) + resolution + CLOCK_DOUBT_MS <= oldest;
}

/** Whether the row, which is as it was, has all that the pages of the record gave. */
function showsAll(row: RawRecord, pieces: readonly (Piece | undefined)[]): boolean {
  return pieces.every(
    (piece) =>
      piece !== undefined &&
      Object.keys(piece.raw.fields).every((name) => {
        const shown = row.fields[name];
        return shown !== undefined && shown.state !== 'unread';
      }),
  );
}
