import { plainCharacters } from './text.ts';

/** How fine a text tells time. A date alone has the resolution `day`. */
export type Resolution = 'day' | 'minute' | 'second';

export type FieldName =
  | 'year4'
  | 'year2'
  | 'era'
  | 'eraYear'
  | 'buddhistYear'
  | 'minguoYear'
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
  | 'zoneName'
  | 'relativeDay';

export type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: FieldName }
  | { readonly kind: 'space' };

export interface DateFormat {
  readonly pattern: string;
  readonly tokens: readonly Token[];
  readonly resolution: Resolution;
}

/**
 * Letters of a pattern and what they mean: Unicode's date field symbols (CLDR), as far as CRMs write them, `R` for a relative word, `BBBB` and `C`
 * for the years of Thailand and Taiwan, where nothing at the date says which calendar it is of.
 */
const FIELDS: Record<string, FieldName> = {
  G: 'era',
  GGGG: 'era',
  y: 'eraYear',
  BBBB: 'buddhistYear',
  C: 'minguoYear',
  CCC: 'minguoYear',
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
  z: 'zoneName',
  R: 'relativeDay',
};

function tokensOf(pattern: string): Token[] | string {
  const tokens: Token[] = [];
  const space = () => {
    if (tokens.at(-1)?.kind !== 'space') tokens.push({ kind: 'space' });
  };
  const plain = (text: string) => {
    const last = tokens.at(-1);
    if (last?.kind === 'literal') tokens[tokens.length - 1] = { kind: 'literal', text: last.text + text };
    else if (text !== '') tokens.push({ kind: 'literal', text });
  };
  /** Blanks count as one wherever they stand, inside quotes too: the text is folded as well. */
  const literal = (text: string) => {
    text.split(/\s+/).forEach((word, index) => {
      if (index > 0) space();
      plain(word);
    });
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
      space();
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
    ['year', ['year4', 'year2', 'eraYear', 'buddhistYear', 'minguoYear']],
    ['era', ['era']],
    ['month', ['month2', 'month', 'monthName']],
    ['day', ['day2', 'day']],
    ['hour', ['hour2', 'hour', 'half2', 'half']],
    ['minute', ['minute2', 'minute']],
    ['second', ['second2', 'second']],
    ['part of the day (a)', ['dayPeriod']],
    ['offset or zone', ['offset', 'zoneName']],
  ];
  for (const [name, kinds] of once) if (count(...kinds) > 1) return `The ${name} stands in the format more than once.`;
  const relative = count('relativeDay') === 1;
  for (const [name, kinds] of once.filter(([name]) => /^(?:year|month|day)$/.test(name))) {
    if (relative && count(...kinds) > 0) return `A format with R has no ${name}.`;
    if (!relative && count(...kinds) === 0) return `The format has no ${name}.`;
  }
  if (count('era') !== count('eraYear')) return 'An era (G) and its year (y) need each other.';
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
  // As in the text, marks of double width are plain ones.
  const written = tokensOf(plainCharacters(pattern));
  if (typeof written === 'string') return written;
  // Beside an era `yy` is the era's year, too: `Gyy.MM.dd` for H02.04.03.
  const isEra = written.some(({ kind }) => kind === 'era');
  const tokens = written.map((token): Token => (isEra && token.kind === 'year2' ? { kind: 'eraYear' } : token));
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
