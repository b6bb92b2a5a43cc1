import type { DateFormat, FieldName, Resolution, Token } from './date-format.ts';
import { foldName, type NameTable } from './month-names.ts';
import { zoneNameOffsets } from './zone-names.ts';

/** What a text says by itself, before any zone: local calendar fields, and the offset where the text carries one. */
export interface LocalDateTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  resolution: Resolution;
  /** Minutes ahead of UTC, where the text says so. */
  offset?: number;
  /** Minutes ahead of UTC that the name of the zone may mean, where the text holds one. */
  named?: readonly number[];
}

/** What matching needs beside the format. `today` is the local date that relative words count from, absent where they are not allowed. */
export interface MatchContext {
  readonly months: NameTable;
  readonly weekdays: NameTable;
  readonly pivot: number | undefined;
  readonly relativeDays: ReadonlyMap<string, number>;
  readonly today: { readonly year: number; readonly month: number; readonly day: number } | undefined;
}

export type MatchOutcome =
  | { readonly kind: 'match'; readonly local: LocalDateTime }
  /** The text has the format's shape, but no such day or time exists. */
  | { readonly kind: 'impossible' }
  | { readonly kind: 'no-century' }
  | { readonly kind: 'mismatch' };

const NUMBER_WIDTHS: Partial<Record<FieldName, readonly [least: number, most: number]>> = {
  year4: [4, 4],
  year2: [2, 2],
  buddhistYear: [4, 4],
  minguoYear: [2, 3],
  month2: [2, 2],
  month: [1, 2],
  day2: [2, 2],
  day: [1, 2],
  hour2: [2, 2],
  hour: [1, 2],
  half2: [2, 2],
  half: [1, 2],
  minute2: [2, 2],
  minute: [1, 2],
  second2: [2, 2],
  second: [1, 2],
  fraction: [1, 9],
};

/** Where a number goes. A two-digit year and a half-day hour wait for the rest of the text. */
const NUMBER_FIELDS = {
  year4: 'year',
  month2: 'month',
  month: 'month',
  day2: 'day',
  day: 'day',
  hour2: 'hour',
  hour: 'hour',
  minute2: 'minute',
  minute: 'minute',
  second2: 'second',
  second: 'second',
} as const;

/** The year before each era's first, by its names in lower case: Japan's since 1868, Taiwan's, Thailand's. */
const ERAS: readonly (readonly [name: string, before: number])[] = (
  [
    ['令和 令 ㋿ r ｒ', 2018],
    ['平成 平 ㍻ h ｈ', 1988],
    ['昭和 昭 ㍼ s ｓ', 1925],
    ['大正 大 ㍽ t ｔ', 1911],
    ['明治 明 ㍾ m ｍ', 1867],
    ['中華民國 中華民国 民國 民国', 1911],
    ['พ.ศ.', -543],
  ] as const
).flatMap(([names, before]) => names.split(' ').map((name) => [name, before] as const));

/** The number of the year in an era; 元 is the first. */
const ERA_YEAR = /^(?:元|[0-9]{1,4}(?![0-9]))/;

const LETTER = /[\p{L}\p{M}]/u;

/** The end of the name that starts at `from`: the longest known one, where no further letter follows; -1 for none. */
function nameEnd(
  text: string,
  from: number,
  names: NameTable | ReadonlyMap<string, number>,
  following: Token | undefined,
): number {
  let end = from;
  while (end < text.length && LETTER.test(text.charAt(end))) end += 1;
  if (end > from) {
    const dotIsLiteral = following?.kind === 'literal' && following.text.startsWith('.');
    const after = text.charAt(end) === '.' && !dotIsLiteral ? end + 1 : end;
    if (names.has(foldName(text.slice(from, end)))) return after;
  }
  // Names of several words or with digits ("tháng 3", "5月").
  let best = -1;
  for (const name of names.keys()) {
    const stop = from + name.length;
    if (stop > best && foldName(text.slice(from, stop)) === name && !LETTER.test(text.charAt(stop))) best = stop;
  }
  return best;
}

const MORNING = /^(?:a\.? ?m\.?|π\.? ?μ\.?|午前|上午|오전)(?!\p{L})/iu;
const AFTERNOON = /^(?:p\.? ?m\.?|μ\.? ?μ\.?|午後|下午|오후)(?!\p{L})/iu;
const OFFSET = /^(?:(?:UTC|GMT)?([+-])(\d{2}):?([0-5]\d)?|Z|UTC|GMT)(?![\d\p{L}+-])/u;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether these are a day of the calendar and a time of day. Years have four digits; 24:00 is no time. */
export function exists(local: LocalDateTime): boolean {
  return (
    local.year >= 1000 &&
    local.year <= 9999 &&
    local.month >= 1 &&
    local.month <= 12 &&
    local.day >= 1 &&
    local.day <= daysInMonth(local.year, local.month) &&
    local.hour <= 23 &&
    local.minute <= 59 &&
    local.second <= 59 &&
    Math.abs(local.offset ?? 0) <= 18 * 60
  );
}

const MISMATCH = { kind: 'mismatch' } as const;

/** Matches the whole of `text` (trimmed, plain spaces) against the format. One pass, no way back. */
export function matchDate(text: string, format: DateFormat, context: MatchContext): MatchOutcome {
  const local: LocalDateTime = {
    year: 0,
    month: 0,
    day: 0,
    hour: 0,
    minute: 0,
    second: 0,
    resolution: format.resolution,
  };
  let at = 0;
  let half: number | undefined;
  let afternoon = false;
  let shortYear: number | undefined;
  let era: number | undefined;
  let eraYear: number | undefined;
  let weekdays: readonly number[] | undefined;
  let relativeDays: number | undefined;

  for (const [index, token] of format.tokens.entries()) {
    const widths = NUMBER_WIDTHS[token.kind as FieldName];
    if (widths !== undefined) {
      let end = at;
      let number = 0;
      while (end - at < widths[1]) {
        const digit = text.charCodeAt(end) - 48;
        if (!(digit >= 0 && digit <= 9)) break;
        number = number * 10 + digit;
        end += 1;
      }
      if (end - at < widths[0]) return MISMATCH;
      at = end;
      if (token.kind === 'year2') shortYear = number;
      else if (token.kind === 'buddhistYear') local.year = number - 543;
      else if (token.kind === 'minguoYear') local.year = number + 1911;
      else if (token.kind === 'half' || token.kind === 'half2') half = number;
      else if (token.kind !== 'fraction') local[NUMBER_FIELDS[token.kind as keyof typeof NUMBER_FIELDS]] = number;
      continue;
    }
    switch (token.kind) {
      case 'literal':
        if (!text.startsWith(token.text, at)) return MISMATCH;
        at += token.text.length;
        break;
      case 'space': {
        const from = at;
        while (text.charAt(at) === ' ') at += 1;
        if (at === from && format.tokens[index + 1]?.kind !== 'dayPeriod') return MISMATCH;
        break;
      }
      case 'monthName': {
        const end = nameEnd(text, at, context.months, format.tokens[index + 1]);
        if (end === -1) return MISMATCH;
        const places = context.months.get(foldName(text.slice(at, end)));
        const place = places?.length === 1 ? places[0] : undefined;
        if (place === undefined) return MISMATCH;
        local.month = place + 1;
        at = end;
        break;
      }
      case 'weekday': {
        const end = nameEnd(text, at, context.weekdays, format.tokens[index + 1]);
        if (end === -1) return MISMATCH;
        weekdays = context.weekdays.get(foldName(text.slice(at, end)));
        at = end;
        break;
      }
      case 'dayPeriod': {
        while (text.charAt(at) === ' ') at += 1;
        const rest = text.slice(at, at + 6);
        const found = MORNING.exec(rest) ?? AFTERNOON.exec(rest);
        if (found === null) return MISMATCH;
        afternoon = AFTERNOON.test(rest);
        at += found[0].length;
        break;
      }
      case 'era': {
        const rest = text.slice(at, at + 4).toLowerCase();
        const found = ERAS.find(([name]) => rest.startsWith(name));
        if (!found) return MISMATCH;
        era = found[1];
        at += found[0].length;
        break;
      }
      case 'eraYear': {
        const found = ERA_YEAR.exec(text.slice(at, at + 6))?.[0];
        if (found === undefined) return MISMATCH;
        eraYear = found === '元' ? 1 : Number(found);
        at += found.length;
        break;
      }
      case 'zoneName':
      case 'offset': {
        const word = token.kind === 'zoneName' ? /^[A-Z]{2,5}(?![\p{L}\d+-])/u.exec(text.slice(at, at + 8)) : null;
        if (word !== null) {
          const named = zoneNameOffsets(word[0]);
          if (named === undefined) return MISMATCH;
          local.named = named;
          at += word[0].length;
          break;
        }
        const found = OFFSET.exec(text.slice(at, at + 12));
        if (found === null) return MISMATCH;
        const minutes = Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
        local.offset = found[1] === '-' ? -minutes : minutes;
        at += found[0].length;
        break;
      }
      case 'relativeDay': {
        const end = nameEnd(text, at, context.relativeDays, format.tokens[index + 1]);
        if (end === -1) return MISMATCH;
        relativeDays = context.relativeDays.get(foldName(text.slice(at, end)));
        at = end;
        break;
      }
      default:
        return MISMATCH;
    }
  }
  if (at !== text.length) return MISMATCH;

  if (half !== undefined) {
    if (half < 1 || half > 12) return { kind: 'impossible' };
    local.hour = (half % 12) + (afternoon ? 12 : 0);
  }
  if (era !== undefined && eraYear !== undefined) {
    if (eraYear === 0) return { kind: 'impossible' };
    local.year = era + eraYear;
  }
  if (shortYear !== undefined) {
    if (context.pivot === undefined) return { kind: 'no-century' };
    local.year = shortYear + (shortYear < context.pivot ? 2000 : 1900);
  }
  if (format.tokens.some(({ kind }) => kind === 'relativeDay')) {
    if (relativeDays === undefined || context.today === undefined) return MISMATCH;
    const date = new Date(Date.UTC(context.today.year, context.today.month - 1, context.today.day + relativeDays));
    local.year = date.getUTCFullYear();
    local.month = date.getUTCMonth() + 1;
    local.day = date.getUTCDate();
  }
  if (!exists(local)) return { kind: 'impossible' };
  if (weekdays !== undefined) {
    const weekday = (new Date(Date.UTC(local.year, local.month - 1, local.day)).getUTCDay() + 6) % 7;
    if (!weekdays.includes(weekday)) return { kind: 'impossible' };
  }
  return { kind: 'match', local };
}
