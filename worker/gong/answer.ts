import { parseLossless } from './lossless-json.ts';

/** Why a call brought no usable answer. `unsure`: Gong may have acted all the same. */
export type FailureKind =
  | 'unauthorized'
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
  409: 'conflict',
  413: 'too-large',
  415: 'unsupported',
  429: 'rate-limited',
};

/** Longest wait that a Retry-After may ask for. */
const MAX_RETRY_AFTER_MS = 3600_000;

/** Retry-After in ms: seconds or an HTTP date; null when absent or senseless. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, MAX_RETRY_AFTER_MS) : null;
}

/** Reads an HTTP answer of Gong's into an outcome: any 2xx with a JSON object is a success (Gong: errors). */
export async function readAnswer(response: Response, now: number): Promise<Outcome<Json>> {
  const text = await response.text();
  const traceId = response.headers.get('x-traceid');
  let body: unknown = null;
  try {
    body = text === '' ? {} : parseLossless(text);
  } catch {
    body = null;
  }
  const json = isJson(body) ? body : null;
  const requestId = typeof json?.['requestId'] === 'string' ? json['requestId'] : null;
  const { status } = response;
  if (status >= 200 && status < 300) {
    if (json !== null) return { ok: true, value: json, status, requestId, traceId };
    return failure('unknown-answer', status, ['The answer was not JSON.'], { requestId, traceId, unsure: true });
  }
  const errors = Array.isArray(json?.['errors']) ? json['errors'].filter((error) => typeof error === 'string') : [];
  const kind = KINDS[status] ?? (status >= 500 ? 'server' : status >= 300 && status < 400 ? 'redirect' : 'bad-request');
  return failure(kind, status, errors, {
    requestId,
    traceId,
    unsure: kind === 'server',
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), now),
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
