import type { PageReading } from './raw.ts';
import type { Profile } from './schema.ts';

/** What one page of a kind gave: the figures that tell a CRM update from a quiet day. */
export interface PageMeasure {
  readonly page: string;
  readonly rows: number;
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

/** Measures a page that was read; null for one that gave no data and says nothing about health. */
export function measurePage(reading: PageReading): PageMeasure | null {
  if (reading.state !== 'ok' || reading.records.length === 0) return null;
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
 * is usual yet. `lastPage`: the end of a list is short by nature, so its rows say nothing.
 */
export function judgeHealth(
  profile: Profile,
  usual: readonly PageMeasure[],
  now: PageMeasure,
  lastPage: boolean,
): HealthAlarm[] {
  const { health } = profile;
  if (usual.length < health.pages) return [];
  const alarms: HealthAlarm[] = [];
  const rows = median(usual.map((one) => one.rows));
  if (!lastPage && now.rows < rows * health.rows) {
    alarms.push({ code: 'fewer-rows', page: now.page, usual: rows, now: now.rows });
  }
  for (const [field, share] of Object.entries(now.fill)) {
    const before = median(usual.map((one) => one.fill[field] ?? 0));
    // One record is no trend: a single empty field on a record page is everyday life.
    if (now.rows > 1 && before > 0 && share < before * health.fill) {
      alarms.push({ code: 'emptier-field', page: now.page, field, usual: before, now: share });
    }
  }
  const problems = median(usual.map((one) => one.problems));
  if (now.problems > Math.max(health.problems, problems)) {
    alarms.push({ code: 'more-problems', page: now.page, usual: problems, now: now.problems });
  }
  return alarms;
}
