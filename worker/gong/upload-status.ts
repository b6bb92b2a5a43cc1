import type { Json } from './answer.ts';
import { isJson } from './answer.ts';

export interface LineError {
  /** 1-based; 0 is the whole file. */
  readonly line: number;
  readonly description: string;
}

/** What request-status says, in Gong's own words. */
export interface GongStatus {
  readonly status: 'PENDING' | 'IN_PROGRESS' | 'DONE' | 'FAILED';
  readonly errors: readonly LineError[];
  readonly totalErrorCount: number | null;
  readonly totalSuccessCount: number | null;
}

/** Words that third-party descriptions use for the same states; understood, never preferred. */
const WORDS: Readonly<Record<string, GongStatus['status']>> = {
  pending: 'PENDING',
  queued: 'PENDING',
  waiting: 'PENDING',
  in_progress: 'IN_PROGRESS',
  processing: 'IN_PROGRESS',
  running: 'IN_PROGRESS',
  done: 'DONE',
  complete: 'DONE',
  completed: 'DONE',
  success: 'DONE',
  succeeded: 'DONE',
  failed: 'FAILED',
  failure: 'FAILED',
  error: 'FAILED',
};

/**
 * Reads a request-status body. Nothing in it but the requestId is promised (Gong: request status), so a status that is absent is one not known yet;
 * null when it is a word that we do not know.
 */
export function readStatus(body: Json): GongStatus | null {
  const said = body['status'] ?? 'pending';
  const word =
    typeof said === 'string'
      ? WORDS[
          said
            .trim()
            .toLowerCase()
            .replace(/[\s-]+/g, '_')
        ]
      : undefined;
  if (word === undefined) return null;
  const errors = lineErrors(body['errors']);
  const bad = count(body['totalErrorCount']) ?? count(body['entitiesFailed']);
  const processed = count(body['entitiesProcessed']);
  return {
    // Gong's own rule: DONE if and only if no line failed.
    status: word === 'DONE' && errors.some(({ line }) => line > 0) ? 'FAILED' : word,
    errors,
    totalErrorCount: bad,
    totalSuccessCount: count(body['totalSuccessCount']) ?? (processed === null ? null : processed - (bad ?? 0)),
  };
}

function lineErrors(errors: unknown): LineError[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown): LineError[] => {
    if (typeof error === 'string') return [{ line: 0, description: error }];
    if (!isJson(error)) return [];
    const description = error['description'];
    return [{ line: count(error['line']) ?? 0, description: typeof description === 'string' ? description : '' }];
  });
}

/** A whole number from 0, which some writers quote; null for anything else. */
function count(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
