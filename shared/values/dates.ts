import {
  dateFormat,
  exists,
  type LocalDateTime,
  type MatchContext,
  matchDate,
  type Resolution,
} from './date-format.ts';
import { type CalendarNames, foldName, monthNames, type NameTable, nameTable, weekdayNames } from './month-names.ts';
import type { ProblemCode } from './problem-codes.ts';
import { plainCharacters } from './text.ts';
import { isoInstant, type TimeZone, timeZone } from './time-zone.ts';
import { problem, type ValueProblem } from './value-result.ts';

export interface DateOptions {
  /** `date` gives YYYY-MM-DD, `datetime` an instant in UTC. */
  readonly as: 'date' | 'datetime';
  /**
   * Formats in which the text may stand, such as "dd.MM.yyyy HH:mm", "MM/dd/yyyy hh:mma", "dd-MMM-yyyy" (`dateFormatFault` judges them).
   * ISO 8601 is accepted beside them. A text that is a different date under two of them is a problem.
   */
  readonly formats: readonly string[];
  /** Languages (BCP 47) whose names of months and weekdays MMM, MMMM and EEEE may be; English always. */
  readonly languages?: readonly string[];
  /** Twelve names of months, or lists of spellings, in addition. */
  readonly months?: CalendarNames;
  /** Two-digit years below it are 20xx, the others 19xx. Without it they are a problem. */
  readonly pivot?: number;
  /** The IANA zone in which the CRM shows times to this viewer. Without it a time that carries no offset is a problem. */
  readonly zone?: string;
  /** What a date without a time becomes where a `datetime` is wanted: a problem (the default), or the first instant of that day in `zone`. */
  readonly dateOnly?: 'refuse' | 'start-of-day';
  /**
   * Which instant a time means that the clock showed twice: the earlier by default, as in Temporal's "compatible": a modified date
   * is then never later than the truth.
   */
  readonly overlap?: 'earlier' | 'later' | 'refuse';
  /** Words such as "today" where the profile allows them, counted from the local day of `now` (an ISO instant) in `zone`; R in a format. */
  readonly relative?: RelativeWords;
}

export interface RelativeWords {
  readonly now: string;
  readonly today?: readonly string[];
  readonly yesterday?: readonly string[];
  readonly tomorrow?: readonly string[];
}

export type DateResult =
  | {
      readonly ok: true;
      /** `2026-01-31` or `2026-01-31T13:05:00Z`. */
      readonly value: string;
      /** How finely the text told the time. */
      readonly resolution: Resolution;
    }
  | ValueProblem;

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:(?:T| )(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?: ?(Z|z|[+-]\d\d(?::?\d\d)?))?)?$/;

function isoLocal(text: string): LocalDateTime | null {
  const found = ISO.exec(text);
  if (found === null) return null;
  const number = (at: number) => Number(found[at] ?? 0);
  const local: LocalDateTime = {
    year: number(1),
    month: number(2),
    day: number(3),
    hour: number(4),
    minute: number(5),
    second: number(6),
    resolution: found[6] !== undefined ? 'second' : found[4] !== undefined ? 'minute' : 'day',
  };
  const offset = found[7];
  if (offset !== undefined) {
    const digits = offset.replace(/\D/g, '');
    const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
    local.offset = offset.startsWith('-') ? -minutes : minutes;
  }
  return local;
}

const namesByKey = new Map<string, { months: NameTable; weekdays: NameTable }>();

function namesOf(options: DateOptions): { months: NameTable; weekdays: NameTable } {
  const languages = ['en', ...(options.languages ?? [])];
  const key = options.months === undefined ? languages.join() : JSON.stringify([languages, options.months]);
  let names = namesByKey.get(key);
  if (names === undefined) {
    names = {
      months: nameTable([...languages.map(monthNames), options.months ?? []]),
      weekdays: nameTable(languages.map(weekdayNames)),
    };
    if (namesByKey.size > 200) namesByKey.clear();
    namesByKey.set(key, names);
  }
  return names;
}

const NO_NAMES: NameTable = new Map();
const NO_WORDS: ReadonlyMap<string, number> = new Map();

function relativeDays(words: RelativeWords): ReadonlyMap<string, number> {
  const days = new Map<string, number>();
  const add = (list: readonly string[] | undefined, day: number) => {
    for (const word of list ?? []) days.set(foldName(plainCharacters(word)), day);
  };
  add(words.today, 0);
  add(words.yesterday, -1);
  add(words.tomorrow, 1);
  return days;
}

function contextOf(options: DateOptions, zone: TimeZone | null): MatchContext {
  const needsNames = options.formats.some((format) => /MMM|E/.test(format));
  const names = needsNames ? namesOf(options) : { months: NO_NAMES, weekdays: NO_NAMES };
  const base = { ...names, pivot: options.pivot, relativeDays: NO_WORDS, today: undefined };
  const now = Date.parse(options.relative?.now ?? '');
  if (options.relative === undefined || Number.isNaN(now) || zone === null) return base;
  const here = new Date(now + zone.offsetAt(now));
  return {
    ...base,
    relativeDays: relativeDays(options.relative),
    today: { year: here.getUTCFullYear(), month: here.getUTCMonth() + 1, day: here.getUTCDate() },
  };
}

const two = (number: number) => (number < 10 ? `0${number}` : String(number));
const isoDay = (year: number, month: number, day: number) => `${year}-${two(month)}-${two(day)}`;

function toValue(local: LocalDateTime, options: DateOptions, zone: TimeZone | null): string | ProblemCode {
  const clock = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
  if (options.as === 'date') {
    if (local.offset === undefined || zone === null) return isoDay(local.year, local.month, local.day);
    const instant = clock - local.offset * 60_000;
    return isoInstant(instant + zone.offsetAt(instant)).slice(0, 10);
  }
  if (local.resolution === 'day') {
    if (options.dateOnly !== 'start-of-day') return 'date-time-missing';
    return zone === null ? 'date-zone-unknown' : isoInstant(zone.startOfDay(clock));
  }
  if (local.offset !== undefined) return isoInstant(clock - local.offset * 60_000);
  if (zone === null) return 'date-zone-unknown';
  const found = zone.toInstant(clock);
  if (found.kind === 'unique') return isoInstant(found.instant);
  if (found.kind === 'gap') return 'date-in-gap';
  if (options.overlap === 'refuse') return 'date-in-overlap';
  return isoInstant(options.overlap === 'later' ? found.later : found.earlier);
}

const isValue = (outcome: string): boolean => /^\d/.test(outcome);

interface Prepared {
  readonly zone: TimeZone | null;
  readonly context: MatchContext;
}

// One options object serves a whole column: what it needs is made once. Objects are kept by identity and must not be changed afterwards.
const preparedOptions = new WeakMap<DateOptions, Prepared>();

function prepare(options: DateOptions): Prepared {
  let prepared = preparedOptions.get(options);
  if (prepared === undefined) {
    const zone = options.zone === undefined ? null : timeZone(options.zone);
    prepared = { zone, context: contextOf(options, zone) };
    preparedOptions.set(options, prepared);
  }
  return prepared;
}

/**
 * Reads a date or a datetime. Strict: the whole text has to stand in one of the formats, impossible days and times are problems, so is a
 * text that two formats read differently, and a time of day that the zone's clock skipped. Nothing is guessed.
 *
 * @param options one object for many texts is fastest; it must not be changed between calls
 */
export function parseDate(text: string, options: DateOptions): DateResult {
  const plain = plainCharacters(text);
  if (plain === '') return problem('text-empty');
  const { zone, context } = prepare(options);
  let worst: ProblemCode = 'date-unparsable';
  let found: { value: string; resolution: Resolution } | undefined;

  const take = (local: LocalDateTime): boolean => {
    const value = toValue(local, options, zone);
    if (!isValue(value)) {
      worst = value as ProblemCode;
      return true;
    }
    if (found !== undefined && found.value !== value) return false;
    found ??= { value, resolution: local.resolution };
    return true;
  };

  let shaped = false;
  for (const pattern of options.formats) {
    const format = dateFormat(pattern);
    if (format === null) continue;
    const outcome = matchDate(plain, format, context);
    if (outcome.kind === 'mismatch') continue;
    shaped = true;
    if (outcome.kind === 'impossible') worst = 'date-impossible';
    else if (outcome.kind === 'no-century') worst = 'date-century-unknown';
    else if (!take(outcome.local)) return problem('date-ambiguous', text);
  }
  if (!shaped) {
    const local = isoLocal(plain) ?? relativeLocal(plain, context);
    if (local !== null) {
      if (exists(local)) take(local);
      else worst = 'date-impossible';
    }
  }
  return found === undefined ? problem(worst, text) : { ok: true, ...found };
}

/** A relative word alone needs no format. */
function relativeLocal(text: string, context: MatchContext): LocalDateTime | null {
  if (context.today === undefined) return null;
  const format = dateFormat('R');
  const outcome = format === null ? null : matchDate(text, format, context);
  return outcome?.kind === 'match' ? outcome.local : null;
}

export interface FormatEvidence {
  /** The one format that every text of the column has, or null where none or several do. */
  readonly format: string | null;
  /** All formats that every text has. */
  readonly fitting: readonly string[];
}

/**
 * Which of several formats a whole column proves: "13.01.2026" anywhere in it rules month first out. Blank texts prove nothing and are skipped,
 * so are ISO dates, which fit any column, unless a candidate has their shape. Only a single fitting format is proof; leave out empty markers.
 */
export function datesEvidence(
  texts: readonly string[],
  formats: readonly string[],
  options: Omit<DateOptions, 'formats' | 'as'> = {},
): FormatEvidence {
  const { context } = prepare({ ...options, formats, as: 'date' });
  const outcomes = (text: string) =>
    formats.map((pattern) => {
      const format = dateFormat(pattern);
      return format === null ? 'mismatch' : matchDate(text, format, context).kind;
    });
  const fits = formats.map(() => true);
  let judged = 0;
  for (const text of texts) {
    const plain = plainCharacters(text);
    if (plain === '') continue;
    const kinds = outcomes(plain);
    if (kinds.every((kind) => kind === 'mismatch') && isoLocal(plain) !== null) continue;
    judged += 1;
    kinds.forEach((kind, at) => {
      // Without a pivot the century is open, but day and month still speak.
      if (kind !== 'match' && kind !== 'no-century') fits[at] = false;
    });
  }
  const fitting = judged === 0 ? [] : formats.filter((_, at) => fits[at] === true);
  return { format: fitting.length === 1 ? (fitting[0] ?? null) : null, fitting };
}
