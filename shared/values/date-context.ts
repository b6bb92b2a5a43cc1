import type { MatchContext } from './date-match.ts';
import { type CalendarNames, foldName, monthNames, type NameTable, nameTable, weekdayNames } from './month-names.ts';
import { plainCharacters } from './text.ts';
import { type TimeZone, timeZone } from './time-zone.ts';

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

export interface Prepared {
  readonly zone: TimeZone | null;
  readonly context: MatchContext;
}

// One options object serves a whole column: what it needs is made once. Objects are kept by identity and must not be changed afterwards.
const preparedOptions = new WeakMap<DateOptions, Prepared>();

/** The zone and the tables that reading dates with these options needs. */
export function prepare(options: DateOptions): Prepared {
  let prepared = preparedOptions.get(options);
  if (prepared === undefined) {
    const zone = options.zone === undefined ? null : timeZone(options.zone);
    prepared = { zone, context: contextOf(options, zone) };
    preparedOptions.set(options, prepared);
  }
  return prepared;
}
