import type { PageReading } from './raw.ts';
import type { Profile } from './schema.ts';

/** What one page of a kind gave: the figures that tell a CRM update from a quiet day. */
export interface PageMeasure {
  readonly page: string;
  readonly rows: number;
  /** The end of a list is short by nature: its rows say nothing. */
  readonly last: boolean;
  /** Share of records with a value, per `TYPE.field`. */
  readonly fill: Readonly<Record<string, number>>;
  /** Share of fields that could not be read. */
  readonly problems: number;
}

export interface HealthAlarm {
  readonly code: 'fewer-rows' | 'emptier-field' | 'more-problems';
  readonly page: string;
  readonly field?: string;
  readonly usual: number;
  readonly now: number;
}

/** Measures a list page that was read; null for what says nothing about health: no data, or one record's own page. */
export function measurePage(reading: PageReading): PageMeasure | null {
  if (reading.kind !== 'list' || reading.state !== 'ok' || reading.records.length === 0) return null;
  const filled = new Map<string, { value: number; all: number }>();
  let unread = 0;
  let all = 0;
  for (const record of reading.records) {
    for (const [name, value] of Object.entries(record.fields)) {
      const key = `${record.objectType}.${name}`;
      const count = filled.get(key) ?? { value: 0, all: 0 };
      filled.set(key, { value: count.value + (value.state === 'value' ? 1 : 0), all: count.all + 1 });
      if (value.state === 'unread') unread++;
      all++;
    }
  }
  return {
    page: reading.page,
    rows: reading.records.length,
    last: reading.next === null,
    fill: Object.fromEntries([...filled].map(([key, count]) => [key, count.value / count.all])),
    problems: all === 0 ? 0 : unread / all,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Judges a page against what was usual for this kind of page and this viewer. With fewer measures than the profile's `health.pages` nothing
 * is usual yet. Rows and problems are held against the worst that was usual, since pages of one list may differ by nature.
 */
export function judgeHealth(
  { health }: Pick<Profile, 'health'>,
  usual: readonly PageMeasure[],
  now: PageMeasure,
): HealthAlarm[] {
  if (usual.length < health.pages) return [];
  const alarms: HealthAlarm[] = [];
  const whole = usual.filter((one) => !one.last).map((one) => one.rows);
  const fewest = Math.min(...whole);
  if (!now.last && whole.length >= health.pages && now.rows < fewest * health.rows) {
    alarms.push({ code: 'fewer-rows', page: now.page, usual: fewest, now: now.rows });
  }
  for (const [field, share] of Object.entries(now.fill)) {
    const before = median(usual.map((one) => one.fill[field] ?? 0));
    // One record is no trend: a single empty field is everyday life.
    if (now.rows > 1 && before > 0 && share < before * health.fill) {
      alarms.push({ code: 'emptier-field', page: now.page, field, usual: before, now: share });
    }
  }
  const problems = Math.max(...usual.map((one) => one.problems));
  if (now.rows > 1 && now.problems > problems + health.problems) {
    alarms.push({ code: 'more-problems', page: now.page, usual: problems, now: now.problems });
  }
  return alarms;
}
