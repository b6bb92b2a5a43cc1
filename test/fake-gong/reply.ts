/** One HTTP request as the fake sees it. `body` may be cut when `bodyBytes`, the true length, is over what the fake keeps. */
export type GongRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  bodyBytes: number;
};

/** What an operation answers; the requestId is added for every body alike. */
export type Reply = { status: number; body: Record<string, unknown>; headers?: Record<string, string> };

/** What becomes of a request: an answer, none at all (`hang`), or a cut connection (`drop`). */
export type Outcome =
  | { kind: 'reply'; status: number; headers: Record<string, string>; text: string }
  | { kind: 'hang' }
  | { kind: 'drop' };

/** Gong's error body; prose only, no codes. */
export function problem(status: number, ...errors: string[]): Reply {
  return { status, body: { errors } };
}

/** Says whether a value is an answer already; operations return one instead of what was asked for. */
export function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'status' in value && 'body' in value;
}

// Not in the compiler's library yet; Node has it since 21.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** An int64 that is written as a bare number, whatever its size. */
export function bareNumber(digits: string): unknown {
  return rawJSON(digits);
}

/** Writes JSON compact, or as some of Gong's hosts do: indented, with a space before the colon. */
export function writeJson(value: unknown, pretty: boolean): string {
  if (!pretty) return JSON.stringify(value);
  return JSON.stringify(value, null, 2).replace(/^(\s*"(?:[^"\\]|\\.)*"): /gm, '$1 : ');
}
