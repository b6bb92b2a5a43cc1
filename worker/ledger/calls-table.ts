import type { Db } from './db.ts';
import { countSample } from './history-table.ts';

export const DAY_MS = 24 * 3600 * 1000;

/** The end of a call to Gong as it is kept: no bodies. */
export interface CallEnd {
  readonly status: number | null;
  readonly outcome: string;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly ms: number;
}

/** Notes a call before it starts, so that it counts even if the process dies in it. */
export function startCall(db: Db, operation: string, clientRequestId: string | null, now: number): number {
  const row = db.get<{ no: number }>(
    'INSERT INTO gong_calls (at, operation, client_request_id) VALUES (?, ?, ?) RETURNING no',
    now,
    operation,
    clientRequestId,
  );
  if (row === undefined) throw new Error('a call was not stored');
  countSample(db, 'calls', 1, now);
  return row.no;
}

export function endCall(db: Db, no: number, end: CallEnd): void {
  db.run(
    'UPDATE gong_calls SET status = ?, outcome = ?, request_id = ?, trace_id = ?, ms = ? WHERE no = ?',
    end.status,
    end.outcome,
    end.requestId,
    end.traceId,
    end.ms,
    no,
  );
}

/** Calls since a moment. */
export function callsSince(db: Db, since: number): number {
  return db.get<{ n: number }>('SELECT COUNT(*) AS n FROM gong_calls WHERE at > ?', since)?.n ?? 0;
}

/** When the last call started; null before the first. */
export function lastCallAt(db: Db): number | null {
  return db.get<{ at: number | null }>('SELECT MAX(at) AS at FROM gong_calls')?.at ?? null;
}

/** When the third last call was answered, or started where no answer came; null before three calls. */
export function thirdLastEndAt(db: Db): number | null {
  const sql = 'SELECT at + COALESCE(ms, 0) AS ended FROM gong_calls ORDER BY no DESC LIMIT 1 OFFSET 2';
  return db.get<{ ended: number }>(sql)?.ended ?? null;
}

/** When, counting from now, `free` more calls will have left the rolling 24 hours. */
export function budgetFreeAt(db: Db, now: number, free: number): number {
  const row = db.get<{ at: number }>(
    'SELECT at FROM gong_calls WHERE at > ? ORDER BY at LIMIT 1 OFFSET ?',
    now - DAY_MS,
    Math.max(0, free - 1),
  );
  return row === undefined ? now : row.at + DAY_MS;
}
