import { type DateOptions, prepare } from './date-context.ts';
import { dateFormat, type Resolution } from './date-format.ts';
import { exists, type LocalDateTime, type MatchContext, matchDate } from './date-match.ts';
import type { ProblemCode } from './problem-codes.ts';
import { plainCharacters } from './text.ts';
import { isoInstant, type TimeZone } from './time-zone.ts';
import { problem, type ValueProblem } from './value-result.ts';

export type { DateOptions } from './date-context.ts';

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
  /^(\d{4})-(\d\d)-(\d\d)(?:(?:T| )(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?: ?(Z|z|[+-]\d\d(?::?[0-5]\d)?))?)?$/;

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
  if (local.named !== undefined) return namedInstant(clock, local.named, zone);
  if (zone === null) return 'date-zone-unknown';
  const found = zone.toInstant(clock);
  if (found.kind === 'unique') return isoInstant(found.instant);
  if (found.kind === 'gap') return 'date-in-gap';
  if (options.overlap === 'refuse') return 'date-in-overlap';
  return isoInstant(options.overlap === 'later' ? found.later : found.earlier);
}

/** The one instant that the zone's name leaves: it tells the hour before the clock was put back from the hour after. */
function namedInstant(clock: number, named: readonly number[], zone: TimeZone | null): string | ProblemCode {
  const instants = named
    .map((minutes) => ({ offset: minutes * 60_000, instant: clock - minutes * 60_000 }))
    .filter(({ offset, instant }) => zone === null || zone.offsetAt(instant) === offset);
  const [first, second] = instants;
  if (first === undefined) return 'date-zone-differs';
  return second === undefined ? isoInstant(first.instant) : 'date-zone-unknown';
}

const isValue = (outcome: string): boolean => /^\d/.test(outcome);

/** No date is longer, with names and zone; the bound keeps every step short, whatever a page holds. */
const LONGEST_DATE = 200;

/**
 * Reads a date or a datetime. Strict: the whole text has to stand in one of the formats, impossible days and times are problems, so is a
 * text that two formats read differently, and a time of day that the zone's clock skipped. Nothing is guessed.
 *
 * @param options one object for many texts is fastest; it must not be changed between calls
 */
export function parseDate(text: string, options: DateOptions): DateResult {
  const plain = plainCharacters(text);
  if (plain === '') return problem('text-empty');
  if (plain.length > LONGEST_DATE) return problem('date-unparsable', text);
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
    const kinds: string[] = plain.length > LONGEST_DATE ? formats.map(() => 'mismatch') : outcomes(plain);

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
