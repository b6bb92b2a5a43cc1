import type { Context, MiddlewareHandler } from 'hono';
import type { Actor } from '../ledger/audit-table.ts';

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

/** Offices that a request has opened, to be closed after it. */
const opened = new WeakMap<Context, Promise<Disposable>[]>();

/** The office in an administrator's name, for as long as the request lasts; `closeOffices` must stand before the route. */
export function openOffice(c: Context, env: Env, actor: Actor) {
  const office = theBridge(env).office(actor);
  const list = opened.get(c);
  if (list) list.push(office);
  else opened.set(c, [office]);
  return office;
}

/** Stubs of the Durable Object live on there until they are given back. */
export const closeOffices: MiddlewareHandler = async (c, next) => {
  await next();
  for (const office of opened.get(c) ?? []) (await office)[Symbol.dispose]();
};
