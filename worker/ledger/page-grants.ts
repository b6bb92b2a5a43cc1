import { type CompanyPace, GRANT_MS } from '../../shared/profile/company-pace.ts';
import type { LeasesAnswer, LeasesRequest } from '../../shared/protocol/messages.ts';
import type { Db } from './db.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Under a bound by the minute a grant is short, and counts for that much longer: so no 60 seconds see more pages than the bound. */
const WINDOW_MS = MINUTE_MS + GRANT_MS;
/** A device that has not spoken for so long has no share while the Worker cannot be reached. */
const ENROLLED_MS = 7 * DAY_MS;
/** More than the clock is ever out by: what lies further ahead was written before it was put back. */
const CLOCK_DOUBT_MS = 5 * MINUTE_MS;

/**
 * Hands out pages of the CRM: all devices together never read more than the company's pace in any minute and any day. A grant holds for a short while;
 * what is left of it comes back with the next ask. Devices that read at the same time get even shares. The same ask twice is granted once.
 */
export function askPages(
  db: Db,
  asked: LeasesRequest['pages'],
  context: { readonly now: number; readonly deviceNo: number; readonly pace: CompanyPace },
): LeasesAnswer['pages'] {
  const { now, deviceNo, pace } = context;
  return db.transaction(() => {
    db.run('DELETE FROM page_grants WHERE at <= ? OR at > ?', now - DAY_MS, now + CLOCK_DOUBT_MS);
    if (asked.returned !== null) takeBack(db, asked.returned, deviceNo);
    const alone = shareAlone(db, pace, now);
    const forMs = pace.perMinute === null ? MINUTE_MS : GRANT_MS;
    const known = db.get<{ pages: number }>(
      'SELECT pages FROM page_grants WHERE grant_id = ? AND device_no = ?',
      asked.grantId,
      deviceNo,
    );
    if (known !== undefined) return { granted: known.pages, forMs, spent: null, alone };
    const left = whatIsLeft(db, pace, deviceNo, now);
    const granted = Math.min(asked.wanted, left.pages);
    if (asked.wanted > 0) {
      db.run(
        'INSERT INTO page_grants (grant_id, device_no, at, wanted, pages) VALUES (?, ?, ?, ?, ?)',
        asked.grantId,
        deviceNo,
        now,
        asked.wanted,
        granted,
      );
    }
    const spent = granted < asked.wanted ? { bound: left.bound, forMs: left.moreAfterMs } : null;
    return { granted, forMs, spent, alone };
  });
}

/** Once a grant; never more than it held. */
function takeBack(db: Db, returned: { readonly grantId: string; readonly pages: number }, deviceNo: number): void {
  db.run(
    'UPDATE page_grants SET pages = MAX(0, pages - ?), returned = 1 WHERE grant_id = ? AND device_no = ? AND returned = 0',
    returned.pages,
    returned.grantId,
    deviceNo,
  );
}

function whatIsLeft(
  db: Db,
  pace: CompanyPace,
  deviceNo: number,
  now: number,
): { readonly pages: number; readonly bound: 'minute' | 'day'; readonly moreAfterMs: number } {
  const day = pace.perDay - since(db, now - DAY_MS);
  if (pace.perMinute === null)
    return { pages: Math.max(0, day), bound: 'day', moreAfterMs: untilFree(db, now, DAY_MS) };
  const after = now - WINDOW_MS;
  const others =
    db.get<{ n: number }>(
      'SELECT COUNT(DISTINCT device_no) AS n FROM page_grants WHERE at > ? AND device_no <> ?',
      after,
      deviceNo,
    )?.n ?? 0;
  const own = since(db, after, deviceNo);
  const minute = Math.min(pace.perMinute - since(db, after), Math.ceil(pace.perMinute / (others + 1)) - own);
  return day <= minute
    ? { pages: Math.max(0, day), bound: 'day', moreAfterMs: untilFree(db, now, DAY_MS) }
    : { pages: Math.max(0, minute), bound: 'minute', moreAfterMs: Math.min(GRANT_MS, untilFree(db, now, WINDOW_MS)) };
}

/** Pages granted after a moment, to one device or to all. */
function since(db: Db, after: number, deviceNo: number | null = null): number {
  return (
    db.get<{ n: number }>(
      'SELECT COALESCE(SUM(pages), 0) AS n FROM page_grants WHERE at > ?1 AND (?2 IS NULL OR device_no = ?2)',
      after,
      deviceNo,
    )?.n ?? 0
  );
}

/** Until the oldest grant with pages leaves the window of `span` ms. */
function untilFree(db: Db, now: number, span: number): number {
  const oldest = db.get<{ at: number | null }>(
    'SELECT MIN(at) AS at FROM page_grants WHERE at > ? AND pages > 0',
    now - span,
  )?.at;
  return oldest == null ? Math.min(span, MINUTE_MS) : Math.max(1, oldest + span - now);
}

/** What each enrolled browser may read while it cannot ask: together they stay within the bound. */
function shareAlone(db: Db, pace: CompanyPace, now: number): LeasesAnswer['pages']['alone'] {
  const devices = Math.max(
    1,
    db.get<{ n: number }>(
      'SELECT COUNT(*) AS n FROM devices WHERE revoked_at IS NULL AND last_seen_at > ?',
      now - ENROLLED_MS,
    )?.n ?? 0,
  );
  const share = (bound: number) => Math.max(1, Math.floor(bound / devices));
  return { perMinute: share(pace.perMinute ?? pace.perDay), perDay: share(pace.perDay) };
}
