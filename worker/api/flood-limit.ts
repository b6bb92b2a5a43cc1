import type { MiddlewareHandler } from 'hono';
import { refusal, refused } from './answers.ts';
import type { BridgeApp } from './bridge-of.ts';
import { callerOf } from './caller.ts';

/** The binding counts over so long, in seconds: see wrangler.jsonc. */
const PERIOD_SECONDS = 60;

/**
 * Stops one caller's flood of what needs no token, before it reaches the object. The limit is a whole company behind one address enrolling at once;
 * guesses are slowed far earlier, by the object's own count of failures.
 */
export const floodLimit: MiddlewareHandler<BridgeApp> = async (c, next) => {
  const { success } = await c.env.FLOOD_LIMIT.limit({ key: callerOf(c) });
  return success ? next() : refusal(refused('too-many-attempts', { seconds: PERIOD_SECONDS }));
};
