/** Starts of calls stand at least so far apart: Gong allows 3 a second for the whole company (Gong: limits). */
export const CALL_SPACING_MS = 400;

export interface CallCounts {
  /** When the last call started, in ms. */
  readonly lastAt: number | null;
  /** Calls that started in the last 24 hours. */
  readonly today: number;
  readonly budget: number;
}

export type CallPriority = 'upload' | 'poll';

/** The part of the daily budget that is kept for uploads when it runs low. */
const UPLOAD_RESERVE = 0.05;

/**
 * How long a call must wait before it may start, in ms; null when the budget is spent for its kind.
 * A clock that was set back never makes it wait longer than one spacing.
 */
export function callDelay(counts: CallCounts, priority: CallPriority, now: number): number | null {
  const keep = priority === 'poll' ? Math.ceil(counts.budget * UPLOAD_RESERVE) : 0;
  if (counts.today >= counts.budget - keep) return null;
  if (counts.lastAt === null) return 0;
  return Math.min(CALL_SPACING_MS, Math.max(0, counts.lastAt + CALL_SPACING_MS - now));
}
