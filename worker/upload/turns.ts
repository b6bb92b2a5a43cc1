import type { Configuration } from '../configuration.ts';
import type { Failure, Outcome } from '../gong/answer.ts';
import { type CallPriority, callDelay, DAILY_RETRY_MS, SLOW_MS, SLOWER, SLOWEST } from '../gong/limiter.ts';
import { callsSince, DAY_MS, endCall, lastCallAt, startCall, thirdLastEndAt } from '../ledger/calls-table.ts';
import type { Db } from '../ledger/db.ts';
import type { CycleState } from './state.ts';
import type { World } from './world.ts';

export interface TurnsDeps {
  readonly db: Db;
  readonly configuration: Configuration;
  readonly world: World;
  readonly state: CycleState;
  readonly succeeded: () => void;
}

/**
 * Gives each call to Gong its turn: waits until the limiter lets it start and writes it into the ledger before it does, so that it counts even if the process
 * dies in it. Null when the day's budget is spent. The function returned notes how the call ended.
 */
export function createTurns({ db, configuration, world, state, succeeded }: TurnsDeps) {
  function slowdown(now: number): number {
    const slow = state.slowdown.get();
    // A clock that was set back ends it too.
    return slow !== null && now < slow.until && now >= slow.until - SLOW_MS ? slow.factor : 1;
  }

  /** Others may call Gong for the same company: what is over the limit shows that our share is smaller. */
  function slowDown({ retryAfterMs }: Failure, now: number): void {
    if ((retryAfterMs ?? 0) >= DAILY_RETRY_MS) return;
    const factor = Math.min(SLOWEST, slowdown(now) * SLOWER);
    state.slowdown.set({ factor, until: now + SLOW_MS });
    world.log('slowed-down', { factor });
  }

  return async function turn(operation: string, priority: CallPriority, clientRequestId: string | null) {
    for (;;) {
      const now = world.now();
      const counts = {
        lastAt: lastCallAt(db),
        thirdLastEndAt: thirdLastEndAt(db),
        today: callsSince(db, now - DAY_MS),
        budget: configuration.dailyBudget,
        slowdown: slowdown(now),
      };
      const delay = callDelay(counts, priority, now);
      if (delay === null) return null;
      if (delay > 0) {
        await world.sleep(delay);
        continue;
      }
      const no = startCall(db, operation, clientRequestId, now);
      return (outcome: Outcome<unknown>) => {
        const { status, requestId, traceId } = outcome;
        const end = { status, outcome: outcome.ok ? 'ok' : outcome.kind, requestId, traceId, ms: world.now() - now };
        endCall(db, no, end);
        world.log('gong-call', { operation, clientRequestId, ...end });
        if (outcome.ok) succeeded();
        else if (outcome.kind === 'rate-limited') slowDown(outcome, world.now());
      };
    }
  };
}
