import { type ErrorCode, isErrorCode } from '../../../shared/errors/catalogue.ts';
import { type Explained, explain } from '../../../shared/errors/coded-error.ts';
import type { Overview } from '../../store/overview.ts';
import type { SyncProblem } from '../../store/sync-result.ts';

/** Problems of one code, told once: how often, with what, and what to do. */
export interface ProblemGroup {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly next: string;
  /** Each occurrence that belongs to a record or a page. */
  readonly places: readonly SyncProblem[];
}

/** What stops the sync first, then each kind of problem of the newest sync in the order of its first occurrence. */
export function problemGroups(overview: Overview): ProblemGroup[] {
  const { sync } = overview;
  const troubles = [overview.trouble, sync?.finishedAt === null ? sync.trouble : null].filter((one) => one !== null);
  const told = new Map<string, ProblemGroup>();
  // Not being connected is all that the popup speaks of then; it needs no entry of its own.
  for (const trouble of troubles.filter(({ code }) => code !== 'not-enrolled'))
    told.set(trouble.code, fromTrouble(trouble));
  for (const problem of sync?.result.problems ?? []) {
    const group = told.get(problem.code) ?? fromCode(problem);
    const places = isPlace(problem) ? [...group.places, problem] : group.places;
    told.set(problem.code, { ...group, places });
  }
  return [...told.values()];
}

function fromTrouble({ code, what, why, next }: Explained): ProblemGroup {
  return { code, what, why, next, places: [] };
}

function fromCode({ code, message }: SyncProblem): ProblemGroup {
  if (!isErrorCode(code)) return { code, what: message, why: '', next: '', places: [] };
  const { what, why, next } = explain(code satisfies ErrorCode, { detail: message });
  return { code, what, why, next, places: [] };
}

const isPlace = ({ objectId, field, url }: SyncProblem) =>
  objectId !== undefined || field !== undefined || url !== undefined;
