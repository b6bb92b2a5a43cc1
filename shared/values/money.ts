import { currenciesOf } from './currencies.ts';
import { LONGEST_NUMBER, type NumberOptions, numberCharacters, parseNumber, timesExactly } from './numbers.ts';
import { problem, proven, type ValueResult } from './value-result.ts';

export interface MoneyOptions extends NumberOptions {
  /** The company currency (ISO 4217): Gong takes amounts in no other. */
  readonly currency: string;
  /** Further marks of the CRM: {"Euro": "EUR"}. */
  readonly marks?: Readonly<Record<string, string>>;
  /** How many units of the company currency one unit of another is: {"USD": 0.92}. */
  readonly rates?: Readonly<Record<string, number>>;
  /** The mark in the label or header ("Amount (€)"), where the value carries none. */
  readonly labelMark?: string;
  /** The mark that stands in a place of its own beside the amount. One in the amount must agree with it. */
  readonly besideMark?: string;
}

const MARK_EDGE = /[^\d\s.,'’()+\-−–]/u;

interface Marked {
  readonly amount: string;
  readonly marks: readonly string[];
}

/** Takes what is neither digit, mark of number nor sign off both ends: "-$ 1,234.50 USD" is "-1,234.50" with "$" and "USD". */
function splitMarks(text: string, isMark: (mark: string) => boolean): Marked {
  const outer = /^\( ?(.*?) ?\)$/.exec(text);
  let rest = outer === null ? text : (outer[1] ?? '');
  const sign = /^[-−–+] ?/.exec(rest)?.[0] ?? '';
  rest = rest.slice(sign.length);
  const marks: string[] = [];

  const digitAt = rest.search(/\d/);
  if (digitAt === -1) return { amount: text, marks };
  const lead = rest.slice(0, digitAt);
  const leading = /^(.*?)((?: ?[-−–+(]| ?[.,])? ?)$/u.exec(lead);
  const leadMark = (leading?.[1] ?? '').trim();
  if (leadMark !== '') {
    const whole = lead.trimEnd();
    // "Rs." ends in a dot of its own.
    if (isMark(whole)) {
      marks.push(whole);
      rest = rest.slice(digitAt);
    } else {
      marks.push(leadMark);
      rest = (leading?.[2] ?? '').trim() + rest.slice(digitAt);
    }
  }

  const trailing = /^(.*\d(?:[.,](?:-{1,2}|[–—])| ?[-−–])?\)?) ?(.*)$/u.exec(rest);
  const tail = (trailing?.[2] ?? '').trim();
  if (tail !== '' && MARK_EDGE.test(tail)) {
    const signed = /^(.*?) ?([-−–])$/u.exec(tail);
    const mark = signed?.[1] ?? tail;
    if (isMark(mark)) {
      marks.push(mark);
      rest = `${trailing?.[1] ?? ''}${signed?.[2] ?? ''}`;
    } else {
      // "5 Mio €", "5 k€": the multiplier stays with the number.
      const [, word = '', last = ''] = /^(.*\S) (\S+)$/u.exec(mark) ?? /^(.*[^\p{Sc}])(\p{Sc}+)$/u.exec(mark) ?? [];
      if (isMark(last)) {
        marks.push(last);
        rest = `${trailing?.[1] ?? ''} ${word.trimEnd()}`;
      }
    }
  }
  const signed = sign.trim() + rest;
  return { amount: outer === null ? signed : `(${signed})`, marks };
}

/** The amount without its currency marks, for `numbersEvidence`; texts with unknown marks come back as they are. */
export function withoutMarks(text: string, marks: Readonly<Record<string, string>> = {}): string {
  const plain = numberCharacters(text);
  if (plain.length > LONGEST_NUMBER) return plain;
  return splitMarks(plain, (mark) => currenciesOf(mark, marks).length > 0).amount;
}

const CENT_DECIMALS = 2;

/**
 * An amount in the company currency. A mark may stand before or after the number, or both if they agree; one of another currency is
 * a problem unless the profile has its rate (the product is rounded to two decimals). Two decimals at most unless `maxDecimals` says otherwise.
 */
export function parseMoney(text: string, options: MoneyOptions): ValueResult<number> {
  const plain = numberCharacters(text);
  if (plain === '') return problem('text-empty');
  if (plain.length > LONGEST_NUMBER) return problem('number-unparsable', text);
  const known = (mark: string) => currenciesOf(mark, options.marks);
  const { amount, marks } = splitMarks(plain, (mark) => known(mark).length > 0);
  const beside = options.besideMark === undefined ? [] : [options.besideMark];
  const own = [...marks, ...beside];
  const stated = own.length === 0 && options.labelMark !== undefined ? [options.labelMark] : own;

  let possible: readonly string[] | undefined;
  for (const mark of stated) {
    const currencies = known(mark);
    if (currencies.length === 0) return problem('currency-unknown', text);
    const before = possible;
    possible = before === undefined ? currencies : currencies.filter((currency) => before.includes(currency));
    if (possible.length === 0) return problem('currency-other', text, 'It carries marks of two currencies.');
  }

  let rate = 1;
  if (possible !== undefined && !possible.includes(options.currency)) {
    const foreign = possible.length === 1 ? possible[0] : undefined;
    const given = foreign !== undefined && options.rates !== undefined && Object.hasOwn(options.rates, foreign);
    if (!given) {
      const many =
        foreign === undefined
          ? `Its mark is used by ${possible.join(', ')}: "currencyMarks" says which is meant.`
          : undefined;
      return problem('currency-other', text, many);
    }
    rate = options.rates?.[foreign] ?? Number.NaN;
    if (!(rate > 0 && Number.isFinite(rate)))
      return problem('currency-other', text, 'Its rate in the profile is no positive number.');
  }
  const number = parseNumber(amount, { maxDecimals: CENT_DECIMALS, ...options });
  if (!number.ok) return problem(number.code, text);
  return proven(rate === 1 ? number.value : roundCents(timesExactly(number.value, rate)));
}

function roundCents(amount: number): number {
  const cents = Math.round(timesExactly(Math.abs(amount), 100)) / 100;
  return amount < 0 ? -cents : cents;
}
