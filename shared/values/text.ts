import { problem, proven, type ValueResult } from './value-result.ts';

/** Marks that steer the direction of writing; CRMs put them around dates and numbers in right-to-left pages. */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
/** Invisible characters that CRMs insert to let long words break; no person typed them. */
const BREAK_HINTS = /[\u00AD\u200B\uFEFF]/g;
/** Digits of double width, and the marks that part them in dates, times and phone numbers: ( ) + - . / : */
const FULL_WIDTH = /[\uFF08\uFF09\uFF0B\uFF0D-\uFF1A]/g;

/** All white space, of any kind, becomes one plain space; none at the ends. Letters stay as they are. */
export function foldSpaces(text: string): string {
  return text.replace(BREAK_HINTS, '').replace(/\s+/g, ' ').trim();
}

/** `foldSpaces`, and digits of double width and what parts them become plain, direction marks fall away: for dates, numbers and phones. */
export function plainCharacters(text: string): string {
  // Nearly every date and number is plain already; the check is what keeps whole columns cheap.
  if (/^[!-~]+(?: [!-~]+)*$/.test(text)) return text;
  return foldSpaces(
    text.replace(DIRECTION_MARKS, '').replace(FULL_WIDTH, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)),
  );
}

/**
 * Text in the form in which it is sent: NFC, every kind of blank a plain space, lines ended by \n, no blanks at the ends of lines, no empty
 * lines at the ends. With `lines: 'one'` (the default) line breaks become spaces and runs of spaces one; with `'many'` they stay.
 */
export function normaliseText(text: string, lines: 'one' | 'many' = 'one'): string {
  const composed = text.normalize('NFC').replace(BREAK_HINTS, '');
  if (lines === 'one') {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    return foldSpaces(composed.replace(/[\u0000-\u0008\u000E-\u001F\u007F]/g, ''));
  }
  const lineTexts = composed
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replace(/[\u0000-\u0008\u000E-\u001F\u007F]/g, '')
    .split('\n')
    .map((line) => line.replace(/[^\S\n]/g, ' ').trimEnd());
  const first = lineTexts.findIndex((line) => line !== '');
  return first === -1 ? '' : lineTexts.slice(first, lineTexts.findLastIndex((line) => line !== '') + 1).join('\n');
}

/** Whether characters were lost before the text came here: U+FFFD, half a surrogate pair, or C1 controls (a wrong charset). */
export function isBroken(text: string): boolean {
  return /[\uFFFD\u0080-\u0084\u0086-\u009F]/.test(text) || !text.isWellFormed();
}

/**
 * Whether the text ends as CRMs end what they cut: "..." or "…" (also in brackets), or in the middle of a numeric entity.
 * A text that a person ended with dots looks the same; it is a problem all the same, as nothing on the page tells the two apart.
 */
export function isCut(text: string): boolean {
  const end = text.trimEnd();
  return /(?:\.{3}|…)[\])»"”]?$/.test(end) || /&#x?[0-9a-f]{0,6}$/i.test(end);
}

export interface Markers {
  /** Whole texts by which the CRM says "empty": "N/A", "-", "0000-00-00". Compared with white space folded, case as it is. */
  readonly empty?: readonly string[];
  /** Whole texts by which it says "not for you"; a text of nothing but *, • or ● counts always. */
  readonly masked?: readonly string[];
}

export type TextState = 'value' | 'empty' | 'masked' | 'cut' | 'broken';

const ONLY_MASK = /^[*•●]{3}[*•●\s.@-]*$/;

/** What a text is before any transform looks at it. Blank is empty; the markers decide the rest. */
export function textState(text: string, markers: Markers = {}): TextState {
  const folded = foldSpaces(text);
  const isOne = (list: readonly string[] | undefined) => list?.some((marker) => foldSpaces(marker) === folded) ?? false;
  if (folded === '' || isOne(markers.empty)) return 'empty';
  if (ONLY_MASK.test(folded) || isOne(markers.masked)) return 'masked';
  if (isBroken(text)) return 'broken';
  return isCut(text) ? 'cut' : 'value';
}

/** A text value: normalised, refused where it is empty, masked, cut or broken. */
export function parseText(
  text: string,
  options: Markers & { readonly lines?: 'one' | 'many' } = {},
): ValueResult<string> {
  const state = textState(text, options);
  if (state === 'value') {
    const value = normaliseText(text, options.lines);
    return value === '' ? problem('text-empty') : proven(value);
  }
  return problem(`text-${state}`, text);
}

/**
 * Takes the given texts out, wherever they stand as whole words: "Mr." out of "Mr. Smith", but not "Dr" out of "Drake". What is left is
 * trimmed at the ends.
 */
export function stripTexts(text: string, strip: readonly string[]): string {
  let rest = text;
  for (const part of [...strip].sort((a, b) => b.length - a.length)) if (part !== '') rest = withoutWord(rest, part);
  return rest.replace(/[^\S\n]{2,}/g, ' ').trim();
}

function withoutWord(text: string, word: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = text.indexOf(word); at !== -1; ) {
    const to = at + word.length;
    const whole = isWordEdge(text, at) && isWordEdge(text, to);
    if (whole) {
      kept.push(text.slice(from, at));
      from = to;
    }
    at = text.indexOf(word, whole ? to : at + 1);
  }
  return kept.join('') + text.slice(from);
}

const WORD = /[\p{L}\p{N}]/u;

function isWordEdge(text: string, at: number): boolean {
  return at === 0 || at === text.length || !WORD.test(text.charAt(at - 1)) || !WORD.test(text.charAt(at));
}

/** Line `n` of the text's lines that are not blank, from 1; from the end where `n` is negative (-1 is the last). */
export function lineOf(text: string, n: number): ValueResult<string> {
  const lines = normaliseText(text, 'many')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const line = n === 0 ? undefined : lines.at(n > 0 ? n - 1 : n);
  return line === undefined ? problem('line-missing', text) : proven(line);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The entities of a text that was escaped twice, numeric ones and those that every CRM writes, taken back once. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#\w{1,7}|[a-z]{2,8});/gi, (entity) => {
    const named = NAMED[entity.slice(1, -1).toLowerCase()];
    return named ?? decodeNumericEntities(entity);
  });
}

/** Numeric entities that the CRM shows literally because it escaped them twice ("&#351;"); others stay as they are. */
export function decodeNumericEntities(text: string): string {
  return text.replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (entity, hex: string | undefined, decimal: string) => {
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const isCharacter = point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    return isCharacter ? String.fromCodePoint(point) : entity;
  });
}
