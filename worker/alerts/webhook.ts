import type { AlertPost } from '../ledger/alarms-table.ts';
import type { World } from '../upload/world.ts';

/** Where alerts go. The secret signs them. */
export interface Webhook {
  readonly url: string;
  readonly secret: string;
}

const TIMEOUT_MS = 10_000;
/** After these a post has failed for good: about a day and a half. */
const WAITS_MS = [60_000, 300_000, 900_000, 3_600_000, 3 * 3_600_000, 8 * 3_600_000, 24 * 3_600_000];

const SIGNATURE_HEADER = 'x-bridge-signature';

/** Why this cannot be the address of a webhook; null when it can. Only https, a public host name and no login in it. */
export function webhookProblem(address: string): string | null {
  if (!URL.canParse(address) || address.length > 2000) return 'It is not a web address.';
  const url = new URL(address);
  if (url.protocol !== 'https:') return 'It must start with https://.';
  if (url.username !== '' || url.password !== '') return 'It must not carry a user name or password.';
  if (!url.hostname.includes('.') || /^[\d.]+$|^\[|\.(local|internal|localhost)$/.test(url.hostname))
    return 'It must name a public host.';
  return null;
}

/** `t=<seconds>,v1=<hex HMAC-SHA-256 of "t.body">`: the receiver can check who sent it and how old it is. */
export async function sign(secret: string, body: string, now: number): Promise<string> {
  const seconds = Math.floor(now / 1000);
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(`${seconds}.${body}`));
  return `t=${seconds},v1=${Buffer.from(mac).toString('hex')}`;
}

export type Delivery =
  | { readonly done: true; readonly outcome: string }
  | { readonly done: false; readonly outcome: string; readonly nextAt: number };

/** Posts one alert; what becomes of it is a value. Redirects are not followed. */
export async function deliver(hook: Webhook, post: AlertPost, world: Pick<World, 'send' | 'now'>): Promise<Delivery> {
  const now = world.now();
  const later = (outcome: string): Delivery => {
    const wait = WAITS_MS[post.tries];
    return wait === undefined
      ? { done: true, outcome: `given up: ${outcome}` }
      : { done: false, outcome, nextAt: now + wait };
  };
  try {
    const response = await world.send({
      method: 'POST',
      url: hook.url,
      headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: await sign(hook.secret, post.body, now) },
      body: post.body,
      timeoutMs: TIMEOUT_MS,
    });
    await response.body?.cancel();
    return response.ok
      ? { done: true, outcome: `delivered: ${response.status}` }
      : later(`answered ${response.status}`);
  } catch {
    return later('no answer');
  }
}
