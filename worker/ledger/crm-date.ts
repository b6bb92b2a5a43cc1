import type { FieldValue } from '../../shared/protocol/reading.ts';

/** A CRM date so far ahead of the Worker's clock is not believed. */
const AHEAD_MS = 5 * 60 * 1000;

/** The CRM's modified date of a reading in ms; null when it is unread or no date. Where a CRM keeps none it may show the first moment that it can. */
export function crmDate(modifiedDate: FieldValue | undefined): number | null {
  const stated = typeof modifiedDate === 'string' ? Date.parse(modifiedDate) : Number.NaN;
  return stated > 0 ? stated : null;
}

/** Whether a date is too far ahead of the Worker's clock to be believed (design: modifiedDate sent). Times in ms. */
export function isAhead(date: number, now: number): boolean {
  return date > now + AHEAD_MS;
}
