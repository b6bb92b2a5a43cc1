const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long before `now` (ms since the epoch) the instant was, in words: “12 sec. ago”, “3 hr. ago”. Never negative: clocks differ. */
export function formatAge(instant: string, now: number, language: string): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  if (seconds < MINUTE) return words.format(-seconds, 'second');
  if (seconds < HOUR) return words.format(-Math.floor(seconds / MINUTE), 'minute');
  if (seconds < DAY) return words.format(-Math.floor(seconds / HOUR), 'hour');
  return words.format(-Math.floor(seconds / DAY), 'day');
}

/** A moment in the reader's own zone and locale; the date is left out today, the year this year, the time in another year. */
export function formatMoment(instant: string, now: number, locale: string): string {
  const moment = new Date(instant);
  const today = new Date(now);
  const { time, day, year } = momentFormats(locale);
  if (moment.toDateString() === today.toDateString()) return time.format(moment);
  return (moment.getFullYear() === today.getFullYear() ? day : year).format(moment);
}

/** A day of the calendar, YYYY-MM-DD, which is the same in every zone; as it is where it is none. */
export function formatDay(day: string, locale: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  return date.toLocaleDateString(locale, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
}

type MomentFormats = Record<'time' | 'day' | 'year', Intl.DateTimeFormat>;
const formatsOf = new Map<string, MomentFormats>();

/** “9:05 AM”, but “09:05”: as the locale's own short time has it. */
function hourOf(locale: string): '2-digit' | 'numeric' {
  const parts = new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).formatToParts(new Date(2026, 0, 1, 9, 5));
  return parts.find(({ type }) => type === 'hour')?.value.length === 2 ? '2-digit' : 'numeric';
}

/** Making a format takes far longer than using it, and a list shows hundreds of moments a frame. */
function momentFormats(locale: string): MomentFormats {
  const known = formatsOf.get(locale);
  if (known !== undefined) return known;
  const time = { hour: hourOf(locale), minute: '2-digit' } as const;
  const day = { day: 'numeric', month: 'short', ...time } as const;
  const formats = {
    time: new Intl.DateTimeFormat(locale, time),
    day: new Intl.DateTimeFormat(locale, day),
    year: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }),
  };
  formatsOf.set(locale, formats);
  return formats;
}

/** A length of time in the one unit that says enough: seconds below a minute and a half, then minutes, then hours. Rounded up. */
export function formatDuration(milliseconds: number, language: string): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const say = (value: number, unit: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  if (seconds < 90) return say(seconds, 'second');
  if (seconds < 90 * MINUTE) return say(Math.ceil(seconds / MINUTE), 'minute');
  return say(Math.ceil(seconds / HOUR), 'hour');
}

/** A file's size: “820 bytes”, “14 kB”, “2.4 MB”. */
export function formatBytes(bytes: number, locale: string): string {
  const say = (value: number, unit: 'byte' | 'kilobyte' | 'megabyte') =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      // Short, a byte has no plural.
      unitDisplay: unit === 'byte' ? 'long' : 'short',
      maximumSignificantDigits: 3,
    }).format(value);
  if (bytes < 1000) return say(bytes, 'byte');
  if (bytes < 1_000_000) return say(bytes / 1000, 'kilobyte');
  return say(bytes / 1_000_000, 'megabyte');
}
