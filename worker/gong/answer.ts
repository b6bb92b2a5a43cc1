import { idText, parseLossless } from './lossless-json.ts';

/** Why a call brought no usable answer. `unsure`: Gong may have acted all the same. */
export type FailureKind =
  | 'unauthorized'
  /** Gong wants IT to let the bridge in anew; no other credentials help. */
  | 'reconnect'
  | 'forbidden'
  | 'conflict'
  | 'not-found'
  | 'bad-request'
  | 'too-large'
  | 'unsupported'
  | 'rate-limited'
  | 'server'
  | 'redirect'
  | 'unreachable'
  | 'unknown-answer'
  | 'budget';

export interface Failure {
  readonly ok: false;
  readonly kind: FailureKind;
  readonly status: number | null;
  /** Gong's sentences; never credentials. */
  readonly errors: readonly string[];
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  /** Whether Gong may have acted on the request although no good answer came. */
  readonly unsure: boolean;
}

export interface Success<T> {
  readonly ok: true;
  readonly value: T;
  readonly status: number;
  readonly requestId: string | null;
  readonly traceId: string | null;
}

export type Outcome<T> = Success<T> | Failure;

export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One line for people out of a failure. */
export function failureText(failure: Failure): string {
  const words = failure.errors.join(' ').slice(0, 500);
  if (failure.status === null) return words === '' ? 'No answer came.' : words;
  return words === ''
    ? `Gong answered with status ${failure.status}.`
    : `Gong answered with status ${failure.status}: ${words}`;
}

const KINDS: Readonly<Record<number, FailureKind>> = {
  400: 'bad-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  408: 'server',
  409: 'conflict',
  410: 'not-found',
  413: 'too-large',
  415: 'unsupported',
  425: 'server',
  429: 'rate-limited',
};

/** Longest wait that a Retry-After may ask for: a day's limit may be said this way. */
const MAX_RETRY_AFTER_MS = 25 * 3600_000;

/** Retry-After in ms: seconds or an HTTP date; null when absent or senseless. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : null;
}

/** The body of an answer: its JSON, `{}` when it is empty, undefined when it is neither. */
export type Body = unknown;

/** The body as an object; an operation that needs nothing of it takes any body. */
export function jsonOf(body: Body): Json {
  return isJson(body) ? body : {};
}

/** Reads an HTTP answer of Gong's into an outcome: any 2xx is a success, whatever its body (Gong: errors). */
export async function readAnswer(response: Response, now: number): Promise<Outcome<Body>> {
  const { status } = response;
  const traceId = response.headers.get('x-traceid');
  const body = parseBody(await response.text());
  const requestId = idText(jsonOf(body)['requestId']);
  if (status >= 200 && status < 300) return { ok: true, value: body, status, requestId, traceId };
  const kind = KINDS[status] ?? (status >= 500 ? 'server' : status >= 300 && status < 400 ? 'redirect' : 'bad-request');
  return failure(kind, status, sentences(jsonOf(body)), {
    requestId,
    traceId,
    unsure: kind === 'server',
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), now),
  });
}

function parseBody(text: string): Body {
  if (text.trim() === '') return {};
  try {
    return parseLossless(text);
  } catch {
    return undefined;
  }
}

/** Gong's sentences are `errors: string[]`; what stands between us and Gong may write them otherwise. */
function sentences(body: Json): string[] {
  const lists = [body['errors'], body['error'], body['error_description'], body['message']];
  return lists.flat().flatMap((item) => {
    if (typeof item === 'string') return item === '' ? [] : [item];
    if (!isJson(item)) return [];
    const text = item['description'] ?? item['message'];
    return typeof text === 'string' ? [text] : [];
  });
}

export function failure(
  kind: FailureKind,
  status: number | null,
  errors: readonly string[],
  more: Partial<Failure> = {},
): Failure {
  return {
    ok: false,
    kind,
    status,
    errors,
    retryAfterMs: null,
    requestId: null,
    traceId: null,
    unsure: false,
    ...more,
  };
}
