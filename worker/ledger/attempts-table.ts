import type { Db } from './db.ts';

export type AttemptKind = 'enrol' | 'sign-in';

interface AttemptLimit {
  /** Failures of one caller within `windowMs`. */
  readonly perCaller: number;
  /** Failures of all callers together. */
  readonly together: number;
  readonly windowMs: number;
}

/** Guessing is slow, and one guesser does not lock the others out: codes and tokens have 100 bits and more. */
const LIMITS: Readonly<Record<AttemptKind, AttemptLimit>> = {
  enrol: { perCaller: 20, together: 300, windowMs: 60_000 },
  'sign-in': { perCaller: 5, together: 300, windowMs: 15 * 60_000 },
};

/** Seconds until this caller may try again; 0 = now. `who` tells callers apart: a hash, never an address. */
export function attemptsWait(db: Db, kind: AttemptKind, who: string, now: number): number {
  const { perCaller, together, windowMs } = LIMITS[kind];
  const nth = (n: number, where: string, ...values: string[]) =>
    db.get<{ at: number }>(
      `SELECT at FROM attempts WHERE kind = ? AND at > ? ${where} ORDER BY at DESC LIMIT 1 OFFSET ${n - 1}`,
      kind,
      now - windowMs,
      ...values,
    )?.at;
  const at = nth(perCaller, 'AND who = ?', who) ?? nth(together, '');
  return at === undefined ? 0 : Math.max(1, Math.ceil((at + windowMs - now) / 1000));
}

/** Notes a failure, and forgets those that no longer count. */
export function noteAttempt(db: Db, kind: AttemptKind, who: string, now: number): void {
  db.run('DELETE FROM attempts WHERE kind = ? AND at <= ?', kind, now - LIMITS[kind].windowMs);
  db.run('INSERT INTO attempts (kind, who, at) VALUES (?, ?, ?)', kind, who, now);
}
