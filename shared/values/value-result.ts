import { PROBLEM_CODES, type ProblemCode } from './problem-codes.ts';

export interface ValueProblem {
  readonly ok: false;
  readonly code: ProblemCode;
  /** The code's sentence and what was found; for the person who sees the record anyway, never for logs (it quotes field values). */
  readonly message: string;
}

/** A value that the text proves, or the reason why it proves none. Errors are values here: a caller reports them per field. */
export type ValueResult<T> = { readonly ok: true; readonly value: T } | ValueProblem;

const QUOTED_CHARACTERS = 60;

/** `text` as it is quoted in a message: on one line, shortened. */
function quoted(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return `“${flat.length > QUOTED_CHARACTERS ? `${flat.slice(0, QUOTED_CHARACTERS)}…` : flat}”`;
}

/** A problem with its code's sentence; `found` is the text that was judged, `detail` a sentence more. */
export function problem(code: ProblemCode, found?: string, detail?: string): ValueProblem {
  const parts: string[] = [PROBLEM_CODES[code]];
  if (detail !== undefined) parts.push(detail);
  if (found !== undefined) parts.push(`Found: ${quoted(found)}.`);
  return { ok: false, code, message: parts.join(' ') };
}

export function proven<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}
