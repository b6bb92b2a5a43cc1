import type { Db } from './db.ts';
import { COLUMNS, lastColumns, type PackedRows } from './packed-batch.ts';
import { DATE, everyRow, NUMBER, rowCutter } from './packed-rows.ts';
import { PENDING, UPSERT } from './version-state.ts';

/** Who reads, when, in which batch. */
export interface PlainContext {
  readonly now: number;
  readonly viewNo: number;
  readonly batchNo: number;
}

/** SQL for the columns of the row at `n`; a batch whose rows are alike does not pay for what others need. */
function columns(rows: PackedRows, n: string) {
  const last = lastColumns(rows);
  const row = rowCutter('?1', n, last.width);
  const date = row.number(COLUMNS.date, DATE);
  const objectId = row.text(last.objectId, rows.idWidth);
  const page = row.text(last.page, rows.pageWidth);
  return {
    content: row.placed(COLUMNS.content, '?2'),
    modified: date,
    dated: rows.allDated ? date : `NULLIF(${date}, 0)`,
    readAt: row.number(COLUMNS.readAt, DATE),
    shape: rows.shape ?? row.number(COLUMNS.shape, NUMBER),
    objectId: rows.evenIds ? objectId : `rtrim(${objectId})`,
    crmId: rows.hasCrmIds ? row.placed(COLUMNS.crmId, '?2') : null,
    page: rows.evenPages ? page : `rtrim(${page})`,
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
  const { content, modified, readAt, shape, objectId, crmId, page } = columns(rows, 'key');
  const otherPage =
    rows.evenPages && rows.pageWidth > 0
      ? `o.page_url IS NOT ${page}`
      : `${page} NOT IN ('', COALESCE(o.page_url, ''))`;
  // One number a row: a row of many columns costs as much as finding it.
  const row = db.get<{ words: string | null }>(
    `SELECT group_concat(((o.no << 10 | key) << 7) | (v.state << 4)
       | ((${otherPage} ${crmId === null ? '' : `OR ${crmId} NOT IN ('', COALESCE(o.crm_id, ''))`}) << 3)
       | CASE WHEN v.kind <> ${UPSERT} OR o.own_marks IS NOT NULL THEN 0
           WHEN v.content = ${content} THEN 1 | ((${modified} > COALESCE(MIN(o.proved_modified, o.crm_modified), 0)) << 2)
           WHEN o.proved_by = ?5 AND v.shape = ${shape} AND v.state <> ${PENDING} THEN
             (${modified} >= COALESCE(o.proved_modified, 0)
               AND ${readAt} >= COALESCE((SELECT w.read_at FROM view_objects w WHERE w.view_no = ?5 AND w.object_no = o.no), 0)) << 1
           ELSE 0 END) AS words
     FROM json_each(?3) CROSS JOIN objects o ON o.type = ?4 AND o.object_id = ${objectId} CROSS JOIN versions v ON v.no = o.newest`,
    rows.table,
    rows.bytes,
    everyRow(rows.count),
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
  const whole = indexes.length === rows.count;
  const list = whole ? everyRow(rows.count) : JSON.stringify(indexes);
  const { content, dated, shape, objectId, crmId, page } = columns(rows, whole ? 'key' : 'value');
  db.run(
    `INSERT INTO objects (no, type, object_id, crm_id, page_url, newest, proved_by, proved_modified, crm_modified)
     SELECT ?4 + key, ?5, ${objectId}, ${crmId === null ? 'NULL' : `NULLIF(${crmId}, '')`}, NULLIF(${page}, ''), ?6 + key, ?7, ${dated}, ${dated} FROM json_each(?3)`,
    rows.table,
    rows.bytes,
    list,
    objectNo,
    rows.type,
    versionNo,
    viewNo,
  );
  db.run(
    `INSERT INTO versions (no, object_no, type, kind, content, shape, modified, state, hold, hold_reason, received_at, view_no, batch_no)
     SELECT ?5 + key, ?4 + key, ?9, ${UPSERT}, ${content}, ${shape}, COALESCE(${dated}, ?6), ${PENDING}, 1, 'unjudged', ?6, ?7, ?8 FROM json_each(?3)`,
    rows.table,
    rows.bytes,
    list,
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
  const { list, n, no } = numbered(rows, replacing);
  const { content, modified, dated, shape } = columns(rows, n);
  db.run(
    `INSERT INTO versions (no, object_no, type, kind, content, shape, modified, state, hold, hold_reason, received_at, view_no, batch_no)
     SELECT ?4 + key, ${no}, ?8, ${UPSERT}, ${content}, ${shape}, COALESCE(${dated}, ?5), ${PENDING}, 1, 'unjudged', ?5, ?6, ?7 FROM json_each(?3)`,
    rows.table,
    rows.bytes,
    list,
    versionNo,
    now,
    viewNo,
    batchNo,
    rows.type,
  );
  db.run(
    // No earlier date replaces what was proved (lookUpRows).
    `UPDATE objects SET newest = ?2 + key, proved_modified = ${dated}, ${later('crm_modified', modified)} FROM json_each(?3) WHERE objects.no = ${no}`,
    rows.table,
    versionNo,
    list,
  );
}

/** Later dates, other pages and ids of the CRM of objects that are known. */
export function noteRows(db: Db, rows: PackedRows, noted: readonly RowOf[]): void {
  if (noted.length === 0) return;
  const { list, n, no } = numbered(rows, noted);
  const { modified, crmId, page } = columns(rows, n);
  db.run(
    `UPDATE objects SET page_url = COALESCE(NULLIF(${page}, ''), page_url), ${crmId === null ? '' : `crm_id = COALESCE(NULLIF(${crmId}, ''), crm_id),`}
       ${later('proved_modified', modified)}, ${later('crm_modified', modified)}
     FROM json_each(?3) WHERE objects.no = ${no}`,
    rows.table,
    rows.bytes,
    list,
  );
}

/** SQL that moves a date of an object on; one that is none moves nothing. */
function later(column: string, modified: string): string {
  return `${column} = NULLIF(MAX(${modified}, COALESCE(${column}, 0)), 0)`;
}

/** A list for `json_each`, and SQL for a row's place and its object's number. */
function numbered(rows: PackedRows, list: readonly RowOf[]) {
  // Rows are in their order.
  if (list.length === rows.count) return { list: JSON.stringify(list.map(([, no]) => no)), n: 'key', no: 'value' };
  return {
    list: JSON.stringify(list.map(([index, no]) => no * 1024 + index)),
    n: '(value & 1023)',
    no: '(value >> 10)',
  };
}

function next(db: Db, table: 'objects' | 'versions'): number {
  return (db.get<{ no: number | null }>(`SELECT MAX(no) AS no FROM ${table}`)?.no ?? 0) + 1;
}
