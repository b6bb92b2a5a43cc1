import { ERRORS, type ErrorCode } from '../../shared/errors/catalogue.ts';
import { OBJECT_TYPES, TYPE_WORDS } from '../../shared/objects/object-type.ts';
import { HOLD_TEXTS } from '../../shared/protocol/hold-texts.ts';
import { objectTypeName } from './object-names.ts';
import { textLanguage } from './text.ts';

/**
 * Sentences that are made in English where things happen (a page that cannot be read, a record that the Worker holds back) and come here
 * as finished text. In another language they are recognised by their pattern and said anew, with the same names and numbers in them.
 * Foreign words stay as they are: what Gong, the CRM or the browser said is quoted.
 */

/** Sentences that stand in the holes of others. */
const DETAILS: Readonly<Record<string, string>> = {
  detail_status: 'It answered with status {status}.',
  detail_block_page: 'It shows a block page.',
  detail_other_record: '{page} does not show the record asked for.',
  detail_fewer_rows: 'A page of the list “{page}” has {now} rows; usually it has at least {usual}.',
  detail_more_problems: '{now} of the values on “{page}” cannot be read; usually at most {usual}.',
  detail_emptier_field: 'The field {field} is filled in {now} of the rows of “{page}”; usually it is in {usual}.',
  detail_more_like_it: '{count} more like it.',
  detail_still_reading: 'It is still reading.',
  detail_still_sending: 'It is still sending.',
  detail_still_processing: 'It is still processing.',
  detail_missing: 'Missing: {names}.',
  detail_schema: 'It does not fit its schema.',
  detail_no_role: 'No page shows whether it is a record of this type, so nothing is sent of it.',
};

type Part = 'what' | 'why' | 'next';

interface Pattern {
  /** Of the text in `_locales`. */
  readonly key: string;
  readonly fits: RegExp;
}

/** The key of a sentence of the catalogue in `_locales`. */
export function errorKey(code: string, part: Part): string {
  return `error_${keyPart(code)}_${part}`;
}

export function problemKey(code: string): string {
  return `problem_${keyPart(code)}`;
}

const keyPart = (code: string) => code.replaceAll('-', '_');

/** Every sentence that is recognised, by its key in `_locales`, in English: a test holds each language against it. */
export function knownSentences(): Map<string, string> {
  const errors = (Object.keys(ERRORS) as ErrorCode[]).flatMap((code) =>
    (['what', 'why', 'next'] as const).map((part) => [errorKey(code, part), ERRORS[code][part]] as const),
  );
  const holds = Object.entries(HOLD_TEXTS).map(([reason, said]) => [`held_${keyPart(reason)}`, said] as const);
  // A sentence that is nothing but its detail is that detail.
  return new Map([...errors.filter(([, said]) => said !== '{detail}'), ...holds, ...Object.entries(DETAILS)]);
}

let patterns: readonly Pattern[] | undefined;

/** The sentence, or the row of sentences, in the reader's language; as it is where no pattern fits. */
export function inReadersLanguage(said: string): string {
  if (textLanguage() === 'en' || said === '') return said;
  patterns ??= [...knownSentences()].map(([key, english]) => ({ key, fits: patternOf(english) }));
  return recognised(said) ?? bySentence(said) ?? said;
}

/** What keeps a value from being read: the code's own sentence, and what was found where the message quotes it. */
export function problemInReadersLanguage({
  code,
  message,
}: {
  readonly code: string;
  readonly message: string;
}): string {
  if (textLanguage() === 'en') return message;
  const known = translated(problemKey(code), []);
  if (known === '') return inReadersLanguage(message);
  const found = /“([^“”]*)”[^“”]*$/u.exec(message)?.[1];
  return found === undefined || found === '' ? known : `${known} „${found}“`;
}

function recognised(said: string): string | null {
  for (const { key, fits } of patterns ?? []) {
    const holes = fits.exec(said);
    const known =
      holes === null
        ? ''
        : translated(
            key,
            holes.slice(1).map((hole) => recognised(hole) ?? typeWords(hole) ?? hole),
          );
    if (known !== '') return known;
  }
  return null;
}

/** “accounts, contacts”. */
function typeWords(hole: string): string | null {
  const types = hole.split(', ').map((word) => OBJECT_TYPES.find((type) => TYPE_WORDS[type] === word));
  const names = types.flatMap((type) => (type === undefined ? [] : [objectTypeName(type)]));
  return names.length === types.length ? names.join(', ') : null;
}

/** “What. Why.” in one text: each by itself. Null where a part of it is not known, as half a translation helps nobody. */
function bySentence(said: string): string | null {
  const parts = said.split(/(?<=[.:!?])\s+(?=[A-Z“0-9])/u);
  if (parts.length < 2) return null;
  const known = parts.map((part) => recognised(part));
  return known.some((part) => part !== null) ? known.map((part, index) => part ?? parts[index]).join(' ') : null;
}

function patternOf(english: string): RegExp {
  const parts = english.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('(.+?)')}$`, 'su');
}

/** Keys made out of codes cannot be in the type of known texts. */
export function translated(key: string, values: readonly string[]): string {
  return (chrome.i18n.getMessage as (key: string, values: string[]) => string)(key, [...values]);
}
