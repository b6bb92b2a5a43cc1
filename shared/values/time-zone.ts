/**
 * Time zone arithmetic over `Intl.DateTimeFormat`, the only zone data that browsers and Workers carry. Each zone's changes of offset are
 * searched once a year and kept, so that a conversion costs a few comparisons instead of a formatted date.
 */
const DAY_MS = 86_400_000;

/** From `start` (UTC, ms) on the zone is `offset` ms ahead of UTC. */
interface OffsetSpan {
  readonly start: number;
  readonly offset: number;
}

/** What became of a local time: one instant, none (the clock skipped it), or two (it showed it twice; `earlier` is the first). */
export type LocalInstant =
  | { readonly kind: 'unique'; readonly instant: number }
  | { readonly kind: 'gap'; readonly before: number; readonly after: number }
  | { readonly kind: 'overlap'; readonly earlier: number; readonly later: number };

export interface TimeZone {
  readonly name: string;
  /** Milliseconds that the zone is ahead of UTC at `instant` (UTC, ms). */
  offsetAt(instant: number): number;
  /** The instants at which the zone's clocks show `local` (a local time written as if it were UTC, ms). */
  toInstant(local: number): LocalInstant;
  /** The first instant of the local day that begins at `localMidnight` (written as if it were UTC, ms), even where midnight is skipped. */
  startOfDay(localMidnight: number): number;
}

function formatterOf(name: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    return null;
  }
}

function makeZone(name: string, formatter: Intl.DateTimeFormat): TimeZone {
  const years = new Map<number, readonly OffsetSpan[]>();

  function measuredOffset(instant: number): number {
    const whole = Math.floor(instant / 1000) * 1000;
    const part: Record<string, number> = {};
    for (const { type, value } of formatter.formatToParts(whole)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
  }

  /** Daily probes: two changes within a day cancelling each other have never been decreed. */
  function spansOf(year: number): readonly OffsetSpan[] {
    const start = Date.UTC(year, 0, 1);
    const end = Date.UTC(year + 1, 0, 1);
    const spans: OffsetSpan[] = [];
    let offset = measuredOffset(start);
    spans.push({ start, offset });
    for (let probe = start; probe < end; probe += DAY_MS) {
      const next = Math.min(probe + DAY_MS, end);
      const nextOffset = measuredOffset(next - 1000);
      if (nextOffset === offset) continue;
      let low = Math.max(probe - 1000, start);
      let high = next - 1000;
      while (high - low > 1000) {
        const middle = Math.floor((low + high) / 2000) * 1000;
        if (measuredOffset(middle) === offset) low = middle;
        else high = middle;
      }
      offset = nextOffset;
      spans.push({ start: high, offset });
    }
    return spans;
  }

  function offsetAt(instant: number): number {
    const year = new Date(instant).getUTCFullYear();
    let spans = years.get(year);
    if (spans === undefined) {
      spans = spansOf(year);
      years.set(year, spans);
    }
    let offset = 0;
    for (const span of spans) {
      if (span.start > instant) break;
      offset = span.offset;
    }
    return offset;
  }

  function toInstant(local: number): LocalInstant {
    // No zone is more than a day from UTC, so these two stand before and after any change near this local time.
    const before = offsetAt(local - DAY_MS);
    const after = offsetAt(local + DAY_MS);
    const first = local - before;
    if (before === after) return { kind: 'unique', instant: first };
    const second = local - after;
    const firstValid = offsetAt(first) === before;
    const secondValid = offsetAt(second) === after;
    if (firstValid && secondValid) {
      return { kind: 'overlap', earlier: Math.min(first, second), later: Math.max(first, second) };
    }
    if (firstValid) return { kind: 'unique', instant: first };
    if (secondValid) return { kind: 'unique', instant: second };
    return { kind: 'gap', before, after };
  }

  function startOfDay(localMidnight: number): number {
    const found = toInstant(localMidnight);
    if (found.kind === 'unique') return found.instant;
    if (found.kind === 'overlap') return found.earlier;
    // In a gap the day's first instant is that of the change itself: its first second is the one where the new offset holds.
    let low = localMidnight - found.after;
    let high = localMidnight - found.before;
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offsetAt(middle) === found.before) low = middle;
      else high = middle;
    }
    return high;
  }

  return { name, offsetAt, toInstant, startOfDay };
}

const zones = new Map<string, TimeZone | null>();

/** The zone of an IANA name ("Europe/Berlin"), or null where this runtime does not know it. */
export function timeZone(name: string): TimeZone | null {
  let zone = zones.get(name);
  if (zone === undefined) {
    const formatter = formatterOf(name);
    zone = formatter === null ? null : makeZone(name, formatter);
    zones.set(name, zone);
  }
  return zone;
}

/** `instant` (UTC, ms) as Gong takes it: ISO 8601 in UTC, no fraction of a second. */
export function isoInstant(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
