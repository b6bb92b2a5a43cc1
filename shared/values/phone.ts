import { plainCharacters } from './text.ts';
import { problem, proven, type ValueResult } from './value-result.ts';

export interface PhoneOptions {
  /**
   * `shown` (the default) keeps a number that has no safe international form as the CRM shows it. `digits` is for CRMs that reformat numbers by
   * rules of their own: only the digits (and a leading +) are kept, as the rest was never typed.
   */
  readonly keep?: 'shown' | 'digits';
}

/** Countries whose numbers keep the zero that others put in parentheses. */
const KEEPS_ZERO = /^\+(?:39|378|379)/;
const SEPARATORS = /[\s().\-/\u2010-\u2015\u2212]/g;
const MIN_DIGITS = 7;
const MAX_DIGITS = 15;
/** Longer texts are notes, with or without a number in them. */
const LONGEST = 100;
const NORTH_AMERICAN_DIGITS = 11;

/** The number as + and digits (E.164), or null where the text does not say it beyond doubt. */
function international(text: string): string | null {
  if (!text.startsWith('+') || text.lastIndexOf('+') !== 0) return null;
  const zero = /^\+\d{1,3} ?\(0\)/.exec(text);
  if (zero !== null && KEEPS_ZERO.test(text)) return null;
  const bare = (zero === null ? text : text.replace('(0)', '')).slice(1).replace(SEPARATORS, '');
  if (!/^[1-9]\d*$/.test(bare) || bare.length < MIN_DIGITS || bare.length > MAX_DIGITS) return null;
  // The one plan whose numbers all have one length: a shorter one lacks a digit.
  if (bare.startsWith('1') && bare.length !== NORTH_AMERICAN_DIGITS) return null;
  return `+${bare}`;
}

/**
 * A number of another country put into the form of a US number, in which no area and no exchange begins with 0 or 1. What did not fit
 * into the form may have been dropped.
 */
const MANGLED = /^\((?:[01]\d\d\) \d{3}|\d{3}\) [01]\d\d)-\d{4}$/;

/**
 * A phone number. With country code and nothing but digits and separators it becomes +491234567; everything else (no country code,
 * extensions, two numbers) is kept as `keep` says: Gong takes a string, and a guessed country would be a wrong number.
 */
export function parsePhone(text: string, options: PhoneOptions = {}): ValueResult<string> {
  const shown = plainCharacters(text)
    .replace(/^(?:tel|callto|sip):(?:\/\/)?/i, '')
    .trim();
  if (shown === '') return problem('text-empty');
  if (/\*{2}|[•●]{2}/.test(shown)) return problem('text-masked', text);
  if (shown.length > LONGEST || shown.replace(/\D/g, '').length < 3) return problem('phone-invalid', text);
  if (options.keep === 'digits' && MANGLED.test(shown)) return problem('phone-invalid', text);
  const full = international(shown);
  if (full !== null) return proven(full);
  if (options.keep === 'digits') return proven((shown.startsWith('+') ? '+' : '') + shown.replace(/\D/g, ''));
  return proven(shown);
}
