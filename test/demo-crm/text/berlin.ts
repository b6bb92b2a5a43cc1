const HOUR = 3_600_000;

/** 01:00 UTC on the last Sunday of a month: when the European Union turns its clocks (rule since 1996). */
const lastSunday = (year: number, month: number): number => {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return Date.UTC(year, month, last.getUTCDate() - last.getUTCDay(), 1);
};

/** Offset of Europe/Berlin from UTC, in milliseconds, for years from 1996. */
export const berlinOffset = (utc: number): number => {
  const year = new Date(utc).getUTCFullYear();
  return utc >= lastSunday(year, 2) && utc < lastSunday(year, 9) ? 2 * HOUR : HOUR;
};

/** A local time as a wall clock shows it; month 1 to 12. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** What a clock in Berlin shows at a UTC time in milliseconds. */
export const toBerlin = (utc: number): LocalTime => {
  const local = new Date(utc + berlinOffset(utc));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
  };
};

/** Whether the local time of this UTC time occurs twice: the hour that is repeated when summer time ends. */
export const isAmbiguous = (utc: number): boolean => {
  const turn = lastSunday(new Date(utc).getUTCFullYear(), 9);
  return utc >= turn - HOUR && utc < turn + HOUR;
};
