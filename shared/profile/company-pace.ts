import type { Profile } from './schema.ts';

/** Pages of the CRM that all browsers of a company together may read. */
export interface CompanyPace {
  /** In any 60 seconds; null = no bound beyond each browser's own interval. */
  readonly perMinute: number | null;
  /** In any 24 hours. */
  readonly perDay: number;
}

/** A grant of pages under a bound by the minute holds so long. */
export const GRANT_MS = 15_000;
const MINUTE_MS = 60_000;
/** Browsers at full speed that the default leaves room for. */
const DEFAULT_BROWSERS = 2;

/**
 * The company's bound as the profile states it. Without one it follows from the profile's own interval: two browsers may read at
 * full speed, more share that. A profile without interval (tests, fast CRMs) has no bound by the minute.
 */
export function companyPace({ sweep }: Profile): CompanyPace {
  const { companyPagesPerMinute, companyPagesPerDay, minIntervalMs } = sweep;
  const derived = minIntervalMs > 0 ? Math.max(1, Math.ceil((DEFAULT_BROWSERS * MINUTE_MS) / minIntervalMs)) : null;
  return { perMinute: companyPagesPerMinute ?? derived, perDay: companyPagesPerDay };
}
