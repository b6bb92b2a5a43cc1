import type { Context } from 'hono';
import type { Bridge } from '../bridge.ts';

export interface BridgeApp {
  Bindings: Env;
}

/** The company's one Durable Object. */
export function theBridge(env: Env): DurableObjectStub<Bridge> {
  return env.BRIDGE.get(env.BRIDGE.idFromName('company'));
}

export function bridgeOf(c: Context<BridgeApp>): DurableObjectStub<Bridge> {
  return theBridge(c.env);
}

/** The token of `Authorization: Bearer …`, or null. */
export function bearer(c: Context): string | null {
  const match = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '');
  return match?.[1] ?? null;
}
