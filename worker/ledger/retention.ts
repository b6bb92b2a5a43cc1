import type { Db } from './db.ts';
import { runOfficeRetention } from './office-retention.ts';
import { CONFIRMED, REJECTED, SUPERSEDED } from './version-state.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Calls are kept longer than the rolling day that the budget needs. */
const CALLS_DAYS = 8;
const SYNCS_DAYS = 8;
/** Rows removed a statement: the ledger stays answerable in between. */
const CHUNK = 5000;

/**
 * Removes what is settled and older than `days`, never an object's newest version. Returns how many rows went.
 */
export function runRetention(db: Db, days: number, now: number): number {
  const old = now - days * DAY_MS;
  return (
    runOfficeRetention(db, now) +
    chunked(
      db,
      `DELETE FROM versions WHERE no IN (SELECT v.no FROM versions v JOIN objects o ON o.no = v.object_no
         WHERE v.state IN (${CONFIRMED}, ${REJECTED}, ${SUPERSEDED}) AND v.settled_at < ?1 AND o.newest <> v.no LIMIT ${CHUNK}) RETURNING no`,
      old,
    ) +
    chunked(
      db,
      `DELETE FROM uploads WHERE no IN (SELECT u.no FROM uploads u WHERE u.settled_at < ?1
         AND NOT EXISTS (SELECT 1 FROM objects o JOIN versions v ON v.no = o.newest WHERE v.upload_no = u.no) LIMIT 200) RETURNING no`,
      old,
      200,
    ) +
    chunked(
      db,
      `DELETE FROM batches WHERE no IN (SELECT no FROM batches WHERE received_at < ?1 LIMIT ${CHUNK}) RETURNING 1`,
      old,
    ) +
    chunked(
      db,
      `DELETE FROM gong_calls WHERE no IN (SELECT no FROM gong_calls WHERE at < ?1 LIMIT ${CHUNK}) RETURNING no`,
      now - CALLS_DAYS * DAY_MS,
    ) +
    chunked(
      db,
      `DELETE FROM sync_objects WHERE (sync_no, object_no) IN (SELECT so.sync_no, so.object_no FROM syncs s JOIN sync_objects so ON so.sync_no = s.no
         WHERE s.first_at < ?1 LIMIT ${CHUNK}) RETURNING 1`,
      now - SYNCS_DAYS * DAY_MS,
    ) +
    chunked(
      db,
      `DELETE FROM sync_uploads WHERE sync_no IN (SELECT no FROM syncs WHERE first_at < ?1) RETURNING 1`,
      now - SYNCS_DAYS * DAY_MS,
      Number.MAX_SAFE_INTEGER,
    ) +
    chunked(
      db,
      'DELETE FROM syncs WHERE first_at < ?1 RETURNING 1',
      now - SYNCS_DAYS * DAY_MS,
      Number.MAX_SAFE_INTEGER,
    ) +
    chunked(
      db,
      `DELETE FROM problems WHERE (object_no, field, code) IN (SELECT object_no, field, code FROM problems WHERE seen_at < ?1 LIMIT ${CHUNK}) RETURNING 1`,
      old,
    ) +
    chunked(
      db,
      `DELETE FROM conflicts WHERE (object_no, field, view_no) IN (SELECT object_no, field, view_no FROM conflicts WHERE seen_at < ?1 LIMIT ${CHUNK}) RETURNING 1`,
      old,
    ) +
    chunked(
      db,
      'DELETE FROM sweep_parts WHERE sweep_id IN (SELECT sweep_id FROM sweeps WHERE finished_at < ?1) RETURNING 1',
      now - DAY_MS,
      Number.MAX_SAFE_INTEGER,
    ) +
    chunked(db, 'DELETE FROM sweeps WHERE finished_at < ?1 RETURNING 1', old, Number.MAX_SAFE_INTEGER)
  );
}

function chunked(db: Db, sql: string, before: number, chunk = CHUNK): number {
  let gone = 0;
  for (;;) {
    const removed = db.all(sql, before).length;
    gone += removed;
    if (removed < chunk) return gone;
  }
}
