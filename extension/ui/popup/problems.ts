import { type ErrorCode, isErrorCode } from '../../../shared/errors/catalogue.ts';
import { type Explained, explain } from '../../../shared/errors/coded-error.ts';
import type { Overview } from '../../store/overview.ts';
import type { SyncProblem } from '../../store/sync-result.ts';
import { RESTS } from './headline.ts';

/** Problems of one code, told once: how often, with what, and what to do. */
export interface ProblemGroup {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly next: string;
  /** Each occurrence that belongs to a record or a page. */
  readonly places: readonly SyncProblem[];
}

/** The sentence on top says it all: not being connected, and what is no problem at all. */
const SAID_ABOVE: ReadonlySet<string> = new Set(['not-enrolled', ...RESTS]);

/** What stops the sync first, then each kind of problem of the newest sync in the order of its first occurrence. */
export function problemGroups(overview: Overview): ProblemGroup[] {
  const { sync } = overview;
  const troubles = [overview.trouble, sync?.finishedAt === null ? sync.trouble : null].filter((one) => one !== null);
  const told = new Map<string, ProblemGroup>();
  for (const trouble of troubles.filter(({ code }) => !SAID_ABOVE.has(code)))
    told.set(trouble.code, fromTrouble(trouble));
  for (const problem of (sync?.result.problems ?? []).filter(({ code }) => !SAID_ABOVE.has(code))) {
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
  // A problem of a field: the group tells its kind, each place what was found there.
  if (!isErrorCode(code)) {
    const what = message.replace(/ Found: “.*$/su, '');
    return { code, what, why: '', next: explain('field-unread').next, places: [] };
  }
  const { what, why, next } = explain(code satisfies ErrorCode, { detail: message });
  return { code, what, why, next, places: [] };
}

const isPlace = ({ objectId, field, url }: SyncProblem) =>
  objectId !== undefined || field !== undefined || url !== undefined;
