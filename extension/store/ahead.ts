import type { Millis } from './rows.ts';

/**
 * Whether a noted moment is still to come. One that lies further ahead than any that is noted so was noted before the clock was set back, and is waited for
 * by nobody: else a computer that had been a day ahead would do nothing for a day.
 */
export function isAhead(moment: Millis, now: Millis, longest: Millis): boolean {
  return moment > now && moment - now <= longest;
}
