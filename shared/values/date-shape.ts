import { zoneNameOffsets } from './zone-names.ts';

const DAY = String.raw`\d{1,4}([-./])\d{1,2}\1\d{1,4}|\d{1,2}[-. ]{1,2}\p{L}{3,12}[-., ]{1,2}(?:\d{4}|\d{2})|\p{L}{3,12}\.? \d{1,2},? \d{4}`;
const TIME = String.raw`(?:,? |T)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,3})?)?(?: ?[ap]\.?m\.?(?!\p{L}))?`;
const SHAPE = new RegExp(`(?:${DAY})(?:${TIME})?`, 'iuy');
const ZONE = /\(?((?:GMT|UTC)?[+-]\d{2}:?\d{2}|[A-Z]{1,5})\)?/y;
const WORD = /[\p{L}\p{M}\d]/u;

/**
 * Where the date ends that begins at `at`, with the time and the zone that follow it; -1 where none begins. It is judged by its shape alone, as texts
 * are taken apart before the viewer's formats are known: numbers with equal marks between, or a month's name between or before the numbers.
 */
export function dateEnd(text: string, at: number): number {
  if (at > 0 && WORD.test(text.charAt(at - 1))) return -1;
  SHAPE.lastIndex = at;
  const found = SHAPE.exec(text);
  if (found === null) return -1;
  let end = at + found[0].length;
  const blank = text.charAt(end) === ' ' ? end + 1 : end;
  ZONE.lastIndex = blank;
  const zone = ZONE.exec(text);
  const [whole = '', name = ''] = zone ?? [];
  if (zone !== null && found[0].includes(':') && (/\d|^Z$/.test(name) || zoneNameOffsets(name) !== undefined))
    if (!WORD.test(text.charAt(blank + whole.length))) end = blank + whole.length;
  return WORD.test(text.charAt(end)) ? -1 : end;
}
