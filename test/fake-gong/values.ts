/** objectId rule: at most 64 letters, digits and `-`, or a valid e-mail address (Gong: upload rules). */
export function isObjectId(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 64) return false;
  return /^[A-Za-z0-9-]+$/.test(value) || /^[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(value);
}

const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A calendar date `YYYY-MM-DD` that exists. */
export function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const [year, month, day] = [Number(value.slice(0, 4)), Number(value.slice(5, 7)), Number(value.slice(8))];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (month === 2 && !isLeap ? 28 : (DAYS_OF_MONTH[month - 1] ?? 0));
}

/** An ISO-8601 datetime that exists, with `Z` or an offset, without a fraction of a second. */
export function isDateTime(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:Z|[+-](\d{2}):(\d{2}))$/.exec(value);
  if (parts === null || !isDate(parts[1])) return false;
  const within = (part: string | undefined, most: number): boolean => part === undefined || Number(part) <= most;
  return (
    within(parts[2], 23) && within(parts[3], 59) && within(parts[4], 59) && within(parts[5], 14) && within(parts[6], 59)
  );
}

/** A datetime that would be right but for its fraction of a second. */
export function hasFraction(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+/.test(value);
}

/** A full http address. */
export function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\/\S+$/.test(value) && URL.canParse(value);
}

export function isStringArray(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** A JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Absent, null or "": what Gong calls missing or empty. */
export function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
