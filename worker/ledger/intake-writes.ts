import type { Db } from './db.ts';
import { shapeOf } from './field-shape.ts';
import { countSample } from './history-table.ts';
import type { KnownObject, NewVersion } from './intake-store.ts';
import {
  DATE,
  everyRow,
  fitsPacked,
  NUMBER,
  PLACE,
  packedDate,
  packedNumber,
  packTable,
  packTexts,
  rowCutter,
} from './packed-rows.ts';
import { PENDING, REJECTED, SUPERSEDED, UPSERT } from './version-state.ts';

/** Everything that composing has changed. Times in ms. */
export interface IntakeWrites {
  readonly objects: readonly KnownObject[];
  readonly versions: readonly NewVersion[];
  readonly superseded: readonly number[];
  readonly conflicts: readonly (readonly [object: number, field: string, value: string])[];
  readonly viewNo: number;
  readonly batchNo: number;
  readonly now: number;
}

/** Writes what composing has changed, one statement a table: row by row costs many times as much. */
export function writeIntake(db: Db, writes: IntakeWrites): void {
  const { superseded, now } = writes;
  if (superseded.length > 0) {
    db.run(
      `UPDATE versions SET state = ${SUPERSEDED}, settled_at = ?1, hold = 0, hold_reason = NULL
       WHERE no IN (SELECT value FROM json_each(?2)) AND state = ${PENDING}`,
      now,
      JSON.stringify(superseded),
    );
  }
  writeVersions(db, writes);
  countSample(db, 'rejected', writes.versions.filter(({ state }) => state === REJECTED).length, now);
  writeObjects(db, writes);
  writeConflicts(db, writes);
}

function writeVersions(db: Db, writes: IntakeWrites): void {
  const isPlain = (v: NewVersion) =>
    v.state === PENDING && v.history === 0 && !v.retires && v.kind === UPSERT && fitsPacked(v.modified);
  writePlain(db, writes.versions.filter(isPlain), writes);
  writeOthers(
    db,
    writes.versions.filter((v) => !isPlain(v)),
    writes,
  );
}

function writePlain(db: Db, versions: readonly NewVersion[], { now, viewNo, batchNo }: IntakeWrites): void {
  if (versions.length === 0) return;
  const { places, bytes } = packTexts(versions.map(({ content }) => JSON.stringify(content)));
  const rows = versions.map(
    (v, index) =>
      `${places[index]}${packedDate(v.modified)}${packedNumber(shapeOf(v.content))}${packedNumber(v.object)}${packedNumber(v.no)}${v.type}`,
  );
  const numbers = PLACE + DATE + 1;
  const row = rowCutter('?1', 'key', numbers + 3 * NUMBER);
  db.run(
    `INSERT INTO versions (no, object_no, type, kind, content, shape, modified, state, hold, hold_reason, received_at, view_no, batch_no)
     SELECT ${row.number(numbers + 2 * NUMBER, NUMBER)}, ${row.number(numbers + NUMBER, NUMBER)}, ${row.text(numbers + 3 * NUMBER, 1)}, ${UPSERT}, ${row.placed(1, '?2')},
       ${row.number(numbers, NUMBER)}, ${row.number(PLACE + 1, DATE)}, ${PENDING}, 1, 'unjudged', ?4, ?5, ?6
     FROM json_each(?3)`,
    packTable(rows),
    bytes,
    everyRow(rows.length),
    now,
    viewNo,
    batchNo,
  );
}

/** History, rejected and superseded versions, deletions: few. */
function writeOthers(db: Db, versions: readonly NewVersion[], { now, viewNo, batchNo }: IntakeWrites): void {
  if (versions.length === 0) return;
  db.run(
    `INSERT INTO versions (no, object_no, type, kind, retires, content, modified, history, state, code, reason, hold, hold_reason, settled_at, received_at,
       view_no, batch_no)
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10,
       IIF(value ->> 8 = ${PENDING}, 1, 0), IIF(value ->> 8 = ${PENDING}, 'unjudged', NULL), IIF(value ->> 8 = ${PENDING}, NULL, ?2), ?2, ?3, ?4
     FROM json_each(?1)`,
    JSON.stringify(
      versions.map((v) => [
        v.no,
        v.object,
        v.type,
        v.kind,
        v.retires ? 1 : 0,
        JSON.stringify(v.content),
        v.modified,
        v.history,
        v.state,
        v.code,
        v.reason,
      ]),
    ),
    now,
    viewNo,
    batchNo,
  );
}

function writeObjects(db: Db, { objects }: IntakeWrites): void {
  const rows = (list: readonly KnownObject[]) =>
    JSON.stringify(
      list.map((o) => [
        o.no,
        o.newest,
        o.marks?.base[0] ?? 0,
        o.marks?.base[1] ?? null,
        ownMarks(o),
        o.crmModified,
        o.crmId,
        o.pageUrl,
        o.type,
        o.objectId,
        o.goneAt,
      ]),
    );
  const fresh = objects.filter(({ isNew }) => isNew);
  const changed = objects.filter(({ isNew, dirty }) => !isNew && dirty);
  if (fresh.length > 0) {
    db.run(
      `INSERT INTO objects (no, newest, proved_by, proved_modified, own_marks, crm_modified, crm_id, page_url, type, object_id)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9
       FROM json_each(?)`,
      rows(fresh),
    );
  }
  if (changed.length > 0) {
    db.run(
      `UPDATE objects SET newest = j.value ->> 1, proved_by = j.value ->> 2, proved_modified = j.value ->> 3, own_marks = j.value ->> 4,
         crm_modified = j.value ->> 5, crm_id = j.value ->> 6, page_url = j.value ->> 7, gone_at = j.value ->> 10
       FROM json_each(?) j WHERE objects.no = j.value ->> 0`,
      rows(changed),
    );
  }
}

function ownMarks({ marks }: KnownObject): string | null {
  if (marks === null) return null;
  for (const _ in marks.own) return JSON.stringify(marks.own);
  return null;
}

function writeConflicts(db: Db, { conflicts, viewNo, now }: IntakeWrites): void {
  if (conflicts.length === 0) return;
  db.run(
    `INSERT INTO conflicts (object_no, field, view_no, value, seen_at) SELECT value ->> 0, value ->> 1, ?2, value ->> 2, ?3 FROM json_each(?1) WHERE true
     ON CONFLICT (object_no, field, view_no) DO UPDATE SET value = excluded.value, seen_at = excluded.seen_at`,
    JSON.stringify(conflicts),
    viewNo,
    now,
  );
}
