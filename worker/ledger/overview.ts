import { isErrorCode } from '../../shared/errors/catalogue.ts';
import { explain } from '../../shared/errors/coded-error.ts';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { Db } from './db.ts';
import { iso } from './status.ts';
import { DELETE, HELD, holdText, PENDING, REJECTED, typeName, typeNumber } from './version-state.ts';

/** An upload as IT sees it. */
export interface UploadLine {
  readonly clientRequestId: string;
  readonly objectType: ObjectType;
  readonly kind: 'upsert' | 'delete';
  readonly state: string;
  readonly gongStatus: string | null;
  readonly records: number;
  readonly bytes: number;
  readonly frozenAt: string;
  readonly sentAt: string | null;
  readonly acceptedAt: string | null;
  readonly settledAt: string | null;
  readonly gongRequestId: string | null;
  readonly gongTraceId: string | null;
  readonly successCount: number | null;
  readonly errorCount: number | null;
  readonly cause: string | null;
  readonly note: string | null;
}

/** Uploads, newest first. */
export function listUploads(db: Db, limit: number): UploadLine[] {
  return db
    .all<{
      client_request_id: string;
      type: number;
      kind: number;
      state: string;
      gong_status: string | null;
      records: number;
      bytes: number;
      frozen_at: number;
      sent_at: number | null;
      accepted_at: number | null;
      settled_at: number | null;
      request_id: string | null;
      trace_id: string | null;
      success_count: number | null;
      error_count: number | null;
      cause: string | null;
      note: string | null;
    }>('SELECT * FROM uploads ORDER BY no DESC LIMIT ?', limit)
    .map((row) => ({
      clientRequestId: row.client_request_id,
      objectType: typeName(row.type),
      kind: row.kind === DELETE ? 'delete' : 'upsert',
      state: row.state,
      gongStatus: row.gong_status,
      records: row.records,
      bytes: row.bytes,
      frozenAt: iso(row.frozen_at),
      sentAt: when(row.sent_at),
      acceptedAt: when(row.accepted_at),
      settledAt: when(row.settled_at),
      gongRequestId: row.request_id,
      gongTraceId: row.trace_id,
      successCount: row.success_count,
      errorCount: row.error_count,
      cause: row.cause,
      note: row.note,
    }));
}

/** An object that does not get on: held back, or rejected. */
export interface StuckObject {
  readonly objectType: ObjectType;
  readonly objectId: string;
  readonly url: string | null;
  readonly code: string;
  readonly reason: string;
  readonly since: string;
}

/** Objects whose newest version is held until someone acts, oldest first. */
export function listHeld(db: Db, limit: number): StuckObject[] {
  return stuck(db, `v.state = ${PENDING} AND v.hold = ${HELD}`, limit);
}

/** Objects whose newest version was rejected, oldest first. */
export function listRejected(db: Db, limit: number): StuckObject[] {
  return stuck(db, `v.state = ${REJECTED}`, limit);
}

function stuck(db: Db, where: string, limit: number): StuckObject[] {
  return db
    .all<{
      type: number;
      object_id: string;
      page_url: string | null;
      code: string | null;
      reason: string | null;
      hold_reason: string | null;
      received_at: number;
    }>(
      `SELECT o.type, o.object_id, o.page_url, v.code, v.reason, v.hold_reason, v.received_at
       FROM versions v JOIN objects o ON o.no = v.object_no AND o.newest = v.no WHERE ${where} ORDER BY v.received_at LIMIT ?`,
      limit,
    )
    .map((row) => ({
      objectType: typeName(row.type),
      objectId: row.object_id,
      url: row.page_url,
      code: row.code ?? row.hold_reason ?? 'held',
      reason:
        row.reason ?? (row.code !== null && isErrorCode(row.code) ? explain(row.code).what : holdText(row.hold_reason)),
      since: iso(row.received_at),
    }));
}

/** Accepted uploads that Gong has not finished for a day. */
export function stuckUploads(db: Db, now: number): string[] {
  return db
    .all<{ client_request_id: string }>(
      `SELECT client_request_id FROM uploads WHERE state = 'accepted' AND accepted_at < ? ORDER BY no`,
      now - 24 * 3600 * 1000,
    )
    .map(({ client_request_id }) => client_request_id);
}

/** Objects whose every view has been revoked or silent: kept, and listed for IT. */
export function countOrphans(db: Db, silentBefore: number): number {
  return (
    db.get<{ n: number }>(
      `SELECT COUNT(*) AS n FROM objects o JOIN versions v ON v.no = o.newest WHERE v.retires = 0 AND NOT EXISTS (
         SELECT 1 FROM view_objects w JOIN views x ON x.no = w.view_no JOIN devices d ON d.no = x.device_no
         WHERE w.object_no = o.no AND d.revoked_at IS NULL AND x.last_seen_at > ?)`,
      silentBefore,
    )?.n ?? 0
  );
}

/** Gives held-back versions another chance: those whose counters differed, of one type. */
export function retryHeld(db: Db, type: ObjectType): number {
  return db.all(
    `UPDATE versions SET hold = 1, hold_reason = 'unjudged' WHERE state = ${PENDING} AND type = ? AND hold = ${HELD}
       AND hold_reason IN ('counters-differ', 'type-stopped') RETURNING no`,
    typeNumber(type),
  ).length;
}

function when(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}

/** Deletions that wait for IT. */
export function countHeldDeletions(db: Db): number {
  const sql = `SELECT COUNT(*) AS n FROM versions WHERE state = ${PENDING} AND type IN (0, 1, 2, 3, 4, 5) AND kind = ${DELETE} AND hold = ${HELD}`;
  return db.get<{ n: number }>(sql)?.n ?? 0;
}

/** Objects whose newest version is rejected. */
export function countRejected(db: Db): number {
  const sql = `SELECT COUNT(*) AS n FROM versions v JOIN objects o ON o.no = v.object_no AND o.newest = v.no WHERE v.state = ${REJECTED}`;
  return db.get<{ n: number }>(sql)?.n ?? 0;
}
