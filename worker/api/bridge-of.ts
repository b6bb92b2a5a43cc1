import type { Context } from 'hono';

export interface BridgeApp {
  Bindings: Env;
}

type BridgeStub = ReturnType<Env['BRIDGE']['get']>;

/** The company's one Durable Object. */
export function theBridge(env: Env): BridgeStub {
  return env.BRIDGE.get(env.BRIDGE.idFromName('company'));
}

export function bridgeOf(c: { readonly env: Env }): BridgeStub {
  return theBridge(c.env);
}

/** The token of `Authorization: Bearer …`, or null. */
export function bearer(c: Context): string | null {
  const match = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '');
  return match?.[1] ?? null;
}
