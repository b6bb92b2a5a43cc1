import type { Db } from './db.ts';
import { columnsOf, type PackedRows, textsOf } from './packed-batch.ts';
import { contentAt, digitsAt, packedDate } from './packed-rows.ts';
import { PENDING, UPSERT } from './version-state.ts';

/** Who reads, when, in which batch. */
export interface PlainContext {
  readonly now: number;
  readonly viewNo: number;
  readonly batchNo: number;
}

/** Characters of an object's number in front of a text. */
const NUMBER = 12;
const NUMBER_ONE = 10 ** (NUMBER - 1);

/** SQL for the columns of texts with `before` characters in front; a batch whose texts are alike does not pay for what others need. */
function columns(rows: PackedRows, before = 0) {
  const { date, readAt, shape, objectId, crmId, page } = columnsOf(rows);
  type Place = readonly [at: number, length: number];
  const digits = ([at, length]: Place) => digitsAt(before + at, length);
  const unpadded = ([at, length]: Place) => `rtrim(substr(value, ${before + at}, ${length}))`;
  return {
    content: contentAt(before + 1, '?2'),
    modified: digits(date),
    dated: rows.allDated ? digits(date) : `NULLIF(${digits(date)}, '${packedDate(0).slice(1)}')`,
    readAt: digits(readAt),
    shape: rows.shape === null ? `CAST(${digits(shape)} AS INTEGER)` : '?3',
    objectId: rows.evenIds ? `substr(value, ${before + objectId[0]}, ${objectId[1]})` : unpadded(objectId),
    crmId: rows.crmWidth === 0 ? null : unpadded(crmId),
    page: `substr(value, ${before + page})`,
  };
}

/** What the ledger has of a reading's object. */
export interface KnownRow {
  readonly no: number;
  readonly state: number;
  /** The reading has the newest version's content. */
  readonly same: boolean;
  /** Its content replaces the newest version's as composing would: the same view has proved all of it, in the same fields, before. */
  readonly replaces: boolean;
  /** It has a later date than the object. */
  readonly notesDate: boolean;
  /** It has another page or another id of the CRM. */
  readonly notesPage: boolean;
}

/** What the ledger has of the records, by their place in the list; what it does not know is absent. */
export function lookUpRows(db: Db, rows: PackedRows, viewNo: number): Map<number, KnownRow> {
  const { content, modified, readAt, shape, objectId, crmId, page } = columns(rows);
  // One number a row: a row of many columns costs as much as finding it.
  const row = db.get<{ words: string | null }>(
    `SELECT group_concat(((o.no << 10 | key) << 7) | (v.state << 4)
       | ((${page} NOT IN ('', COALESCE(o.page_url, '')) ${crmId === null ? '' : `OR ${crmId} NOT IN ('', COALESCE(o.crm_id, ''))`}) << 3)
       | CASE WHEN v.kind <> ${UPSERT} OR o.own_marks IS NOT NULL THEN 0
           WHEN v.content = ${content} THEN 1 | ((CAST(${modified} AS INTEGER) > COALESCE(MIN(o.proved_modified, o.crm_modified), 0)) << 2)
           WHEN o.proved_by = ?5 AND v.shape = ${shape} AND v.state <> ${PENDING} THEN
             (CAST(${modified} AS INTEGER) >= COALESCE(o.proved_modified, 0) AND CAST(${readAt} AS INTEGER) >= COALESCE(w.read_at, 0)) << 1
           ELSE 0 END) AS words
     FROM json_each(?1) CROSS JOIN objects o ON o.type = ?4 AND o.object_id = ${objectId} CROSS JOIN versions v ON v.no = o.newest
       LEFT JOIN view_objects w ON w.view_no = ?5 AND w.object_no = o.no`,
    rows.list,
    rows.bytes,
    rows.shape,
    rows.type,
    viewNo,
  );
  const known = new Map<number, KnownRow>();
  for (const text of row?.words?.split(',') ?? []) {
    const word = Number(text);
    const bits = word % 128;
    known.set(Math.floor(word / 128) % 1024, {
      no: Math.floor(word / 131072),
      state: bits >> 4,
      notesPage: (bits & 8) !== 0,
      notesDate: (bits & 4) !== 0,
      replaces: (bits & 2) !== 0,
      same: (bits & 1) !== 0,
    });
  }
  return known;
}

/** Objects and their first versions, of the rows at `indexes`; returns the number of the first object. */
export function insertFresh(db: Db, rows: PackedRows, indexes: readonly number[], context: PlainContext): number {
  const { now, viewNo, batchNo } = context;
  const objectNo = next(db, 'objects');
  const versionNo = next(db, 'versions');
  const list = indexes.length === rows.count ? rows.list : some(rows, indexes);
  const { content, dated, shape, objectId, crmId, page } = columns(rows);
  db.run(
    `INSERT INTO objects (no, type, object_id, crm_id, page_url, newest, proved_by, proved_modified, crm_modified)
     SELECT ?2 + key, ?3, ${objectId}, ${crmId === null ? 'NULL' : `NULLIF(${crmId}, '')`}, NULLIF(${page}, ''), ?4 + key, ?5, ${dated}, ${dated} FROM json_each(?1)`,
    list,
    objectNo,
    rows.type,
    versionNo,
    viewNo,
  );
  db.run(
    `INSERT INTO versions (no, object_no, type, kind, content, shape, modified, state, hold, hold_reason, received_at, view_no, batch_no)
     SELECT ?5 + key, ?4 + key, ?9, ${UPSERT}, ${content}, ${shape}, COALESCE(${dated}, ?6), ${PENDING}, 1, 'unjudged', ?6, ?7, ?8 FROM json_each(?1)`,
    list,
    rows.bytes,
    rows.shape,
    objectNo,
    versionNo,
    now,
    viewNo,
    batchNo,
    rows.type,
  );
  return objectNo;
}

/** The row at `index` and its object's number. */
export type RowOf = readonly [index: number, no: number];

/** New versions of objects that are known, none of them pending: each replaces all that was known. */
export function insertReplacing(db: Db, rows: PackedRows, replacing: readonly RowOf[], context: PlainContext): void {
  if (replacing.length === 0) return;
  const { now, viewNo, batchNo } = context;
  const versionNo = next(db, 'versions');
  const { content, modified, dated, shape } = columns(rows, NUMBER);
  const list = numbered(rows, replacing);
  db.run(
    `INSERT INTO versions (no, object_no, type, kind, content, shape, modified, state, hold, hold_reason, received_at, view_no, batch_no)
     SELECT ?4 + key, ${OBJECT_NO}, ?8, ${UPSERT}, ${content}, ${shape}, COALESCE(${dated}, ?5), ${PENDING}, 1, 'unjudged', ?5, ?6, ?7 FROM json_each(?1)`,
    list,
    rows.bytes,
    rows.shape,
    versionNo,
    now,
    viewNo,
    batchNo,
    rows.type,
  );
  db.run(
    `UPDATE objects SET newest = ?2 + j.key, ${dates(modified)} FROM json_each(?1) j WHERE objects.no = CAST(${OBJECT_NO} AS INTEGER)`,
    list,
    versionNo,
  );
}

/** Later dates, other pages and ids of the CRM of objects that are known. */
export function noteRows(db: Db, rows: PackedRows, noted: readonly RowOf[]): void {
  if (noted.length === 0) return;
  const { modified, crmId, page } = columns(rows, NUMBER);
  db.run(
    `UPDATE objects SET page_url = COALESCE(NULLIF(${page}, ''), page_url), ${crmId === null ? '' : `crm_id = COALESCE(NULLIF(${crmId}, ''), crm_id),`} ${dates(modified)}
     FROM json_each(?1) WHERE objects.no = CAST(${OBJECT_NO} AS INTEGER)`,
    numbered(rows, noted),
  );
}

/** SQL that moves an object's dates on; a date that is none moves nothing. */
function dates(modified: string): string {
  const later = (column: string) => `${column} = NULLIF(MAX(CAST(${modified} AS INTEGER), COALESCE(${column}, 0)), 0)`;
  return `${later('proved_modified')}, ${later('crm_modified')}`;
}

const OBJECT_NO = digitsAt(1, NUMBER);

function numbered(rows: PackedRows, list: readonly RowOf[]): string {
  const texts = textsOf(rows);
  return JSON.stringify(list.map(([index, no]) => `${NUMBER_ONE + no}${texts[index]}`));
}

function some(rows: PackedRows, indexes: readonly number[]): string {
  const texts = textsOf(rows);
  return JSON.stringify(indexes.map((index) => texts[index]));
}

function next(db: Db, table: 'objects' | 'versions'): number {
  return (db.get<{ no: number | null }>(`SELECT MAX(no) AS no FROM ${table}`)?.no ?? 0) + 1;
}
