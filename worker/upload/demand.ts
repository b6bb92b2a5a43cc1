import type { Configuration } from '../configuration.ts';
import { callsSince } from '../ledger/calls-table.ts';
import type { Db } from '../ledger/db.ts';
import { hasWork, newestVersion } from '../ledger/pending-work.ts';
import { openUploads } from '../ledger/uploads-table.ts';
import { cycleInterval, LONGEST_INTERVAL_MS } from './cycle.ts';
import { missingSettings } from './missing-settings.ts';
import { isCheckDue } from './situation.ts';
import type { CycleState } from './state.ts';
import type { World } from './world.ts';

/** Readings that trickle in are collected for so long. */
const COALESCE_MS = 5000;
const HOUR_MS = 3600 * 1000;

export interface DemandDeps {
  readonly db: Db;
  readonly configuration: Configuration;
  readonly world: World;
  readonly state: CycleState;
  readonly judge: () => void;
  readonly personActed: () => void;
}

/** What asks for a cycle: new readings, and a press of Sync. */
export function createDemand({ db, configuration, world, state, judge, personActed }: DemandDeps) {
  return {
    /** Something new is in the ledger: the next cycle may start when the budget's share allows. */
    noteWork(): void {
      const due = state.cycleDueAt.get();
      const now = world.now();
      // What is due later than any rule makes it was noted by a clock that has been set back since.
      const latest = now + LONGEST_INTERVAL_MS + COALESCE_MS;
      if ((due !== null && due <= latest) || state.cycle.get() !== null) return;
      const last = state.lastCycle.get();
      const earliest = last === null ? now : last.startedAt + cycleInterval(last.calls, configuration.dailyBudget);
      state.cycleDueAt.set(Math.min(latest, Math.max(now + COALESCE_MS, earliest)));
    },

    /** A press of Sync: a cycle at once while the hourly share of the budget lasts. */
    press(): 'started' | 'joined' | 'nothing-to-do' | 'stopped' {
      const now = world.now();
      if (missingSettings(configuration) !== null) {
        // The press is kept: it counts as soon as the settings are there.
        state.cycleDueAt.set(now);
        return 'stopped';
      }
      personActed();
      const idle = !hasWork(db, Number.MAX_SAFE_INTEGER) && openUploads(db).length === 0;
      // Somebody may have taken the integration away while nothing changed.
      if (idle && !isCheckDue(state, now)) return 'nothing-to-do';
      const cycle = state.cycle.get();
      const share = configuration.dailyBudget / 24;
      if (callsSince(db, now - HOUR_MS) >= share) {
        state.cycleDueAt.set(state.cycleDueAt.get() ?? now + COALESCE_MS);
        return 'joined';
      }
      if (cycle !== null) {
        state.cycle.set({ ...cycle, cut: newestVersion(db) });
        judge();
        return 'joined';
      }
      state.cycleDueAt.set(now);
      return 'started';
    },
  };
}
