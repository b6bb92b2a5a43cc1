import type { Configuration } from '../configuration.ts';
import type { Outcome } from '../gong/answer.ts';
import { type CallPriority, callDelay } from '../gong/limiter.ts';
import { callsSince, DAY_MS, endCall, lastCallAt, startCall, thirdLastEndAt } from '../ledger/calls-table.ts';
import type { Db } from '../ledger/db.ts';
import type { World } from './world.ts';

export interface TurnsDeps {
  readonly db: Db;
  readonly configuration: Configuration;
  readonly world: World;
  readonly succeeded: () => void;
}

/**
 * Gives each call to Gong its turn: waits until the limiter lets it start and writes it into the ledger before it does, so that it counts even if the process
 * dies in it. Null when the day's budget is spent. The function returned notes how the call ended.
 */
export function createTurns({ db, configuration, world, succeeded }: TurnsDeps) {
  return async function turn(operation: string, priority: CallPriority, clientRequestId: string | null) {
    for (;;) {
      const now = world.now();
      const counts = {
        lastAt: lastCallAt(db),
        thirdLastEndAt: thirdLastEndAt(db),
        today: callsSince(db, now - DAY_MS),
        budget: configuration.dailyBudget,
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
      };
    }
  };
}
