import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { type Details, explain } from '../../shared/errors/coded-error.ts';
import type { ErrorAnswer } from '../../shared/protocol/messages.ts';

/** What a call into the Durable Object brings back; refusals are values, as exceptions lose their class on the way. */
export type Reply<T> = { readonly ok: true; readonly value: T } | Refused;

export interface Refused {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly details: Details;
}

export function taken<T>(value: T): Extract<Reply<T>, { ok: true }> {
  return { ok: true, value };
}

export function refused(code: ErrorCode, details: Details = {}): Refused {
  return { ok: false, code, details };
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  'token-missing': 401,
  'device-revoked': 401,
  'admin-token-wrong': 401,
  'signed-out': 401,
  'form-expired': 403,
  'access-refused': 403,
  'webhook-invalid': 422,
  'enrolment-code-invalid': 403,
  'too-many-attempts': 429,
  'update-extension': 426,
  'update-worker': 426,
  'no-profile': 404,
  'not-found': 404,
  'body-too-large': 413,
  'body-compressed': 415,
  'profile-invalid': 422,
  'ledger-full': 507,
  'worker-failed': 500,
};

/** The HTTP status of a refusal; 400 where none is named. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 400;
}

/** The HTTP answer of a refusal: code, what, why, next step. */
export function refusal({ code, details }: { readonly code: ErrorCode; readonly details: Details }): Response {
  const seconds = typeof details['seconds'] === 'number' ? details['seconds'] : undefined;
  const body: ErrorAnswer = {
    error: { ...explain(code, details), ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }) },
  };
  const headers = seconds === undefined ? {} : { 'retry-after': String(Math.ceil(seconds)) };
  return Response.json(body, { status: statusOf(code), headers });
}
