import type { Configuration } from '../configuration.ts';
import type { Failure } from '../gong/answer.ts';
import { budgetFreeAt } from '../ledger/calls-table.ts';
import type { Db } from '../ledger/db.ts';
import { stuckUploads } from '../ledger/overview.ts';
import { typeName } from '../ledger/version-state.ts';
import { backOff } from './cycle.ts';
import { missingSettings } from './missing-settings.ts';
import type { CycleState } from './state.ts';
import { PROBE_MS, type Trouble, troubleOf } from './trouble.ts';
import type { World } from './world.ts';

/** Troubles that a working connection does not disprove. */
const KEEPS = new Set<string>([
  'gong-other-integration',
  'gong-native-crm',
  'gong-integration-gone',
  'gong-type-stopped',
  'gong-request-refused',
]);

/** Troubles whose end is known; no person's hurry shortens them. */
const WAITS_OUT = new Set<string>(['gong-rate-limited', 'gong-budget-spent']);

export interface TroublesDeps {
  readonly db: Db;
  readonly configuration: Configuration;
  readonly world: World;
  readonly state: CycleState;
}

/** What keeps the bridge from uploading: how failures become it, how it ends, and what people are told. */
export function createTroubles({ db, configuration, world, state }: TroublesDeps) {
  function budgetUntil(): number {
    const now = world.now();
    return Math.max(now + 1000, budgetFreeAt(db, now, Math.ceil(configuration.dailyBudget * 0.06)));
  }

  function current(): Trouble | null {
    const missing = missingSettings(configuration);
    if (missing === null) return state.trouble.get();
    return {
      kind: 'stop',
      code: 'gong-not-configured',
      details: { detail: missing },
      since: world.now(),
      until: Number.MAX_SAFE_INTEGER,
      failures: 0,
    };
  }

  return {
    /** What keeps the bridge from uploading at this moment. */
    current,

    /** Notes a failure that concerns more than one request; returns until when to wait, in ms. */
    note(failure: Failure): number {
      const now = world.now();
      if (failure.kind === 'budget') {
        const until = budgetUntil();
        const details = { budget: configuration.dailyBudget };
        state.trouble.set({ kind: 'wait', code: 'gong-budget-spent', details, since: now, until, failures: 1 });
        return until;
      }
      const what = troubleOf(failure);
      const before = state.trouble.get();
      const same = before !== null && before.code === what.code;
      const failures = same ? before.failures + 1 : 1;
      const since = same ? before.since : now;
      const wait =
        what.kind === 'stop' ? PROBE_MS : Math.max(failure.retryAfterMs ?? 0, backOff(failures, world.random()));
      const told = failure.retryAfterMs === null ? {} : { told: true };
      state.trouble.set({ ...what, ...told, since, failures, until: now + wait });
      world.log('trouble', { code: what.code, kind: what.kind, failures, waitMs: Math.round(wait) });
      return now + wait;
    },

    /** Stops the bridge until a person has acted; it tries by itself now and then. */
    stop(code: Trouble['code'], details: Trouble['details']): void {
      const now = world.now();
      const before = state.trouble.get();
      const since = before?.code === code ? before.since : now;
      state.trouble.set({ kind: 'stop', code, details, since, failures: 1, until: now + PROBE_MS });
      world.log('trouble', { code, kind: 'stop', failures: 1, waitMs: PROBE_MS });
    },

    /** A call that succeeds proves that what stood in the way is gone. */
    callSucceeded(): void {
      const trouble = state.trouble.get();
      if (trouble !== null && !KEEPS.has(trouble.code)) state.trouble.set(null);
    },

    /** A person has acted: try once more now, unless Gong itself said until when to wait, or the budget is spent. */
    personActed(): void {
      const trouble = state.trouble.get();
      if (trouble === null) return;
      const waitsOut = trouble.told === true || WAITS_OUT.has(trouble.code);
      if (!waitsOut || trouble.until <= world.now()) state.trouble.set(null);
    },

    /** Until when Gong wants no calls, in ms; null when it has not said so. */
    quietUntil(): number | null {
      const trouble = state.trouble.get();
      return trouble?.told === true && trouble.until > world.now() ? trouble.until : null;
    },

    /** The budget has no room for polls; returns until when, in ms. */
    pollsWait(): number {
      const until = budgetUntil();
      state.pollsWait.set(until);
      return until;
    },

    /** What people are told: what keeps the bridge from uploading, else what keeps a part of it. */
    visible(): Trouble | null {
      const trouble = current();
      if (trouble !== null) return trouble;
      const now = world.now();
      const pollsWait = state.pollsWait.get() ?? 0;
      if (pollsWait > now) {
        const details = { budget: configuration.dailyBudget };
        return { kind: 'wait', code: 'gong-budget-spent', details, since: now, until: pollsWait, failures: 1 };
      }
      const stopped = (state.stoppedTypes.get() ?? []).map(typeName);
      if (stopped.length > 0)
        return notice(
          'gong-type-stopped',
          `${stopped.join(', ')}: Gong rejected more than 200 records of one file.`,
          now,
        );
      const stuck = stuckUploads(db, now);
      return stuck.length > 0 ? notice('upload-stuck', `clientRequestId ${stuck.join(', ')}.`, now) : null;
    },
  };
}

function notice(code: Trouble['code'], detail: string, now: number): Trouble {
  return { kind: 'stop', code, details: { detail }, since: now, until: now, failures: 0 };
}
