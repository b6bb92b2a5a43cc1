import { plainCharacters } from './text.ts';
import { problem, proven, type ValueResult } from './value-result.ts';

/** How a viewer's numbers are written. */
export interface NumberFormat {
  readonly decimal: '.' | ',';
  /** The mark between groups of digits; '' for none. ' ' stands for every kind of space, "'" for every apostrophe. */
  readonly group: '' | ',' | '.' | ' ' | "'";
  /** `thousands` by default; `indian` groups 12,34,567. */
  readonly grouping?: 'thousands' | 'indian';
}

export interface NumberOptions extends NumberFormat {
  /**
   * The most decimals that the field can have. Where it is not given, a number with exactly three decimals and at most three digits before
   * them ("1,234" with decimal comma) is a problem: it is how the other viewer's thousands look.
   */
  readonly maxDecimals?: number;
  /** What a word or letter behind the number multiplies it by, exactly as written (a closing dot apart): {"k": 1000, "Mio": 1000000}. */
  readonly multipliers?: Readonly<Record<string, number>>;
  /** What the unit in the label or header multiplies by ("in thousands": 1000). */
  readonly scale?: number;
}

/** A number's digits as they stand, signs and marks taken away. */
interface Digits {
  readonly whole: string;
  readonly decimals: string;
  readonly negative: boolean;
}

const MINUS = '-\u2212\u2013\uFE63\uFF0D';
const SIGN_AT_START = new RegExp(`^([${MINUS}+]) ?`);
const SIGN_AT_END = new RegExp(` ?([${MINUS}])$`);
const APOSTROPHES = /['\u2019\u02BC\u2032\u00B4`]/g;

function splitSign(text: string): { rest: string; negative: boolean } | null {
  const inner = /^\( ?(.*?) ?\)$/.exec(text);
  if (inner !== null) {
    const rest = inner[1] ?? '';
    return SIGN_AT_START.test(rest) || SIGN_AT_END.test(rest) ? null : { rest, negative: true };
  }
  const start = SIGN_AT_START.exec(text);
  const end = SIGN_AT_END.exec(text);
  if (start !== null && end !== null) return null;
  if (start !== null) return { rest: text.slice(start[0].length), negative: start[1] !== '+' };
  if (end !== null) return { rest: text.slice(0, -end[0].length), negative: true };
  return { rest: text, negative: false };
}

const WIDE: Readonly<Record<string, string>> = {
  '，': ',',
  '．': '.',
  '－': '-',
  '（': '(',
  '）': ')',
  '％': '%',
  '￥': '¥',
};

/**
 * A number's text in plain characters: marks of double width become plain ones, the triangle of Japanese accounts (△ 1,000) a minus,
 * and angle brackets (Oracle's <1,000.00>) parentheses.
 */
export function numberCharacters(text: string): string {
  const plain = plainCharacters(text);
  if (/^[\d.,]*$/.test(plain)) return plain;
  return plain
    .replace(/[，．－（）％￥]/g, (mark) => WIDE[mark] ?? mark)
    .replace(/^[△▲] ?(?=[\d¥\\])/, '-')
    .replace(/^< ?([^<>]*\d[^<>]*?) ?>$/, '($1)');
}

const DIGITS = /^\d+$/;

function groupsAreValid(groups: readonly string[], indian: boolean): boolean {
  return groups.every((group, at) => {
    if (!DIGITS.test(group)) return false;
    // A grouped number has no leading zero: "0,125" is a decimal written by somebody else.
    if (at === 0 && group.startsWith('0')) return false;
    if (at === groups.length - 1) return group.length === 3;
    const size = indian ? 2 : 3;
    return at === 0 ? group.length <= size : group.length === size;
  });
}

/** "5,-", "5,--" and "5.—": no cents. */
function withoutEmptyCents(text: string, decimal: string): string {
  const found = /^(.*\d)([.,])(?:-{1,2}|[\u2013\u2014])(\)?)$/.exec(text);
  return found !== null && found[2] === decimal ? `${found[1]}${found[3]}` : text;
}

function digitsOf(text: string, format: NumberFormat): ValueResult<Digits> {
  const sign = splitSign(withoutEmptyCents(text, format.decimal));
  if (sign === null) return problem('number-unparsable', text);
  const unified = format.group === "'" ? sign.rest.replace(APOSTROPHES, "'") : sign.rest;
  const decimalAt = unified.lastIndexOf(format.decimal);
  const whole = decimalAt === -1 ? unified : unified.slice(0, decimalAt);
  const decimals = decimalAt === -1 ? '' : unified.slice(decimalAt + 1);
  if (decimalAt !== -1 && !DIGITS.test(decimals)) return problem('number-unparsable', text);
  const groups = format.group === '' ? [whole] : whole.split(format.group);
  if (groups.length > 1 && groups.every((group) => DIGITS.test(group))) {
    if (!groupsAreValid(groups, format.grouping === 'indian')) return problem('number-grouping', text);
  } else if (!(DIGITS.test(whole) || (whole === '' && decimals !== ''))) {
    return problem('number-unparsable', text);
  }
  return proven({ whole: groups.join(''), decimals, negative: sign.negative });
}

const EXACT_DIGITS = 15;
/** No number with its marks is longer; the bound keeps every step short, whatever a page holds. */
export const LONGEST_NUMBER = 100;

/** The number times 10^`exponent`, exact as far as a double can be. */
function numberOf({ whole, decimals, negative }: Digits, exponent: number): number | null {
  const significant = `${whole}${decimals}`.replace(/^0+/, '').replace(/0+$/, '');
  if (significant.length > EXACT_DIGITS) return null;
  const number = Number(`${whole === '' ? '0' : whole}.${decimals === '' ? '0' : decimals}e${exponent}`);
  if (!Number.isFinite(number) || number > Number.MAX_SAFE_INTEGER) return null;
  return negative && number !== 0 ? -number : number;
}

/** `number` times `factor`, without the dust of binary fractions: kept to fifteen significant digits. */
export function timesExactly(number: number, factor: number): number {
  return factor === 1 ? number : Number((number * factor).toPrecision(EXACT_DIGITS));
}

function exponentOf(factor: number): number | null {
  const exponent = Math.round(Math.log10(factor));
  return 10 ** exponent === factor ? exponent : null;
}

function splitMultiplier(
  text: string,
  multipliers: Readonly<Record<string, number>>,
): { rest: string; factor: number } {
  const found = /^(.*\d\)?) ?([^\d\s.,'()+-][^\d()]*?)(\.?)$/u.exec(text);
  if (found === null) return { rest: text, factor: 1 };
  const [, rest = '', word = '', dot = ''] = found;
  for (const spelling of [word + dot, word]) {
    const factor = Object.hasOwn(multipliers, spelling) ? multipliers[spelling] : undefined;
    if (factor !== undefined) return { rest, factor };
  }
  return { rest: text, factor: 1 };
}

/** Whether the mark before the last three digits could as well part thousands. */
function looksGrouped({ whole, decimals }: Digits): boolean {
  return decimals.length === 3 && whole.length >= 1 && whole.length <= 3 && !whole.startsWith('0');
}

/**
 * Reads a number strictly: every group and decimal mark has to be the stated one and stand where it must. Signs may lead (-, −, +) or trail (-);
 * parentheses are negative. Any other character is a problem.
 */
export function parseNumber(text: string, options: NumberOptions): ValueResult<number> {
  const plain = numberCharacters(text);
  if (plain === '') return problem('text-empty');
  if (plain.length > LONGEST_NUMBER) return problem('number-unparsable', text);
  const { rest, factor } = splitMultiplier(plain, options.multipliers ?? {});
  const digits = digitsOf(rest, options);
  if (!digits.ok) return problem(digits.code, text);
  const { decimals } = digits.value;
  if (options.maxDecimals === undefined) {
    if (looksGrouped(digits.value) && factor === 1) return problem('number-ambiguous', text);
  } else if (factor === 1 && decimals.replace(/0+$/, '').length > options.maxDecimals) {
    return problem('number-decimals', text);
  } else if (factor === 1 && options.maxDecimals < 3 && looksGrouped(digits.value)) {
    // "1,000" with a decimal comma would pass as 1 otherwise: its decimals are all zeros.
    return problem('number-decimals', text);
  }
  const total = factor * (options.scale ?? 1);
  const exponent = exponentOf(total);
  const number = numberOf(digits.value, exponent ?? 0);
  if (number === null) return problem('number-out-of-range', text);
  return proven(exponent === null ? timesExactly(number, total) : number);
}

/** `parseNumber`, whole numbers only ("5", "5.0"). */
export function parseInteger(text: string, options: NumberOptions): ValueResult<number> {
  const result = parseNumber(text, options);
  return result.ok && !Number.isInteger(result.value) ? problem('number-decimals', text) : result;
}

export interface PercentOptions extends NumberOptions {
  /** The CRM shows 0.25 for 25 %. A text with a percent sign is never scaled. */
  readonly fraction?: boolean;
}

/** A percentage, with or without its sign, as Gong takes it: 0 to 100. */
export function parsePercent(text: string, options: PercentOptions): ValueResult<number> {
  const plain = numberCharacters(text);
  const bare = plain.replace(/^[%٪] ?| ?[%٪]$/g, '');
  const scale = options.fraction === true && bare === plain ? { scale: 100 } : {};
  const result = parseNumber(bare, { ...options, ...scale });
  if (!result.ok) return problem(result.code, text);
  return result.value >= 0 && result.value <= 100 ? result : problem('percent-out-of-range', text);
}

export interface NumberEvidence<F extends NumberFormat> {
  /** The one format that every text of the column has, or null where none or several do. */
  readonly format: F | null;
  readonly fitting: readonly F[];
}

/**
 * Which of several formats a whole column proves: "1.234,56" anywhere in it rules decimal points out, "1,234" does not. `bare` takes marks such as
 * currencies off a text first. Blank texts are skipped; leave out empty markers.
 */
export function numbersEvidence<F extends NumberFormat>(
  texts: readonly string[],
  formats: readonly F[],
  bare: (text: string) => string = (text) => text,
): NumberEvidence<F> {
  const plain = texts.map((text) => numberCharacters(bare(text))).filter((text) => text !== '');
  const fitting =
    plain.length === 0 ? [] : formats.filter((format) => plain.every((text) => digitsOf(text, format).ok));
  return { format: fitting.length === 1 ? (fitting[0] ?? null) : null, fitting };
}
