import type { Db } from './db.ts';

/** Notes that a sync has changed an object. */
export function touchSyncObject(db: Db, syncId: string, objectNo: number): void {
  db.run(
    `INSERT INTO sync_objects (sync_no, object_no, unchanged) SELECT no, ?2, 0 FROM syncs WHERE sync_id = ?1
     ON CONFLICT (sync_no, object_no) DO UPDATE SET unchanged = 0`,
    syncId,
    objectNo,
  );
}
