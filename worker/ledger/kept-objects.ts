import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { Db } from './db.ts';
import { iso } from './status.ts';
import { DELETE, PENDING, typeName, typeNumber, UPSERT } from './version-state.ts';

/**
 * IT's word that a held deletion is not meant: the object is sent once more as it is, and absence deletes it no more until a newer version
 * of it has been read. Without `objectId` all of the type. Returns how many were refused.
 */
export function refuseDeletions(db: Db, type: ObjectType, objectId: string | null, now: number): number {
  return db.transaction(() => {
    const held = db.all<{ no: number; object_no: number }>(
      `SELECT v.no, v.object_no FROM versions v JOIN objects o ON o.no = v.object_no AND o.newest = v.no
       WHERE v.state = ${PENDING} AND v.kind = ${DELETE} AND v.type = ?1 AND v.approved = 0 AND (?2 IS NULL OR o.object_id = ?2)`,
      typeNumber(type),
      objectId,
    );
    for (const { no, object_no } of held) {
      db.run(`UPDATE versions SET kind = ${UPSERT}, retires = 0, hold = 1, hold_reason = 'unjudged' WHERE no = ?`, no);
      db.run('DELETE FROM misses WHERE object_no = ?', object_no);
      db.run(
        `INSERT INTO kept_objects (object_no, version_no, at) VALUES (?, ?, ?)
         ON CONFLICT (object_no) DO UPDATE SET version_no = excluded.version_no, at = excluded.at`,
        object_no,
        no,
        now,
      );
    }
    return held.length;
  });
}

/** Whether IT has refused to delete the object as it is now. */
export function isKept(db: Db, objectNo: number, newest: number): boolean {
  return db.get('SELECT 1 FROM kept_objects WHERE object_no = ? AND version_no = ?', objectNo, newest) !== undefined;
}

/** IT takes its refusal back: absence counts again. False when the object was not kept. */
export function releaseKept(db: Db, type: ObjectType, objectId: string): boolean {
  return (
    db.get(
      'DELETE FROM kept_objects WHERE object_no = (SELECT no FROM objects WHERE type = ? AND object_id = ?) RETURNING version_no',
      typeNumber(type),
      objectId,
    ) !== undefined
  );
}

/** An object that stays in Gong on IT's word. */
export interface KeptLine {
  readonly objectType: ObjectType;
  readonly objectId: string;
  readonly at: string;
}

/** Objects that are kept on IT's word, newest first. */
export function listKept(db: Db, limit: number): KeptLine[] {
  return db
    .all<{ type: number; object_id: string; at: number }>(
      `SELECT o.type, o.object_id, k.at FROM kept_objects k JOIN objects o ON o.no = k.object_no AND o.newest = k.version_no
       ORDER BY k.at DESC LIMIT ?`,
      limit,
    )
    .map(({ type, object_id, at }) => ({ objectType: typeName(type), objectId: object_id, at: iso(at) }));
}
