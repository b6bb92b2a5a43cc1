import type { Language } from '../data/picklists.ts';
import { type CrmRecord, textOf } from '../data/records.ts';
import { berlinOffset, toBerlin } from '../text/berlin.ts';

export type NumberAndDateFormat = 'german' | 'american';

/** Who looks at a page, and how that user wants words, dates and numbers. */
export interface Viewer {
  readonly userId: string;
  readonly login: string;
  readonly language: Language;
  readonly format: NumberAndDateFormat;
}

/** The viewer that a user record describes. */
export const viewerOf = (user: CrmRecord): Viewer => ({
  userId: user.id,
  login: textOf(user, 'login'),
  language: textOf(user, 'language') === 'de' ? 'de' : 'en',
  format: textOf(user, 'format') === 'american' ? 'american' : 'german',
});

const two = (value: number): string => String(value).padStart(2, '0');

/** A date (YYYY-MM-DD) as the viewer sees it: 31.01.2026 or 01/31/2026. */
export const showDate = (date: string, viewer: Viewer): string => {
  const [year = '', month = '', day = ''] = date.split('-');
  return viewer.format === 'american' ? `${month}/${day}/${year}` : `${day}.${month}.${year}`;
};

/** A UTC time as the viewer sees it in Berlin: 31.01.2026 14:05 or 01/31/2026 2:05 PM. */
export const showTime = (utc: number, viewer: Viewer): string => {
  const { year, month, day, hour, minute } = toBerlin(utc);
  const date = showDate(`${year}-${two(month)}-${two(day)}`, viewer);
  if (viewer.format === 'german') return `${date} ${two(hour)}:${two(minute)}`;
  return `${date} ${hour % 12 === 0 ? 12 : hour % 12}:${two(minute)} ${hour < 12 ? 'AM' : 'PM'}`;
};

/** The date that no calendar has, with a time of day where one belongs. */
export const showImpossible = (viewer: Viewer, withTime: boolean): string => {
  const date = showDate('2005-02-31', viewer);
  if (!withTime) return date;
  return viewer.format === 'american' ? `${date} 12:00 PM` : `${date} 12:00`;
};

/** A number with the viewer's marks: 1.234,56 or 1,234.56. */
export const showNumber = (value: number, decimals: number, viewer: Viewer): string => {
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const [group, point] = viewer.format === 'american' ? [',', '.'] : ['.', ','];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return `${value < 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : point + fraction}`;
};

/** A date that a person typed in the viewer's format, as YYYY-MM-DD; undefined when it is none. */
export const readDate = (text: string, viewer: Viewer): string | undefined => {
  const parts =
    viewer.format === 'american'
      ? /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
      : /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (parts === null) return undefined;
  const [, first = '', second = '', year = ''] = parts;
  const [day, month] = viewer.format === 'american' ? [second, first] : [first, second];
  const date = `${year}-${two(Number(month))}-${two(Number(day))}`;
  const time = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date) ? date : undefined;
};

/** A number that a person typed in the viewer's format; undefined when it is none. */
export const readNumber = (text: string, viewer: Viewer): number | undefined => {
  const plain = viewer.format === 'american' ? text.replaceAll(',', '') : text.replaceAll('.', '').replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
};

/** Offset of the CRM's clock from UTC in whole hours, for the settings page. */
export const offsetHours = (utc: number): number => berlinOffset(utc) / 3_600_000;
