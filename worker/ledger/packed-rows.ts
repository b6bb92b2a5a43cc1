/**
 * Many records of a batch on their way into SQLite. All contents travel as one piece of bytes; beside it goes one short text a record: where its content lies, a
 * date, and what else the statement needs. SQLite cuts numbers out of both by fixed positions, which costs a fraction of taking values out of JSON by name; each
 * function in a statement costs more than another index, so few numbers stand in front, and none that tells where another stands.
 */

export interface PackedContents {
  /** Of each content, where it lies in the bytes: PLACE characters. */
  readonly places: readonly string[];
  readonly bytes: ArrayBuffer;
}

/** Digits of a place's start and length; in front of each stands a 1 that only keeps the width. */
const [START, LENGTH] = [8, 7];
/** Characters of a place. */
export const PLACE = START + 1 + LENGTH + 1;
/** Characters of a date. */
export const DATE = 14;
const TEN = { start: 10 ** START, length: 10 ** LENGTH, date: 10 ** (DATE - 1) } as const;

const encoder = new TextEncoder();

/** Lays contents, written as JSON, one after the other. */
export function packContents(texts: readonly string[]): PackedContents {
  const whole = texts.join('');
  const bytes = encoder.encode(whole);
  const ascii = bytes.byteLength === whole.length;
  const places: string[] = [];
  let start = 1;
  for (const text of texts) {
    const length = ascii ? text.length : Buffer.byteLength(text);
    places.push(`${TEN.start + start}${TEN.length + length}`);
    start += length;
  }
  return { places, bytes: bytes.buffer as ArrayBuffer };
}

const decoder = new TextDecoder();

/** The content of a text that begins with its place. */
export function placed(bytes: ArrayBuffer, text: string): string {
  const start = Number(text.slice(1, START + 1)) - 1;
  return decoder.decode(new Uint8Array(bytes, start, Number(text.slice(START + 2, PLACE))));
}

/** SQL for a content whose place begins at character `at` of `value`; `bytes` is SQL for the bytes. */
export function contentAt(at: number, bytes: string): string {
  return `CAST(substr(${bytes}, ${digitsAt(at, START + 1)}, ${digitsAt(at + START + 1, LENGTH + 1)}) AS TEXT)`;
}

/** Dates that fill 13 digits; other texts cannot carry them. The last is in the year 2286. */
export function fitsPacked(ms: number): boolean {
  return ms >= 0 && ms < TEN.date;
}

/** A date in ms that fits, in DATE characters; 0 where there is none. */
export function packedDate(ms: number): string {
  return `${TEN.date + ms}`;
}

/** SQL for the digits of a number that fills `width` characters of `value` from character `at` on; the first is no part of it. */
export function digitsAt(at: number, width: number): string {
  return `substr(value, ${at + 1}, ${width - 1})`;
}

const NUMBER_BITS = 26;
const TIME_SPAN = 2 ** (53 - NUMBER_BITS);

/** A number and a time (ms) of each pair as one number, by the time that all of a list are counted from: SQLite takes such apart without a function. */
export function packTimes(pairs: readonly (readonly [no: number, at: number])[]): Map<number, number[]> {
  const lists = new Map<number, number[]>();
  for (const [no, at] of pairs) {
    const base = Math.floor(at / TIME_SPAN) * TIME_SPAN;
    const word = (at - base) * 2 ** NUMBER_BITS + no;
    const list = lists.get(base);
    if (list) list.push(word);
    else lists.set(base, [word]);
  }
  return lists;
}

/** SQL for both out of `value`; `base` is SQL for what the time is counted from. */
export function timesOf(base: string): { readonly no: string; readonly at: string } {
  return { no: `value & ${2 ** NUMBER_BITS - 1}`, at: `${base} + (value >> ${NUMBER_BITS})` };
}
