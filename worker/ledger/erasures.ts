import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { Reading } from '../../shared/protocol/reading.ts';
import type { Db } from './db.ts';
import { approveDeletions, planDeletion } from './deletions.ts';
import { releaseKept } from './kept-objects.ts';
import { objectIdAt, type PackedRows } from './packed-batch.ts';
import { CONFIRMED, DELETE, SUPERSEDED, typeName, typeNumber } from './version-state.ts';

/** Part of the migrations: the objects whose contents must go because a person has asked for it. */
export const ERASURE_TABLES = [
  `CREATE TABLE erasures (type INTEGER NOT NULL, object_id TEXT NOT NULL, asked_at INTEGER NOT NULL, done_at INTEGER,
    PRIMARY KEY (type, object_id)) WITHOUT ROWID`,
];

/**
 * Asks for an object to be erased: deleted in Gong like any other, without a hold, and its contents in the ledger wiped as soon as Gong has
 * confirmed that. Its readings are refused from now on. False when the ledger does not know the object.
 */
export function askErasure(db: Db, type: ObjectType, objectId: string, now: number): boolean {
  return db.transaction(() => {
    const object = db.get<{ no: number }>(
      'SELECT no FROM objects WHERE type = ? AND object_id = ?',
      typeNumber(type),
      objectId,
    );
    if (object === undefined) return false;
    db.run(
      'INSERT INTO erasures (type, object_id, asked_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      typeNumber(type),
      objectId,
      now,
    );
    releaseKept(db, type, objectId);
    planDeletion(db, object.no, null, now);
    approveDeletions(db, typeNumber(type), objectId);
    return true;
  });
}

/** Wipes what was asked for and is deleted in Gong, or never was there. Returns how many objects. */
export function finishErasures(db: Db, now: number): number {
  const due = db.all<{ no: number; type: number; object_id: string }>(
    `SELECT o.no, e.type, e.object_id FROM erasures e JOIN objects o ON o.type = e.type AND o.object_id = e.object_id
       JOIN versions v ON v.no = o.newest
     WHERE e.done_at IS NULL AND v.kind = ${DELETE} AND v.state IN (${CONFIRMED}, ${SUPERSEDED})`,
  );
  for (const { no, type, object_id } of due) {
    db.transaction(() => {
      db.run("UPDATE versions SET content = '{}', reason = NULL WHERE object_no = ?", no);
      db.run('DELETE FROM conflicts WHERE object_no = ?', no);
      db.run('DELETE FROM problems WHERE object_no = ?', no);
      db.run('UPDATE objects SET crm_id = NULL, page_url = NULL WHERE no = ?', no);
      db.run('UPDATE erasures SET done_at = ? WHERE type = ? AND object_id = ?', now, type, object_id);
    });
  }
  return due.length;
}

/** The readings without those of objects that were erased: a browser may still hold them. */
export function withoutErased(db: Db, readings: readonly Reading[]): readonly Reading[] {
  if (readings.length === 0 || db.get('SELECT 1 FROM erasures LIMIT 1') === undefined) return readings;
  return readings.filter(
    ({ objectType, objectId }) =>
      db.get('SELECT 1 FROM erasures WHERE type = ? AND object_id = ?', typeNumber(objectType), objectId) === undefined,
  );
}

/** The rows of objects that were erased; null when nothing ever was. */
export function erasedRows(db: Db, rows: PackedRows): ReadonlySet<number> | null {
  if (db.get('SELECT 1 FROM erasures LIMIT 1') === undefined) return null;
  const found = db.all<{ key: number }>(
    'SELECT key FROM json_each(?1) CROSS JOIN erasures e ON e.type = ?2 AND e.object_id = value',
    JSON.stringify(Array.from({ length: rows.count }, (_, index) => objectIdAt(rows, index))),
    rows.type,
  );
  return new Set(found.map(({ key }) => key));
}

export interface ErasureLine {
  readonly objectType: ObjectType;
  readonly objectId: string;
  readonly askedAt: number;
  /** Null while Gong has not confirmed the deletion. */
  readonly doneAt: number | null;
}

/** What was asked to be erased, newest first. Times in ms, UTC. */
export function listErasures(db: Db, limit: number): ErasureLine[] {
  return db
    .all<{ type: number; object_id: string; asked_at: number; done_at: number | null }>(
      'SELECT type, object_id, asked_at, done_at FROM erasures ORDER BY asked_at DESC LIMIT ?',
      limit,
    )
    .map(({ type, object_id, asked_at, done_at }) => ({
      objectType: typeName(type),
      objectId: object_id,
      askedAt: asked_at,
      doneAt: done_at,
    }));
}
