import type { Db } from './db.ts';
import { IN_FLIGHT } from './version-state.ts';

/** The number of a view, made at its first word; notes that it spoke. */
export function touchView(
  db: Db,
  deviceNo: number,
  view: { readonly viewId: string; readonly crmUser: string | null },
  now: number,
): number {
  const row = db.get<{ no: number }>(
    `INSERT INTO views (device_no, view_id, crm_user, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (device_no, view_id) DO UPDATE SET crm_user = COALESCE(excluded.crm_user, crm_user), last_seen_at = excluded.last_seen_at
     RETURNING no`,
    deviceNo,
    view.viewId,
    view.crmUser,
    now,
    now,
  );
  if (row === undefined) throw new Error('a view was not stored');
  return row.no;
}

/** The number of a sync, made at its first word; notes when its button was pressed. */
export function touchSync(db: Db, syncId: string, deviceNo: number, now: number, pressed: boolean): number {
  const row = db.get<{ no: number }>(
    `INSERT INTO syncs (sync_id, device_no, first_at, pressed_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (sync_id) DO UPDATE SET pressed_at = COALESCE(pressed_at, excluded.pressed_at) RETURNING no`,
    syncId,
    deviceNo,
    now,
    pressed ? now : null,
  );
  if (row === undefined) throw new Error('a sync was not stored');
  return row.no;
}

/** Uploads that were under way before a sync was pressed and carry objects of it are its uploads too. */
export function linkOpenUploads(db: Db, syncId: string): void {
  db.run(
    `INSERT OR IGNORE INTO sync_uploads (sync_no, upload_no)
     SELECT DISTINCT s.no, u.no FROM syncs s CROSS JOIN uploads u CROSS JOIN versions v ON v.upload_no = u.no AND v.state = ${IN_FLIGHT}
       CROSS JOIN sync_objects so ON so.sync_no = s.no AND so.object_no = v.object_no AND so.unchanged = 0
     WHERE s.sync_id = ?1 AND u.state IN ('frozen', 'unsure', 'accepted')`,
    syncId,
  );
}
