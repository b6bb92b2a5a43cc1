import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { FieldValue, Reading } from '../../shared/protocol/reading.ts';
import type { Marks } from './compose.ts';
import type { Db } from './db.ts';
import { countSample } from './history-table.ts';
import { PENDING, REJECTED, SUPERSEDED, typeName, typeNumber, UPSERT } from './version-state.ts';

/** An object as a batch finds it, and as it becomes while the batch is taken in. Times in ms. */
export interface KnownObject {
  readonly no: number;
  readonly type: number;
  readonly objectId: string;
  crmId: string | null;
  pageUrl: string | null;
  marks: Marks | null;
  crmModified: number | null;
  newest: number | null;
  kind: number;
  state: number;
  content: Readonly<Record<string, FieldValue>> | null;
  /** The last complete sweep of this view has missed it. */
  nominated: boolean;
  /** When this view has last read it. */
  lastRead: number | null;
  readonly isNew: boolean;
  dirty: boolean;
}

/** A version that the batch makes. */
export interface NewVersion {
  readonly no: number;
  readonly object: number;
  readonly type: number;
  readonly kind: number;
  readonly retires: boolean;
  readonly content: Readonly<Record<string, FieldValue>>;
  readonly modified: number;
  /** 1: an older state of the object, sent with its own date. 2: the newest once more, after such. */
  readonly history: 0 | 1 | 2;
  state: typeof PENDING | typeof REJECTED | typeof SUPERSEDED;
  readonly code: string | null;
  readonly reason: string | null;
}

/** Everything that a batch changes. */
export interface IntakeWrites {
  readonly objects: readonly KnownObject[];
  readonly versions: readonly NewVersion[];
  readonly superseded: readonly number[];
  readonly conflicts: readonly (readonly [object: number, field: string, value: string])[];
  readonly problems: readonly (readonly [object: number, field: string, code: string, message: string])[];
  /** Object number to when it was read. */
  readonly read: ReadonlyMap<number, number>;
  readonly viewNo: number;
  readonly batchId: string;
  readonly now: number;
}

/** What the ledger knows of the objects that a batch names, by `TYPE:objectId`. */
export function loadObjects(db: Db, readings: readonly Reading[], viewNo: number): Map<string, KnownObject> {
  const ids = new Map<ObjectType, string[]>();
  for (const { objectType, objectId } of readings) {
    const list = ids.get(objectType);
    if (list) list.push(objectId);
    else ids.set(objectType, [objectId]);
  }
  const known = new Map<string, KnownObject>();
  for (const [type, list] of ids) {
    const rows = db.all<{
      no: number;
      object_id: string;
      crm_id: string | null;
      page_url: string | null;
      marks: string;
      crm_modified: number | null;
      newest: number | null;
      kind: number | null;
      state: number | null;
      content: string | null;
      last_read: number | null;
      nominated: number | null;
    }>(
      `SELECT o.no, o.object_id, o.crm_id, o.page_url, o.marks, o.crm_modified, o.newest, v.kind, v.state, v.content,
         w.read_at AS last_read, m.sweeps AS nominated
       FROM json_each(?1) j CROSS JOIN objects o ON o.type = ?3 AND o.object_id = j.value LEFT JOIN versions v ON v.no = o.newest
         LEFT JOIN view_objects w ON w.view_no = ?2 AND w.object_no = o.no LEFT JOIN misses m ON m.view_no = ?2 AND m.object_no = o.no`,
      JSON.stringify(list),
      viewNo,
      typeNumber(type),
    );
    for (const row of rows) {
      known.set(`${type}:${row.object_id}`, {
        no: row.no,
        type: typeNumber(type),
        objectId: row.object_id,
        crmId: row.crm_id,
        pageUrl: row.page_url,
        marks: JSON.parse(row.marks) as Marks,
        crmModified: row.crm_modified,
        newest: row.newest,
        kind: row.kind ?? UPSERT,
        state: row.state ?? SUPERSEDED,
        content: row.content === null ? null : (JSON.parse(row.content) as Record<string, FieldValue>),
        nominated: row.nominated !== null,
        lastRead: row.last_read,
        isNew: false,
        dirty: false,
      });
    }
  }
  return known;
}

/** Writes what a batch has changed, one statement a table: row by row costs three times as much. */
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
  writeSeen(db, writes);
  writeRemarks(db, writes);
}

const STAYS_TYPES = new Set<ObjectType>(['CONTACT', 'DEAL']);

function writeVersions(db: Db, { versions, viewNo, batchId, now }: IntakeWrites): void {
  const plain = versions.filter((v) => v.state === PENDING && v.history === 0 && !v.retires);
  const rest = versions.filter((v) => !(v.state === PENDING && v.history === 0 && !v.retires));
  const naming = plain.filter(({ type }) => STAYS_TYPES.has(typeName(type)));
  const others = plain.filter(({ type }) => !STAYS_TYPES.has(typeName(type)));
  if (others.length > 0) {
    db.run(
      `INSERT INTO versions (no, object_no, type, kind, content, modified, state, hold, hold_reason, received_at, view_no, batch_id)
       SELECT value ->> 0, value ->> 1, value ->> 2, ${UPSERT}, value ->> 3, value ->> 4, ${PENDING}, 1, 'unjudged', ?2, ?3, ?4
       FROM json_each(?1)`,
      JSON.stringify(others.map((v) => [v.no, v.object, v.type, JSON.stringify(v.content), v.modified])),
      now,
      viewNo,
      batchId,
    );
  }
  if (naming.length > 0) {
    db.run(
      `INSERT INTO versions (no, object_no, type, kind, content, modified, account_ref, stage_ref, owner_ref, state, hold, hold_reason,
         received_at, view_no, batch_id)
       SELECT value ->> 0, value ->> 1, value ->> 2, ${UPSERT}, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, ${PENDING}, 1,
         'unjudged', ?2, ?3, ?4
       FROM json_each(?1)`,
      JSON.stringify(
        naming.map((v) => [
          v.no,
          v.object,
          v.type,
          JSON.stringify(v.content),
          v.modified,
          ref(v, 'accountId'),
          ref(v, 'stage'),
          ref(v, 'ownerId'),
        ]),
      ),
      now,
      viewNo,
      batchId,
    );
  }
  for (const v of rest) {
    db.run(
      `INSERT INTO versions (no, object_no, type, kind, retires, content, modified, account_ref, stage_ref, owner_ref, history, state, hold,
         hold_reason, code, reason, settled_at, received_at, view_no, batch_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      v.no,
      v.object,
      v.type,
      v.kind,
      v.retires ? 1 : 0,
      JSON.stringify(v.content),
      v.modified,
      ref(v, 'accountId'),
      ref(v, 'stage'),
      ref(v, 'ownerId'),
      v.history,
      v.state,
      v.state === PENDING ? 1 : 0,
      v.state === PENDING ? 'unjudged' : null,
      v.code,
      v.reason,
      v.state === PENDING ? null : now,
      now,
      viewNo,
      batchId,
    );
  }
}

function ref({ content }: NewVersion, field: string): string | null {
  const value = content[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

function writeObjects(db: Db, { objects }: IntakeWrites): void {
  const fresh = objects.filter(({ isNew }) => isNew);
  const changed = objects.filter(({ isNew, dirty }) => !isNew && dirty);
  if (fresh.length > 0) {
    db.run(
      `INSERT INTO objects (no, type, object_id, crm_id, page_url, newest, marks, crm_modified)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 FROM json_each(?)`,
      JSON.stringify(
        fresh.map((o) => [
          o.no,
          o.type,
          o.objectId,
          o.crmId,
          o.pageUrl,
          o.newest,
          JSON.stringify(o.marks),
          o.crmModified,
        ]),
      ),
    );
  }
  if (changed.length > 0) {
    db.run(
      `UPDATE objects SET newest = j.value ->> 1, marks = j.value ->> 2, crm_modified = j.value ->> 3, crm_id = j.value ->> 4, page_url = j.value ->> 5
       FROM json_each(?) j WHERE objects.no = j.value ->> 0`,
      JSON.stringify(changed.map((o) => [o.no, o.newest, JSON.stringify(o.marks), o.crmModified, o.crmId, o.pageUrl])),
    );
  }
}

function writeSeen(db: Db, { read, viewNo }: IntakeWrites): void {
  if (read.size === 0) return;
  const seen = JSON.stringify([...read]);
  db.run(
    `INSERT INTO view_objects (view_no, object_no, read_at) SELECT ?1, value ->> 0, value ->> 1 FROM json_each(?2) WHERE true
     ON CONFLICT (view_no, object_no) DO UPDATE SET read_at = MAX(read_at, excluded.read_at)`,
    viewNo,
    seen,
  );
  if (db.get('SELECT 1 FROM misses LIMIT 1') !== undefined) {
    db.run('DELETE FROM misses WHERE object_no IN (SELECT value ->> 0 FROM json_each(?))', seen);
  }
}

function writeRemarks(db: Db, { conflicts, problems, viewNo, now }: IntakeWrites): void {
  if (conflicts.length > 0) {
    db.run(
      `INSERT INTO conflicts (object_no, field, view_no, value, seen_at) SELECT value ->> 0, value ->> 1, ?2, value ->> 2, ?3 FROM json_each(?1) WHERE true
       ON CONFLICT (object_no, field, view_no) DO UPDATE SET value = excluded.value, seen_at = excluded.seen_at`,
      JSON.stringify(conflicts),
      viewNo,
      now,
    );
  }
  if (problems.length > 0) {
    db.run(
      `INSERT INTO problems (object_no, field, code, message, seen_at) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ?2 FROM json_each(?1) WHERE true
       ON CONFLICT (object_no, field, code) DO UPDATE SET message = excluded.message, seen_at = excluded.seen_at`,
      JSON.stringify(problems),
      now,
    );
  }
}
