import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { BridgeApp } from './bridge-of.ts';
import { floodLimit } from './flood-limit.ts';

describe('floodLimit', () => {
  it('stops a caller whom the binding has counted too often, by a key that is no address, and nobody else', async () => {
    const counts = new Map<string, number>();
    const FLOOD_LIMIT = {
      limit: async ({ key }: { key: string }) => {
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return { success: (counts.get(key) ?? 0) <= 3 };
      },
    };
    const app = new Hono<BridgeApp>().use(floodLimit).post('/', () => new Response('taken'));
    const from = async (address: string) => {
      const request = { method: 'POST', headers: { 'cf-connecting-ip': address } };
      return app.request('/', request, { ...env, FLOOD_LIMIT });
    };
    for (let n = 0; n < 3; n += 1) expect((await from('198.51.100.77')).status).toBe(200);
    const stopped = await from('198.51.100.77');
    expect(stopped.status).toBe(429);
    expect(await stopped.json()).toMatchObject({ error: { code: 'too-many-attempts' } });
    expect((await from('198.51.100.78')).status).toBe(200);
    expect([...counts.keys()].join()).not.toContain('198.51');
  });

  it('has its binding in the deployment’s configuration', () => {
    expect(typeof env.FLOOD_LIMIT.limit).toBe('function');
  });
});
