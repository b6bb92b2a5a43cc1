import { describe, expect, it, vi } from 'vitest';
import { timeZone } from './time-zone.ts';

// Thousands of runs take seconds where other suites keep the processor busy.
vi.setConfig({ testTimeout: 60_000 });

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = 24 * HOUR;

function zoneOf(name: string) {
  const zone = timeZone(name);
  if (zone === null) throw new Error(`This runtime has no ${name}`);
  return zone;
}

/** What the zone's clocks show, straight from Intl: the oracle. */
function clockOf(name: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
  return (instant) => Date.parse(`${format.format(instant).replace(' ', 'T')}Z`);
}

const FROM = Date.UTC(2019, 0, 1);
const TO = Date.UTC(2031, 0, 1);

/** Instants, to the minute, at which the clocks change. */
function changes(name: string): number[] {
  const clock = clockOf(name);
  const offset = (instant: number) => clock(instant) - instant;
  const found: number[] = [];
  for (let at = FROM; at < TO; at += HOUR) {
    if (offset(at) === offset(at + HOUR)) continue;
    let minute = at;
    while (offset(minute) === offset(at)) minute += MINUTE;
    found.push(minute);
  }
  return found;
}

const ZONES: [name: string, changes: number][] = [
  ['Europe/Berlin', 24],
  ['America/New_York', 24],
  ['Asia/Kolkata', 0],
  ['Australia/Lord_Howe', 24],
];

describe.each(ZONES)('timeZone %s', (name, expected) => {
  const zone = zoneOf(name);
  const clock = clockOf(name);
  const found = changes(name);

  it('tells every hour of twelve years as the platform does', () => {
    let wrong = 0;
    for (let at = FROM; at < TO; at += HOUR) {
      const shown = clock(at);
      const back = zone.toInstant(shown);
      const right =
        zone.offsetAt(at) === shown - at &&
        (back.kind === 'unique'
          ? back.instant === at
          : back.kind === 'overlap' && (back.earlier === at || back.later === at));
      if (!right) wrong += 1;
    }
    expect(wrong).toBe(0);
  });

  it('tells skipped, doubled and single minutes apart around every change of the clocks', () => {
    expect(found).toHaveLength(expected);
    const wrong: string[] = [];
    for (const change of found) {
      const shown = new Map<number, number[]>();
      for (let at = change - 6 * HOUR; at < change + 6 * HOUR; at += MINUTE) {
        shown.set(clock(at), [...(shown.get(clock(at)) ?? []), at]);
      }
      const middle = clock(change);
      for (let local = middle - 4 * HOUR; local < middle + 4 * HOUR; local += MINUTE) {
        const instants = shown.get(local) ?? [];
        const result = zone.toInstant(local);
        const got =
          result.kind === 'unique' ? [result.instant] : result.kind === 'gap' ? [] : [result.earlier, result.later];
        if (got.join() !== instants.join()) wrong.push(new Date(local).toISOString());
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('timeZone', () => {
  it('is null when the runtime does not know the name', () => {
    expect(timeZone('Europe/Atlantis')).toBeNull();
  });

  it.each([
    ['Africa/Cairo', '2023-04-28', '2023-04-27T22:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    ['Asia/Beirut', '2022-03-27', '2022-03-26T22:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
  ])('starts the day in %s at its first instant when %s has no or a plain midnight', (name, day, instant) => {
    expect(new Date(zoneOf(name).startOfDay(Date.parse(day))).toISOString()).toBe(instant);
  });

  it('takes the first of two midnights when the clock is put back over midnight', () => {
    // Cuba, 1 November 2020: 01:00 back to 00:00.
    const zone = zoneOf('America/Havana');
    const start = zone.startOfDay(Date.UTC(2020, 10, 1));
    expect(new Date(start).toISOString()).toBe('2020-11-01T04:00:00.000Z');
    expect(zone.offsetAt(start) - zone.offsetAt(start + DAY)).toBe(HOUR);
  });

  it('knows a day that a country left out when it crossed the date line', () => {
    expect(zoneOf('Pacific/Apia').toInstant(Date.UTC(2011, 11, 30, 12)).kind).toBe('gap');
  });

  it('keeps the two changes of a month of fasting when both lie in one spring', () => {
    const zone = zoneOf('Africa/Casablanca');
    const clock = clockOf('Africa/Casablanca');
    for (let at = Date.UTC(2025, 0, 1); at < Date.UTC(2026, 0, 1); at += 6 * HOUR)
      expect(at + zone.offsetAt(at)).toBe(clock(at));
  });
});
