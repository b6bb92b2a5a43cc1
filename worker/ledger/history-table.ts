import type { Db } from './db.ts';
import { IN_FLIGHT } from './version-state.ts';

const HOUR_MS = 3600 * 1000;

/** What is counted per hour, at the moment when it happens. Calls to Gong and objects as records. */
export type SampleName = 'read' | 'confirmed' | 'deleted' | 'rejected' | 'calls';

/** Upper bounds of the classes in which lags are counted, in seconds; the last class is open. */
export const LAG_SECONDS = [5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 4 * 3600, 24 * 3600] as const;
/** `receipt`: from reading in the browser to the Worker. `confirm`: from there to Gong's DONE. */
export type LagName = 'receipt' | 'confirm';

const OPEN_CLASS = 999_999_999;

/** Counts something that has just happened. */
export function countSample(db: Db, name: SampleName, n: number, now: number): void {
  if (n > 0) add(db, name, n, now);
}

/** Counts how long readings took to the Worker; a device whose clock is ahead counts as at once. */
export function countReceipts(db: Db, readAt: readonly number[], now: number): void {
  const classes = new Map<number, number>();
  for (const at of readAt) {
    const bound = LAG_SECONDS.find((seconds) => now - at <= seconds * 1000) ?? OPEN_CLASS;
    classes.set(bound, (classes.get(bound) ?? 0) + 1);
  }
  for (const [bound, n] of classes) add(db, `receipt ${bound}`, n, now);
}

/** Counts what an upload confirms, and how long each record took; call it while its versions are still in flight. */
export function countConfirmations(db: Db, uploadNo: number, deletes: boolean, now: number): void {
  const bounds = LAG_SECONDS.map((seconds) => `WHEN ?2 - received_at <= ${seconds * 1000} THEN ${seconds}`).join(' ');
  const rows = db.all<{ bound: number; n: number }>(
    `SELECT CASE ${bounds} ELSE ${OPEN_CLASS} END AS bound, COUNT(*) AS n FROM versions WHERE state = ${IN_FLIGHT} AND upload_no = ?1 GROUP BY 1`,
    uploadNo,
    now,
  );
  for (const { bound, n } of rows) {
    add(db, deletes ? 'deleted' : 'confirmed', n, now);
    if (!deletes) add(db, `confirm ${bound}`, n, now);
  }
}

function add(db: Db, name: string, n: number, now: number): void {
  db.run(
    'INSERT INTO samples (hour, name, n) VALUES (?, ?, ?) ON CONFLICT (hour, name) DO UPDATE SET n = n + excluded.n',
    Math.floor(now / HOUR_MS),
    name,
    n,
  );
}

/** One hour of the past. Lags: class (upper bound in seconds, 999999999 = open) to how many records. */
export interface HourSample {
  /** Start of the hour in ms. */
  readonly at: number;
  readonly counts: Readonly<Record<SampleName, number>>;
  readonly lags: Readonly<Record<LagName, Readonly<Record<number, number>>>>;
}

/** Every hour from the one of `from` to the one of `to`, those without events included. */
export function readHistory(db: Db, from: number, to: number): HourSample[] {
  const first = Math.floor(from / HOUR_MS);
  const last = Math.floor(to / HOUR_MS);
  const rows = db.all<{ hour: number; name: string; n: number }>(
    'SELECT hour, name, n FROM samples WHERE hour BETWEEN ? AND ?',
    first,
    last,
  );
  const hours = Array.from({ length: last - first + 1 }, (_, i) => ({
    at: (first + i) * HOUR_MS,
    counts: { read: 0, confirmed: 0, deleted: 0, rejected: 0, calls: 0 },
    lags: { receipt: {} as Record<number, number>, confirm: {} as Record<number, number> },
  }));
  for (const { hour, name, n } of rows) {
    const found = hours[hour - first];
    if (found === undefined) continue;
    const [word = '', bound] = name.split(' ');
    if (word === 'receipt' || word === 'confirm') found.lags[word][Number(bound)] = n;
    else if (Object.hasOwn(found.counts, word)) found.counts[word as SampleName] = n;
  }
  return hours;
}
