import type { LocalSettings } from '../settings/local-settings.ts';
import type { Millis } from '../store/rows.ts';

type QuietHours = LocalSettings['quietHours'];

/** Whether `hour` (local, 0 to 23) lies in the quiet hours; they may run over midnight. */
export function isQuiet(quiet: QuietHours, hour: number): boolean {
  if (quiet === null || quiet.from === quiet.to) return false;
  return quiet.from < quiet.to ? hour >= quiet.from && hour < quiet.to : hour >= quiet.from || hour < quiet.to;
}

/** When the quiet hours that `now` lies in began and end, by the computer's own clock and zone; null outside of them. */
export function quietSpan(quiet: QuietHours, now: Millis): { readonly from: Millis; readonly until: Millis } | null {
  if (quiet === null || !isQuiet(quiet, new Date(now).getHours())) return null;
  const from = new Date(now);
  from.setHours(quiet.from, 0, 0, 0);
  if (from.getTime() > now) from.setDate(from.getDate() - 1);
  const until = new Date(now);
  until.setHours(quiet.to, 0, 0, 0);
  if (until.getTime() <= now) until.setDate(until.getDate() + 1);
  return { from: from.getTime(), until: until.getTime() };
}
