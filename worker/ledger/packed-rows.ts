/**
 * Many records of a batch on their way into SQLite. All contents travel as one piece of bytes; beside it goes one short text a record, its columns at fixed
 * characters. SQLite cuts both by position, which costs a fraction of taking values out of JSON by name.
 */

export interface PackedContents {
  /** Of each content, where it lies in the bytes: PLACE characters. */
  readonly places: readonly string[];
  readonly bytes: ArrayBuffer;
}

const [START, LENGTH] = [9, 7];
/** Characters of a place. */
export const PLACE = START + LENGTH;

/** Writes contents one after the other as JSON. */
export function packContents(contents: readonly object[]): PackedContents {
  const texts: string[] = [];
  for (const content of contents) texts.push(JSON.stringify(content));
  const whole = texts.join('');
  const bytes = new TextEncoder().encode(whole);
  const ascii = bytes.byteLength === whole.length;
  const places: string[] = [];
  let start = 1;
  for (const text of texts) {
    const length = ascii ? text.length : Buffer.byteLength(text);
    places.push(padded(start * 10 ** LENGTH + length, PLACE));
    start += length;
  }
  return { places, bytes: bytes.buffer as ArrayBuffer };
}

/** SQL for a content; `text` is SQL for a text that has its place from character `at` on, `bytes` for the bytes. */
export function contentAt(text: string, at: number, bytes: string): string {
  // The first digit only keeps the number's width.
  return `CAST(substr(${bytes}, substr(${text}, ${at + 1}, ${START - 1}), substr(${text}, ${at + START}, ${LENGTH})) AS TEXT)`;
}

/** A whole number, not negative, in `width` characters; the first of them is always 1. */
export function padded(number: number, width: number): string {
  return String(10 ** (width - 1) + number);
}
