import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { Db } from './db.ts';
import { iso } from './status.ts';
import { typeName } from './version-state.ts';

/** A sweep that a browser has reported. */
export interface SweepLine {
  readonly sweepId: string;
  readonly objectType: ObjectType;
  readonly deviceId: string;
  readonly deviceName: string | null;
  readonly crmUser: string | null;
  readonly profileVersion: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly complete: boolean;
  readonly parts: number;
  readonly partsHere: number;
}

/** Sweeps, newest first. */
export function listSweeps(db: Db, limit: number): SweepLine[] {
  return db
    .all<{
      sweep_id: string;
      type: number;
      device_id: string;
      name: string | null;
      crm_user: string | null;
      profile_version: string;
      started_at: number;
      finished_at: number;
      completed_at: number | null;
      parts: number;
      here: number;
    }>(
      `SELECT s.sweep_id, s.type, d.device_id, d.name, x.crm_user, s.profile_version, s.started_at, s.finished_at, s.completed_at, s.parts,
         (SELECT COUNT(*) FROM sweep_parts p WHERE p.sweep_id = s.sweep_id) AS here
       FROM sweeps s JOIN views x ON x.no = s.view_no JOIN devices d ON d.no = x.device_no ORDER BY s.finished_at DESC LIMIT ?`,
      limit,
    )
    .map((row) => ({
      sweepId: row.sweep_id,
      objectType: typeName(row.type),
      deviceId: row.device_id,
      deviceName: row.name,
      crmUser: row.crm_user,
      profileVersion: row.profile_version,
      startedAt: iso(row.started_at),
      finishedAt: iso(row.finished_at),
      complete: row.completed_at !== null,
      parts: row.parts,
      partsHere: row.completed_at === null ? row.here : row.parts,
    }));
}

/** A value that another view sees otherwise. */
export interface ConflictLine {
  readonly objectType: ObjectType;
  readonly objectId: string;
  readonly url: string | null;
  readonly field: string;
  readonly crmUser: string | null;
  readonly deviceId: string | null;
  readonly seenAt: string;
}

/** Conflicts between views, newest first. Without the values. */
export function listConflicts(db: Db, limit: number): ConflictLine[] {
  return db
    .all<{
      type: number;
      object_id: string;
      page_url: string | null;
      field: string;
      crm_user: string | null;
      device_id: string | null;
      seen_at: number;
    }>(
      `SELECT o.type, o.object_id, o.page_url, c.field, x.crm_user, d.device_id, c.seen_at
       FROM conflicts c JOIN objects o ON o.no = c.object_no LEFT JOIN views x ON x.no = c.view_no LEFT JOIN devices d ON d.no = x.device_no
       ORDER BY c.seen_at DESC LIMIT ?`,
      limit,
    )
    .map((row) => ({
      objectType: typeName(row.type),
      objectId: row.object_id,
      url: row.page_url,
      field: row.field,
      crmUser: row.crm_user,
      deviceId: row.device_id,
      seenAt: iso(row.seen_at),
    }));
}

/** An object that no counting view has seen any more: kept, and listed (design: deletion). */
export interface OrphanLine {
  readonly objectType: ObjectType;
  readonly objectId: string;
  readonly url: string | null;
  readonly lastReadAt: string | null;
}

export function listOrphans(db: Db, silentBefore: number, limit: number): OrphanLine[] {
  return db
    .all<{ type: number; object_id: string; page_url: string | null; last_read: number | null }>(
      `SELECT o.type, o.object_id, o.page_url, (SELECT MAX(w.read_at) FROM view_objects w WHERE w.object_no = o.no) AS last_read
       FROM objects o JOIN versions v ON v.no = o.newest WHERE v.retires = 0 AND NOT EXISTS (
         SELECT 1 FROM view_objects w JOIN views x ON x.no = w.view_no JOIN devices d ON d.no = x.device_no
         WHERE w.object_no = o.no AND d.revoked_at IS NULL AND x.last_seen_at > ?)
       ORDER BY o.type, o.no LIMIT ?`,
      silentBefore,
      limit,
    )
    .map((row) => ({
      objectType: typeName(row.type),
      objectId: row.object_id,
      url: row.page_url,
      lastReadAt: row.last_read === null ? null : iso(row.last_read),
    }));
}

/** A line that Gong has rejected, with its record. */
export interface LineError {
  readonly line: number;
  readonly objectType: ObjectType;
  readonly objectId: string;
  readonly url: string | null;
  readonly reason: string;
}

/** Every line error of one upload, in the order of the file. */
export function lineErrors(db: Db, clientRequestId: string): LineError[] {
  return db
    .all<{ line_no: number; type: number; object_id: string; page_url: string | null; reason: string | null }>(
      `SELECT v.line_no, o.type, o.object_id, o.page_url, v.reason FROM uploads u JOIN versions v ON v.upload_no = u.no AND v.state = 3
         JOIN objects o ON o.no = v.object_no WHERE u.client_request_id = ? ORDER BY v.line_no`,
      clientRequestId,
    )
    .map((row) => ({
      line: row.line_no,
      objectType: typeName(row.type),
      objectId: row.object_id,
      url: row.page_url,
      reason: row.reason ?? '',
    }));
}

/** A call to Gong as it is kept: no bodies. */
export interface CallLine {
  readonly at: string;
  readonly operation: string;
  readonly status: number | null;
  readonly outcome: string | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly ms: number | null;
}

/** Calls that carried one clientRequestId, newest first; with null the newest of all. */
export function listCalls(db: Db, clientRequestId: string | null, limit: number): CallLine[] {
  return db
    .all<{
      at: number;
      operation: string;
      status: number | null;
      outcome: string | null;
      request_id: string | null;
      trace_id: string | null;
      ms: number | null;
    }>(
      `SELECT at, operation, status, outcome, request_id, trace_id, ms FROM gong_calls WHERE ?1 IS NULL OR client_request_id = ?1 ORDER BY no DESC LIMIT ?2`,
      clientRequestId,
      limit,
    )
    .map(({ at, request_id, trace_id, ...row }) => ({
      ...row,
      at: iso(at),
      requestId: request_id,
      traceId: trace_id,
    }));
}

/** The newest content that the ledger holds of an object; null when it has none. */
export function newestContent(db: Db, type: number, objectId: string): Readonly<Record<string, unknown>> | null {
  const row = db.get<{ content: string }>(
    'SELECT v.content FROM objects o JOIN versions v ON v.no = o.newest WHERE o.type = ? AND o.object_id = ?',
    type,
    objectId,
  );
  return row === undefined ? null : (JSON.parse(row.content) as Record<string, unknown>);
}
