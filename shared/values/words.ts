import { foldSpaces } from './text.ts';
import { problem, proven, type ValueProblem, type ValueResult } from './value-result.ts';

const fold = (text: string) => foldSpaces(text).normalize('NFC');

/** The entry of a closed list that the text is: exactly, else without regard to case where that names one meaning only. */
function entryOf<T>(text: string, entries: readonly (readonly [word: string, meaning: T])[]): T | undefined {
  const word = fold(text);
  const exact = entries.find(([other]) => fold(other) === word);
  if (exact !== undefined) return exact[1];
  const lower = word.toLowerCase();
  const meanings = new Set(
    entries.filter(([other]) => fold(other).toLowerCase() === lower).map(([, meaning]) => meaning),
  );
  return meanings.size === 1 ? [...meanings][0] : undefined;
}

export interface BooleanWords {
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

/** A boolean by the profile's words. A word in neither list, or in both, is a problem. */
export function parseBoolean(text: string, words: BooleanWords): ValueResult<boolean> {
  const meanings = [words.yes, words.no].map(
    (list) =>
      entryOf(
        text,
        list.map((word) => [word, true] as const),
      ) === true,
  );
  if (meanings[0] === meanings[1]) return emptyOr('boolean-unknown', text);
  return proven(meanings[0] === true);
}

/** A picklist's word through the profile's closed map from what the CRM shows to what is sent. An unknown word is a problem. */
export function parsePicklist<T extends string>(text: string, map: Readonly<Record<string, T>>): ValueResult<T> {
  const value = entryOf(text, Object.entries(map));
  return value === undefined ? emptyOr('picklist-unknown', text) : proven(value);
}

/** `parsePicklist` where what the CRM shows is what is sent. */
export function parseListed(text: string, list: readonly string[]): ValueResult<string> {
  const value = entryOf(
    text,
    list.map((word) => [word, word] as const),
  );
  return value === undefined ? emptyOr('picklist-unknown', text) : proven(value);
}

function emptyOr(code: 'boolean-unknown' | 'picklist-unknown', text: string): ValueProblem {
  return fold(text) === '' ? problem('text-empty') : problem(code, text);
}
