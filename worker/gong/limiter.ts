/** Starts of calls stand at least so far apart: Gong allows 3 a second for the whole company (Gong: limits). */
export const CALL_SPACING_MS = 400;

/**
 * A call starts no sooner than this after the answer to the third call before it. Gong counts when calls arrive, and a slow network may
 * bring evenly spaced starts closer together; an answer, though, proves that its call has arrived.
 */
export const CALL_WINDOW_MS = 1050;

export interface CallCounts {
  /** When the last call started, in ms. */
  readonly lastAt: number | null;
  /** When the third last call was answered (or started, where no answer came), in ms. */
  readonly thirdLastEndAt: number | null;
  /** Calls that started in the last 24 hours. */
  readonly today: number;
  readonly budget: number;
  /** How much slower than Gong's own limit calls must go, as other callers of the company share it; 1 or absent: not at all. */
  readonly slowdown?: number;
}

/** After a 429 that a day's limit does not explain calls go this much slower, up to the most, for so long after the last one. */
export const SLOWER = 1.5;
export const SLOWEST = 8;
export const SLOW_MS = 10 * 60_000;
/** A Retry-After from so long on is about the day's limit, not the second's. */
export const DAILY_RETRY_MS = 60_000;

export type CallPriority = 'upload' | 'poll';

/** The part of the daily budget that is kept for uploads when it runs low. */
const UPLOAD_RESERVE = 0.05;

/**
 * How long a call must wait before it may start, in ms; null when the budget is spent for its kind.
 * A clock that was set back never makes it wait longer than one window.
 */
export function callDelay(counts: CallCounts, priority: CallPriority, now: number): number | null {
  const keep = priority === 'poll' ? Math.ceil(counts.budget * UPLOAD_RESERVE) : 0;
  if (counts.today >= counts.budget - keep) return null;
  const slowdown = Math.max(1, counts.slowdown ?? 1);
  return Math.max(
    left(counts.lastAt, CALL_SPACING_MS * slowdown, now),
    left(counts.thirdLastEndAt, CALL_WINDOW_MS * slowdown, now),
  );
}

/** What is left at `now` of a wait that began at `since`. */
function left(since: number | null, wait: number, now: number): number {
  return since === null ? 0 : Math.min(wait, Math.max(0, since + wait - now));
}
