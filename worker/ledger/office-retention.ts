import type { Db } from './db.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Samples an hour are few: a year and a month shows last year's same week. */
const SAMPLE_DAYS = 400;
/** Who did what is kept for two years. */
const AUDIT_DAYS = 730;
const POST_DAYS = 90;

/** Removes old samples, audit entries, delivered alerts, measures of browsers that have not spoken for long, and what sign-ins left. */
export function runOfficeRetention(db: Db, now: number): number {
  const gone = (sql: string, before: number) => db.all(`${sql} RETURNING 1 AS gone`, before).length;
  return (
    gone('DELETE FROM samples WHERE hour < ?', (now - SAMPLE_DAYS * DAY_MS) / 3_600_000) +
    gone('DELETE FROM audit WHERE at < ?', now - AUDIT_DAYS * DAY_MS) +
    gone('DELETE FROM alert_posts WHERE settled_at < ?', now - POST_DAYS * DAY_MS) +
    gone('DELETE FROM page_health WHERE at < ?', now - POST_DAYS * DAY_MS) +
    gone('DELETE FROM sessions WHERE expires_at < ?', now) +
    gone('DELETE FROM attempts WHERE at < ?', now - DAY_MS)
  );
}
