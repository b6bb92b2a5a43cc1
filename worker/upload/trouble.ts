import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { type Details, explain } from '../../shared/errors/coded-error.ts';
import { type Failure, failureText } from '../gong/answer.ts';

/** What keeps the bridge from uploading. `stop`: a person must act; `wait`: it goes on by itself at `until`. Times in ms. */
export interface Trouble {
  readonly kind: 'stop' | 'wait';
  readonly code: ErrorCode;
  readonly details: Details;
  readonly since: number;
  readonly until: number;
  /** Failures of this kind in a row. */
  readonly failures: number;
  /** Gong itself said until when to wait (Retry-After): nobody's hurry shortens it. */
  readonly told?: boolean;
}

/** A stopped bridge tries one call so often, in case that IT has acted in Gong and not here. */
export const PROBE_MS = 30 * 60 * 1000;

/** Which trouble a failed call means that concerns more than the one request. */
export function troubleOf(failure: Failure): {
  readonly kind: 'stop' | 'wait';
  readonly code: ErrorCode;
  readonly details: Details;
} {
  const detail = failureText(failure);
  switch (failure.kind) {
    case 'unauthorized':
      return { kind: 'stop', code: 'gong-credentials-refused', details: { detail } };
    case 'reconnect':
      return { kind: 'stop', code: 'gong-reconnect', details: { detail } };
    case 'forbidden':
    case 'redirect':
      return { kind: 'stop', code: 'gong-forbidden', details: { detail } };
    case 'rate-limited':
      return { kind: 'wait', code: 'gong-rate-limited', details: {} };
    case 'server':
    case 'unreachable':
      return { kind: 'wait', code: 'gong-unreachable', details: { detail } };
    case 'unknown-answer':
      return { kind: 'wait', code: 'gong-answer-unknown', details: { detail } };
    default:
      // Asked again at once it would be refused again, and the day's calls would be spent on it.
      return { kind: 'stop', code: 'gong-request-refused', details: { detail } };
  }
}

/** The trouble as extensions and administrators are told. */
export function explainTrouble(trouble: Trouble) {
  return {
    ...explain(trouble.code, trouble.details),
    since: new Date(trouble.since).toISOString(),
    until: trouble.kind === 'wait' ? new Date(trouble.until).toISOString() : null,
  };
}
