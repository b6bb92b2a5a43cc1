import { foldName, type NameTable } from './month-names.ts';

/** How fine a text tells time. A date alone has the resolution `day`. */
export type Resolution = 'day' | 'minute' | 'second';

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

type FieldName =
  | 'year4'
  | 'year2'
  | 'month2'
  | 'month'
  | 'monthName'
  | 'day2'
  | 'day'
  | 'hour2'
  | 'hour'
  | 'half2'
  | 'half'
  | 'minute2'
  | 'minute'
  | 'second2'
  | 'second'
  | 'fraction'
  | 'dayPeriod'
  | 'weekday'
  | 'offset'
  | 'relativeDay';

type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: FieldName }
  | { readonly kind: 'space' };

export interface DateFormat {
  readonly pattern: string;
  readonly tokens: readonly Token[];
  readonly resolution: Resolution;
}

/** Letters of a pattern and what they mean: Unicode's date field symbols (CLDR), as far as CRMs write them, and `R` for a relative word. */
const FIELDS: Record<string, FieldName> = {
  yyyy: 'year4',
  yy: 'year2',
  MM: 'month2',
  M: 'month',
  MMM: 'monthName',
  MMMM: 'monthName',
  dd: 'day2',
  d: 'day',
  HH: 'hour2',
  H: 'hour',
  hh: 'half2',
  h: 'half',
  mm: 'minute2',
  m: 'minute',
  ss: 'second2',
  s: 'second',
  S: 'fraction',
  SSS: 'fraction',
  SSSSSS: 'fraction',
  a: 'dayPeriod',
  E: 'weekday',
  EEE: 'weekday',
  EEEE: 'weekday',
  Z: 'offset',
  XXX: 'offset',
  R: 'relativeDay',
};

const NUMBER_WIDTHS: Partial<Record<FieldName, readonly [least: number, most: number]>> = {
  year4: [4, 4],
  year2: [2, 2],
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

function tokensOf(pattern: string): Token[] | string {
  const tokens: Token[] = [];
  const literal = (text: string) => {
    const last = tokens.at(-1);
    if (last?.kind === 'literal') tokens[tokens.length - 1] = { kind: 'literal', text: last.text + text };
    else tokens.push({ kind: 'literal', text });
  };
  let at = 0;
  while (at < pattern.length) {
    const character = pattern.charAt(at);
    if (character === "'") {
      const end = pattern.indexOf("'", at + 1);
      if (end === -1) return 'A quote is not closed.';
      literal(end === at + 1 ? "'" : pattern.slice(at + 1, end));
      at = end + 1;
    } else if (/[A-Za-z]/.test(character)) {
      let end = at;
      while (pattern.charAt(end) === character) end += 1;
      const letters = pattern.slice(at, end);
      const field = Object.hasOwn(FIELDS, letters) ? FIELDS[letters] : undefined;
      if (field === undefined) return `“${letters}” means nothing in a date format; put words between quotes ('…').`;
      tokens.push({ kind: field });
      at = end;
    } else if (/\s/.test(character)) {
      if (tokens.at(-1)?.kind !== 'space') tokens.push({ kind: 'space' });
      at += 1;
    } else {
      literal(character);
      at += 1;
    }
  }
  return tokens;
}

function faultOf(tokens: readonly Token[]): string | null {
  const count = (...kinds: FieldName[]) => tokens.filter((token) => kinds.some((kind) => kind === token.kind)).length;
  const once: [string, FieldName[]][] = [
    ['year', ['year4', 'year2']],
    ['month', ['month2', 'month', 'monthName']],
    ['day', ['day2', 'day']],
    ['hour', ['hour2', 'hour', 'half2', 'half']],
    ['minute', ['minute2', 'minute']],
    ['second', ['second2', 'second']],
    ['part of the day (a)', ['dayPeriod']],
    ['offset', ['offset']],
  ];
  for (const [name, kinds] of once) if (count(...kinds) > 1) return `The ${name} stands in the format more than once.`;
  const relative = count('relativeDay') === 1;
  for (const [name, kinds] of once.slice(0, 3)) {
    if (relative && count(...kinds) > 0) return `A format with R has no ${name}.`;
    if (!relative && count(...kinds) === 0) return `The format has no ${name}.`;
  }
  if (count('half2', 'half') !== count('dayPeriod'))
    return 'Hours h or hh and the part of the day (a) need each other.';
  if (count('minute2', 'minute') > 0 && count('hour2', 'hour', 'half2', 'half') === 0)
    return 'The format has minutes but no hour.';
  if (count('minute2', 'minute') === 0 && count('hour2', 'hour', 'half2', 'half') > 0)
    return 'The format has an hour but no minutes.';
  if (count('second2', 'second') > 0 && count('minute2', 'minute') === 0)
    return 'The format has seconds but no minutes.';
  return null;
}

const compiled = new Map<string, DateFormat | string>();

function compile(pattern: string): DateFormat | string {
  const tokens = tokensOf(pattern.trim());
  if (typeof tokens === 'string') return tokens;
  const fault = faultOf(tokens);
  if (fault !== null) return fault;
  const has = (...kinds: FieldName[]) => tokens.some((token) => kinds.some((kind) => kind === token.kind));
  const resolution = has('second2', 'second') ? 'second' : has('minute2', 'minute') ? 'minute' : 'day';
  return { pattern, tokens, resolution };
}

function lookUp(pattern: string): DateFormat | string {
  let found = compiled.get(pattern);
  if (found === undefined) {
    found = compile(pattern);
    // Patterns come from profiles, of which a process sees few; a bound all the same.
    if (compiled.size > 1000) compiled.clear();
    compiled.set(pattern, found);
  }
  return found;
}

/** What is wrong with a date format, one sentence, or null. For the profile's schema. */
export function dateFormatFault(pattern: string): string | null {
  const found = lookUp(pattern);
  return typeof found === 'string' ? found : null;
}

/** The compiled format, or null where `dateFormatFault` names a fault. */
export function dateFormat(pattern: string): DateFormat | null {
  const found = lookUp(pattern);
  return typeof found === 'string' ? null : found;
}

/** The resolution of the times that a format tells; `day` for one without a time, and for a faulty one. */
export function resolutionOf(pattern: string): Resolution {
  return dateFormat(pattern)?.resolution ?? 'day';
}

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

const DAY_PERIOD = /^(?:([ap])\.?m\.?)(?!\p{L})/iu;
const OFFSET = /^(?:(Z|UTC|GMT)|(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?)(?![\d\p{L}])/u;

export function daysInMonth(year: number, month: number): number {
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
      switch (token.kind) {
        case 'year4':
          local.year = number;
          break;
        case 'year2':
          shortYear = number;
          break;
        case 'month2':
        case 'month':
          local.month = number;
          break;
        case 'day2':
        case 'day':
          local.day = number;
          break;
        case 'hour2':
        case 'hour':
          local.hour = number;
          break;
        case 'half2':
        case 'half':
          half = number;
          break;
        case 'minute2':
        case 'minute':
          local.minute = number;
          break;
        case 'second2':
        case 'second':
          local.second = number;
          break;
        default:
          break;
      }
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
        const found = DAY_PERIOD.exec(text.slice(at, at + 6));
        if (found === null) return MISMATCH;
        afternoon = found[1]?.toLowerCase() === 'p';
        at += found[0].length;
        break;
      }
      case 'offset': {
        const found = OFFSET.exec(text.slice(at, at + 12));
        if (found === null) return MISMATCH;
        const minutes = Number(found[3] ?? 0) * 60 + Number(found[4] ?? 0);
        local.offset = found[2] === '-' ? -minutes : minutes;
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
