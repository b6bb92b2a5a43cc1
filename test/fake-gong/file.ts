import { isUtf8 } from 'node:buffer';
import type { LineRules } from './lines.ts';
import { lineProblem } from './lines.ts';
import { isDateTime, isJsonObject } from './values.ts';

/** A good line: its number counts from 1. */
export type Line = { line: number; objectId: string; fields: Record<string, unknown> };
export type LineError = { line: number; description: string };

/** A line that is a JSON object, whatever else is wrong with it. */
export type ReadLine = { line: number; fields: Record<string, unknown> };

/** How the file as such departs from line-delimited JSON; positions are line numbers. */
export type FileMarks = { byteOrderMark: boolean; carriageReturn: number | undefined; blankLine: number | undefined };

export type FileContent =
  | { kind: 'unreadable'; description: string }
  | { kind: 'lines'; read: ReadLine[]; errors: LineError[]; marks: FileMarks };

const NEW_LINE = 0x0a;

/** Takes a file apart into JSON objects. Unreadable is what fails as a whole, with line 0. */
export function readFile(file: Buffer, mode: 'strict' | 'lenient'): FileContent {
  if (file.length === 0) return { kind: 'unreadable', description: 'The file is empty' };
  if (!isUtf8(file)) return { kind: 'unreadable', description: 'The file is not encoded in UTF-8' };
  const read: ReadLine[] = [];
  const errors: LineError[] = [];
  const byteOrderMark = file[0] === 0xef && file[1] === 0xbb && file[2] === 0xbf;
  const marks: FileMarks = { byteOrderMark, carriageReturn: undefined, blankLine: undefined };
  let start = 0;
  for (let line = 1; start < file.length; line += 1) {
    const found = file.indexOf(NEW_LINE, start);
    const end = found < 0 ? file.length : found;
    const text = file.toString('utf8', start, end);
    start = end + 1;
    const trimmed = text.trim();
    if (line === 1 && (trimmed.startsWith('[') || trimmed === '{')) {
      return { kind: 'unreadable', description: 'The file is not line-delimited JSON' };
    }
    if (text.endsWith('\r')) marks.carriageReturn ??= line;
    if (trimmed === '') {
      marks.blankLine ??= line;
      if (mode === 'lenient') continue;
    }
    const fields = parseObject(text);
    if (fields === undefined) errors.push({ line, description: 'Failed to parse the line as a JSON object' });
    else read.push({ line, fields });
  }
  if (read.length === 0 && errors.length === 0) return { kind: 'unreadable', description: 'The file is empty' };
  return { kind: 'lines', read, errors, marks };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Sorts a file's objects into good lines and errors; in strict mode order and doubles count too. */
export function judgeLines(
  read: readonly ReadLine[],
  rules: LineRules,
  fault: (line: Line) => string | undefined,
): { good: Line[]; errors: LineError[]; unsorted: LineError | undefined; double: LineError | undefined } {
  const good: Line[] = [];
  const errors: LineError[] = [];
  const seen = new Set<unknown>();
  let unsorted: LineError | undefined;
  let double: LineError | undefined;
  let latest = Number.NEGATIVE_INFINITY;
  for (const { line, fields } of read) {
    const objectId = String(fields['objectId']);
    let description = lineProblem(fields, rules);
    if (seen.has(fields['objectId'])) {
      double ??= { line, description: `Object [${objectId}] is more than once in the file` };
      if (rules.mode === 'strict') description ??= `Object [${objectId}] is more than once in the file`;
    }
    seen.add(fields['objectId']);
    const modified = isDateTime(fields['modifiedDate']) ? Date.parse(fields['modifiedDate']) : latest;
    if (modified < latest) {
      unsorted ??= { line, description: 'modifiedDate is earlier than that of a line before' };
      if (rules.mode === 'strict') description ??= 'Field [modifiedDate] is earlier than that of a line before';
    }
    latest = Math.max(latest, modified);
    description ??= fault({ line, objectId, fields });
    if (description === undefined) good.push({ line, objectId, fields });
    else errors.push({ line, description });
  }
  return { good, errors, unsorted, double };
}
