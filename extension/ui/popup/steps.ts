import { OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import type { Overview, TypeOverview } from '../../store/overview.ts';
import type { SyncPhase } from '../../store/sync-result.ts';

export const STEP_NAMES = ['reading', 'sending', 'processing', 'confirmed'] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** `stopped`: it would be its turn, but it waits for a person. */
export type StepState = 'ahead' | 'now' | 'stopped' | 'done';

export interface Step {
  readonly name: StepName;
  readonly state: StepState;
  /** How many are through; null = nothing to say yet. Records, but for `processing`: uploads. */
  readonly done: number | null;
  /** Out of how many, where that is known and not yet reached. */
  readonly of: number | null;
}

const TURN: Record<SyncPhase, number> = { reading: 0, sending: 1, processing: 2, finished: 4 };

/** The four steps of the newest sync with their counts, as the store has them. */
export function stepsOf(overview: Overview): Step[] {
  const { sync } = overview;
  const trouble = overview.trouble ?? sync?.trouble ?? null;
  const turn = sync === null ? -1 : TURN[sync.phase];
  return STEP_NAMES.map((name, index) => {
    const counts = sync === null ? NOTHING : countsOf(name, overview);
    const state = stateOf(index, turn, trouble?.needsPerson === true);
    return { name, state, ...(state === 'ahead' && counts.done === 0 ? NOTHING : counts) };
  });
}

const NOTHING = { done: null, of: null };

/** The steps before anything is known of a sync. */
export const STEPS_AHEAD: readonly Step[] = STEP_NAMES.map((name) => ({ name, state: 'ahead', ...NOTHING }));

function stateOf(index: number, turn: number, stopped: boolean): StepState {
  if (index < turn) return 'done';
  if (index > turn) return 'ahead';
  return stopped ? 'stopped' : 'now';
}

function countsOf(name: StepName, overview: Overview): Pick<Step, 'done' | 'of'> {
  const { sync, uploads, outbox } = overview;
  const sum = (count: (type: TypeOverview) => number) =>
    OBJECT_TYPES.reduce((all, type) => all + count(overview.types[type]), 0);
  switch (name) {
    case 'reading':
      return { done: OBJECT_TYPES.reduce((all, type) => all + (sync?.result.read[type] ?? 0), 0), of: null };
    case 'sending': {
      const toSend = Math.max(
        sum((type) => type.new + type.changed),
        outbox.readings,
      );
      const sent = toSend - outbox.readings;
      return { done: sent, of: outbox.readings > 0 ? toSend : null };
    }
    case 'processing': {
      // What is not known yet is no nought.
      if (uploads.length === 0) return NOTHING;
      const settled = uploads.filter(({ status }) => status === 'DONE' || status === 'FAILED' || status === 'REFUSED');
      return { done: settled.length, of: settled.length < uploads.length ? uploads.length : null };
    }
    case 'confirmed': {
      const done = OBJECT_TYPES.reduce(
        (all, type) => all + (sync?.result.confirmed[type] ?? 0) + (sync?.result.deleted[type] ?? 0),
        0,
      );
      return { done, of: null };
    }
  }
}
