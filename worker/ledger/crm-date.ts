import type { FieldValue } from '../../shared/protocol/reading.ts';

/** A CRM date so far ahead of the Worker's clock is not believed. */
const AHEAD_MS = 5 * 60 * 1000;

/** The CRM's modified date of a reading in ms. `date` is null when it is unread, no date, or `ahead` of the Worker's clock (design: modifiedDate sent). */
export function believableDate(
  modifiedDate: FieldValue | undefined,
  now: number,
): { readonly date: number | null; readonly ahead: boolean } {
  const stated = typeof modifiedDate === 'string' ? Date.parse(modifiedDate) : Number.NaN;
  if (Number.isNaN(stated)) return { date: null, ahead: false };
  const ahead = stated > now + AHEAD_MS;
  return { date: ahead ? null : stated, ahead };
}
