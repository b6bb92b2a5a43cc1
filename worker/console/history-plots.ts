import type { HourSample, LagName } from '../ledger/history-table.ts';

/** How far back the overview looks, and in which steps, in hours. */
export const RANGES = {
  day: { hours: 24, step: 1, word: 'Last 24 hours' },
  week: { hours: 168, step: 4, word: 'Last 7 days' },
  month: { hours: 720, step: 24, word: 'Last 30 days' },
} as const;

export type Range = keyof typeof RANGES;

/** One bar's worth of the past. */
export interface Step {
  /** Start, in ms. */
  readonly at: number;
  readonly read: number;
  readonly confirmed: number;
  readonly rejected: number;
  /** Calls to Gong in the 24 hours up to the end of this step. */
  readonly calls24: number;
  /** In seconds, to the upper bound of its class; null where nothing was confirmed. */
  readonly usualLag: number | null;
  readonly slowLag: number | null;
}

const HOUR_MS = 3600 * 1000;

/** Hours into steps; the first 24 hours only feed the rolling count of calls. */
export function stepsOf(hours: readonly HourSample[], { step }: { readonly step: number }): Step[] {
  const shown = hours.slice(23);
  const steps: Step[] = [];
  // Counted back from now, so that the last step is whole.
  for (let end = shown.length; end > 0; end -= step) {
    const part = shown.slice(Math.max(0, end - step), end);
    const last = 23 + end;
    const sum = (pick: (hour: HourSample) => number) => part.reduce((all, hour) => all + pick(hour), 0);
    steps.unshift({
      at: part[0]?.at ?? 0,
      read: sum(({ counts }) => counts.read),
      confirmed: sum(({ counts }) => counts.confirmed + counts.deleted),
      rejected: sum(({ counts }) => counts.rejected),
      calls24: hours.slice(Math.max(0, last - 24), last).reduce((all, hour) => all + hour.counts.calls, 0),
      usualLag: lagAt(part, 0.5),
      slowLag: lagAt(part, 0.95),
    });
  }
  return steps;
}

/**
 * From reading in the browser to Gong's DONE: the way to the Worker and the way from there are counted apart, each record in both; added, the
 * classes' upper bounds say at most how long.
 */
function lagAt(hours: readonly HourSample[], share: number): number | null {
  const confirm = quantile(hours, 'confirm', share);
  if (confirm === null) return null;
  const receipt = quantile(hours, 'receipt', share) ?? 0;
  // Most readings arrive in the shortest class at once: its bound would hide what Gong takes.
  return receipt <= 5 ? confirm : confirm + receipt;
}

function quantile(hours: readonly HourSample[], name: LagName, share: number): number | null {
  const classes = new Map<number, number>();
  for (const { lags } of hours)
    for (const [bound, n] of Object.entries(lags[name]))
      classes.set(Number(bound), (classes.get(Number(bound)) ?? 0) + n);
  const all = [...classes.values()].reduce((a, b) => a + b, 0);
  if (all === 0) return null;
  let seen = 0;
  for (const bound of [...classes.keys()].sort((a, b) => a - b)) {
    seen += classes.get(bound) ?? 0;
    if (seen >= all * share) return bound;
  }
  return null;
}

/** What stands below a step and in its row of figures. */
export function stepWords(at: number, range: Range): { readonly label: string; readonly name: string } {
  const iso = new Date(at).toISOString();
  const day = iso.slice(5, 10);
  const time = iso.slice(11, 16);
  const end = new Date(at + RANGES[range].step * HOUR_MS).toISOString().slice(11, 16);
  if (range === 'month') return { label: day, name: `from ${iso.slice(0, 10)} ${time}` };
  return { label: range === 'day' ? time : day, name: `${iso.slice(0, 10)} ${time}–${end}` };
}
