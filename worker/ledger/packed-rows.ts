/**
 * Many records of a batch on their way into SQLite: a table of rows that are all as wide, and one piece of bytes with all texts, of which a row says where its own
 * lie. SQLite cuts both by position, in time that does not depend on where; taking values out of JSON by name costs many times as much, and out of one text a row
 * half as much again, as that text is copied for each value. Rows hold letters and digits of ASCII only.
 */

export interface PackedTexts {
  /** Of each text, where it lies in the bytes: PLACE characters. */
  readonly places: readonly string[];
  readonly bytes: ArrayBuffer;
}

// A number fills its column with a 1 in front, which only keeps the width.
/** Digits of a place's start and length. */
const [START, LENGTH] = [8, 7];
/** Characters of a place. */
export const PLACE = START + 1 + LENGTH + 1;
/** Characters of a date. */
export const DATE = 14;
/** Characters of the shape of a content, and of other large numbers. */
export const NUMBER = 16;
const TEN = {
  start: 10 ** START,
  length: 10 ** LENGTH,
  date: 10 ** (DATE - 1),
  number: 10 ** (NUMBER - 1),
} as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Lays texts one after the other. */
export function packTexts(texts: readonly string[]): PackedTexts {
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

/** The rows of a table, each as wide as the others. */
export function packTable(rows: readonly string[]): ArrayBuffer {
  return encoder.encode(rows.join('')).buffer as ArrayBuffer;
}

/** The text of a row's place, which begins at character `at`, counted from 1. */
export function placed(bytes: ArrayBuffer, row: string, at: number): string {
  const start = Number(row.slice(at, at + START)) - 1;
  return decoder.decode(new Uint8Array(bytes, start, Number(row.slice(at + START + 1, at - 1 + PLACE))));
}

/** Dates that fill 13 digits; other columns cannot carry them. The last is in the year 2286. */
export function fitsPacked(ms: number): boolean {
  return ms >= 0 && ms < TEN.date;
}

/** A date in ms that fits, in DATE characters; 0 where there is none. */
export function packedDate(ms: number): string {
  return `${TEN.date + ms}`;
}

/** A number from 0 to 2^49, in NUMBER characters. */
export function packedNumber(n: number): string {
  return `${TEN.number + n}`;
}

/** A list for `json_each` whose `key` counts so many rows: a key is read at once, a value is looked for in the text. */
export function everyRow(count: number): string {
  return `[${'0,'.repeat(count - 1)}0]`;
}

/** SQL that cuts rows of `width` characters: `table` and `n` are SQL for the table and for a row's place in it, counted from 0. Columns are counted from 1. */
export function rowCutter(table: string, n: string, width: number) {
  const cut = (at: number, length: number) => `substr(${table}, ${n} * ${width} + ${at}, ${length})`;
  return {
    text: (at: number, length: number) => `CAST(${cut(at, length)} AS TEXT)`,
    /** A number that fills `length` characters, the first of which is no part of it. */
    number: (at: number, length: number) => `CAST(${cut(at + 1, length - 1)} AS INTEGER)`,
    /** The text of a place; `bytes` is SQL for the bytes. */
    placed: (at: number, bytes: string) =>
      `CAST(substr(${bytes}, ${cut(at + 1, START)}, ${cut(at + START + 2, LENGTH)}) AS TEXT)`,
  };
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
