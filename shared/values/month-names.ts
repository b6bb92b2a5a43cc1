/** Spellings of a year's twelve months or a week's seven days (Monday first), one or several each. */
export type CalendarNames = readonly (string | readonly string[])[];

/** Looks a name up: the places (0-based) that it can stand for. Names are compared without case and without a closing dot. */
export type NameTable = ReadonlyMap<string, readonly number[]>;

export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\.$/, '');
}

/** The table of all the given names. */
export function nameTable(lists: readonly CalendarNames[]): NameTable {
  const table = new Map<string, number[]>();
  for (const names of lists) {
    names.forEach((spellings, place) => {
      for (const spelling of typeof spellings === 'string' ? [spellings] : spellings) {
        const name = foldName(spelling);
        const places = table.get(name);
        if (places === undefined) table.set(name, [place]);
        else if (!places.includes(place)) places.push(place);
      }
    });
  }
  return table;
}

const CUT_LETTERS = 3;
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

function spellings(language: string, shapes: readonly Intl.DateTimeFormatOptions[], part: string, instants: number[]) {
  const formatters = shapes.map(
    (shape) =>
      new Intl.DateTimeFormat(language, { ...shape, timeZone: 'UTC', calendar: 'gregory', numberingSystem: 'latn' }),
  );
  return instants.map((instant) => {
    const names = formatters.map(
      (formatter) => formatter.formatToParts(instant).find(({ type }) => type === part)?.value ?? '',
    );
    return [...new Set(names)].filter((name) => /\p{L}/u.test(name));
  });
}

/**
 * The months' names in a language (BCP 47, "de"), long and short, alone and inside a date ("март", "марта"), and cut after three letters, as
 * old CRMs do; what two names have in common then ("jui") stands for both, so for none. The names come from the runtime, whose
 * short forms change between versions: a profile that states its own `months` does not depend on them. Empty for an unknown tag.
 */
export function monthNames(language: string): CalendarNames {
  const shapes: Intl.DateTimeFormatOptions[] = [
    { month: 'long' },
    { month: 'short' },
    { month: 'long', day: 'numeric', year: 'numeric' },
    { month: 'short', day: 'numeric', year: 'numeric' },
  ];
  const instants = Array.from({ length: 12 }, (_, month) => Date.UTC(2024, month, 5));
  try {
    const names = spellings(language, shapes, 'month', instants);
    for (const spellings of names) {
      const cut = spellings.filter((name) => /^\p{L}{4,}$/u.test(name)).map((name) => name.slice(0, CUT_LETTERS));
      spellings.push(...cut);
    }
    // Windows and PHP know another short March than today's language data.
    if (/^de\b/i.test(language)) names[2]?.push('Mrz');
    if (/^en\b/i.test(language)) names[8]?.push('Sept');
    return names;
  } catch {
    return [];
  }
}

/** The week's days in a language, Monday first, long and short. Empty where the runtime does not know the language's tag. */
export function weekdayNames(language: string): CalendarNames {
  const shapes: Intl.DateTimeFormatOptions[] = [{ weekday: 'long' }, { weekday: 'short' }];
  const instants = Array.from({ length: 7 }, (_, day) => MONDAY + day * DAY_MS);
  try {
    return spellings(language, shapes, 'weekday', instants);
  } catch {
    return [];
  }
}
