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
  in_progress: 'IN_PROGRESS',
  processing: 'IN_PROGRESS',
  done: 'DONE',
  complete: 'DONE',
  completed: 'DONE',
  failed: 'FAILED',
};

/** Reads a request-status body; null when its status is no word that we know. */
export function readStatus(body: Json): GongStatus | null {
  const word = typeof body['status'] === 'string' ? WORDS[body['status'].trim().toLowerCase()] : undefined;
  if (word === undefined) return null;
  const list = Array.isArray(body['errors']) ? body['errors'] : [];
  return {
    status: word,
    errors: list.flatMap((error: unknown): LineError[] => {
      if (typeof error === 'string') return [{ line: 0, description: error }];
      if (!isJson(error)) return [];
      const line = error['line'];
      const description = error['description'];
      return [
        {
          line: typeof line === 'number' && Number.isInteger(line) && line >= 0 ? line : 0,
          description: typeof description === 'string' ? description : '',
        },
      ];
    }),
    totalErrorCount: count(body['totalErrorCount'] ?? body['entitiesFailed']),
    totalSuccessCount: count(body['totalSuccessCount']),
  };
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}
