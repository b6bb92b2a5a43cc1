import type { Context } from 'hono';
import { hashSecret } from '../devices/secrets.ts';

/**
 * Tells callers apart where failures are counted: a hash of the address that Cloudflare saw; of IPv6 the first 64 bits, as one caller has all of them.
 */
export function callerOf(c: Context): string {
  const address = c.req.header('cf-connecting-ip') ?? 'local';
  const network = address.includes(':') ? expand(address).slice(0, 4).join(':') : address;
  return hashSecret(`caller ${network}`).slice(0, 16);
}

function expand(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const front = head.split(':').filter(Boolean);
  const back = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return [...front, ...zeros, ...back].map((part) => part.toLowerCase().padStart(4, '0'));
}
