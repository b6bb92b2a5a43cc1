import type { Db } from './db.ts';

/** Notes that a sync has changed an object. */
export function touchSyncObject(db: Db, syncId: string, objectNo: number): void {
  db.run(
    `INSERT INTO sync_objects (sync_id, object_no, unchanged) VALUES (?, ?, 0)
     ON CONFLICT (sync_id, object_no) DO UPDATE SET unchanged = 0`,
    syncId,
    objectNo,
  );
}
