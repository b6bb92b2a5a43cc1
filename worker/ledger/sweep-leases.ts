import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { LeasesAnswer, LeasesRequest } from '../../shared/protocol/messages.ts';
import type { Db } from './db.ts';
import { typeNumber } from './version-state.ts';

type Asked = LeasesRequest['sweeps'][number];
type Answered = LeasesAnswer['sweeps'][number];

/** A holder whose sweep has made no progress for so long has gone silent: the next browser that asks takes over. */
export const SWEEP_LEASE_MS = 10 * 60_000;
/** A type that another browser has swept so recently need not be swept again unless a person asks for it. */
export const FRESH_MS = 55 * 60_000;
/** Ours may be put back; what lies further ahead than this was written before that. */
const CLOCK_DOUBT_MS = 60_000;

interface LeaseRow {
  readonly device_no: number | null;
  readonly sweep_id: string | null;
  readonly pages_done: number;
  readonly progress_at: number;
  readonly finished_by: number | null;
  readonly finished_at: number | null;
  readonly revoked: number;
}

/**
 * Decides which of the asked sweeps this device may do. With `own` visibility all of them: each view sees other records. With `shared` one
 * device at a time holds an object type's lease: it is renewed by progress only (a browser that merely lives does not keep it from others),
 * ends with the sweep, with `SWEEP_LEASE_MS` of silence, or with the device's revocation. A restart of the Worker changes nothing: it is all in the ledger.
 */
export function askSweeps(
  db: Db,
  asked: readonly Asked[],
  context: { readonly now: number; readonly deviceNo: number; readonly visibility: 'shared' | 'own' },
): Answered[] {
  return db.transaction(() =>
    asked.map((sweep) =>
      context.visibility === 'own' ? granted(sweep.objectType) : decide(db, sweep, context.deviceNo, context.now),
    ),
  );
}

function decide(db: Db, sweep: Asked, deviceNo: number, now: number): Answered {
  const type = typeNumber(sweep.objectType);
  // What lies ahead was written before the clock was put back: it counts from now.
  db.run(
    'UPDATE sweep_leases SET progress_at = ?1 WHERE type = ?2 AND progress_at > ?1 + ?3',
    now,
    type,
    CLOCK_DOUBT_MS,
  );
  const row = leaseRow(db, type);
  const mine = row?.device_no === deviceNo;
  if (sweep.state === 'done' || sweep.state === 'incomplete') {
    if (mine && row.sweep_id === sweep.sweepId) release(db, type, sweep.state === 'done' ? deviceNo : null, now);
    return granted(sweep.objectType, 0);
  }
  const heldMs = row === undefined ? 0 : heldFor(row, now);
  if (row !== undefined && !mine && heldMs > 0) return refused(sweep.objectType, 'other-browser', heldMs);
  const freshMs = row === undefined ? 0 : freshFor(row, deviceNo, now);
  if (sweep.state === 'wanted' && !sweep.pressed && freshMs > 0) {
    return refused(sweep.objectType, 'done-recently', freshMs);
  }
  const progressed = !mine || row.sweep_id !== sweep.sweepId || row.pages_done !== sweep.pagesDone;
  // Without progress the old moment stays: whoever else asks after it has passed takes over.
  const progressAt = progressed ? now : Math.min(row.progress_at, now);
  db.run(
    `INSERT INTO sweep_leases (type, device_no, sweep_id, pages_done, progress_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (type) DO UPDATE SET device_no = excluded.device_no, sweep_id = excluded.sweep_id, pages_done = excluded.pages_done,
       progress_at = excluded.progress_at`,
    type,
    deviceNo,
    sweep.sweepId,
    sweep.pagesDone,
    progressAt,
  );
  return granted(sweep.objectType, Math.max(0, progressAt + SWEEP_LEASE_MS - now));
}

function leaseRow(db: Db, type: number): LeaseRow | undefined {
  return db.get<LeaseRow & Record<string, number | string | null>>(
    `SELECT l.device_no, l.sweep_id, l.pages_done, l.progress_at, l.finished_by, l.finished_at,
       d.no IS NULL OR d.revoked_at IS NOT NULL AS revoked
     FROM sweep_leases l LEFT JOIN devices d ON d.no = l.device_no WHERE l.type = ?`,
    type,
  );
}

/** For how long, in ms, the holder keeps others out; 0 = not. */
function heldFor(row: LeaseRow, now: number): number {
  if (row.device_no === null || row.revoked === 1) return 0;
  return Math.max(0, row.progress_at + SWEEP_LEASE_MS - now);
}

function freshFor(row: LeaseRow, deviceNo: number, now: number): number {
  if (row.finished_at === null || row.finished_by === deviceNo || row.finished_at > now + CLOCK_DOUBT_MS) return 0;
  return Math.max(0, row.finished_at + FRESH_MS - now);
}

function release(db: Db, type: number, finishedBy: number | null, now: number): void {
  db.run('UPDATE sweep_leases SET device_no = NULL, sweep_id = NULL WHERE type = ?', type);
  if (finishedBy !== null)
    db.run('UPDATE sweep_leases SET finished_by = ?, finished_at = ? WHERE type = ?', finishedBy, now, type);
}

function granted(objectType: ObjectType, forMs = SWEEP_LEASE_MS): Answered {
  return { objectType, granted: true, reason: null, forMs };
}

function refused(objectType: ObjectType, reason: 'other-browser' | 'done-recently', forMs: number): Answered {
  return { objectType, granted: false, reason, forMs };
}
