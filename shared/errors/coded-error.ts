import { ERRORS, type ErrorCode } from './catalogue.ts';

export type Details = Readonly<Record<string, string | number>>;

/** An error as it is shown and sent: code, what happened, why, one next step. */
export interface Explained {
  code: ErrorCode;
  what: string;
  why: string;
  next: string;
}

/** The catalogue's sentences with their holes filled from `details`; a hole without a detail becomes “…”. */
export function explain(code: ErrorCode, details: Details = {}): Explained {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '…'));
  const { what, why, next } = ERRORS[code];
  return { code, what: fill(what), why: fill(why), next: fill(next) };
}

/** An exception that a person can act on. Where a caller can act on a failure, return a value instead. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly details: Details;

  constructor(code: ErrorCode, details: Details = {}, options?: ErrorOptions) {
    super(`${code}: ${explain(code, details).what}`, options);
    this.name = 'CodedError';
    this.code = code;
    this.details = details;
  }

  explain(): Explained {
    return explain(this.code, this.details);
  }
}
