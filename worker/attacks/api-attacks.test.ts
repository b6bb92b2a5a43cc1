import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { batch, reading } from '../testing/readings.ts';
import { ADMIN, enrolled, HOSTILE, json, PROFILE, SECRETS, send, stored } from './attacker.ts';

// The first request of a file starts the runtime.
vi.setConfig({ testTimeout: 30_000 });

let logged: string[] = [];
beforeEach(() => {
  logged = [];
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  for (const name of ['log', 'error', 'warn', 'info'] as const)
    vi.spyOn(console, name).mockImplementation((...parts: unknown[]) => {
      logged.push(parts.map(String).join(' '));
    });
});

const BATCH = () => batch([reading('ACCOUNT', 'a1', { name: 'Acme' })]);

describe('tokens', () => {
  it.each([
    ['none', () => undefined],
    ['an empty one', () => 'Bearer '],
    ['a forged one of a real device', ({ deviceId }: { deviceId: string }) => `Bearer ${deviceId}.${'A'.repeat(43)}`],
    ['the beginning of a real one', ({ token }: { token: string }) => `Bearer ${token.slice(0, -1)}`],
    ['a real one with something behind it', ({ token }: { token: string }) => `Bearer ${token}x`],
    ['one of SQL', () => `Bearer ' OR '1'='1.x`],
    ['IT’s own', () => 'Bearer test-admin-token'],
    ['another scheme', ({ token }: { token: string }) => `Basic ${token}`],
  ])('of the wrong kind are refused on every route: %s', async (_, make) => {
    const device = await enrolled();
    const before = await stored();
    const authorization = make(device);
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const view = { viewId: 'v', crmUser: null };
    const sweep = {
      sweepId: crypto.randomUUID(),
      syncId: null,
      view,
      profileVersion: 'p',
      objectType: 'ACCOUNT',
      startedAt: '2026-01-01T00:00:00Z',
      finishedAt: '2026-01-01T00:01:00Z',
      part: 0,
      parts: 1,
      objectIds: [],
    };
    const tries: [string, RequestInit][] = [
      ['/v1/profile', { headers }],
      ['/v1/status', { headers }],
      ['/v1/batches', json('POST', BATCH(), headers)],
      ['/v1/sweeps', json('POST', sweep, headers)],
      ['/v1/sync', json('POST', { syncId: crypto.randomUUID(), view }, headers)],
      ['/v1/states', json('POST', { objects: [{ objectType: 'ACCOUNT', objectId: 'a1' }] }, headers)],
      ['/v1/health', json('POST', { profileVersion: 'p', refused: null, pages: [] }, headers)],
    ];
    for (const [path, init] of tries) {
      const answer = await send(path, init);
      expect([path, answer.status, answer.code]).toEqual([path, 401, 'token-missing']);
    }
    expect(await stored()).toBe(before);
  });

  it('stop working on every route the moment the device is revoked, and a used enrolment code is no good again', async () => {
    const { auth, deviceId } = await enrolled();
    expect((await send('/v1/status', { headers: auth })).status).toBe(200);
    await send(`/admin/devices/${deviceId}/revoke`, json('POST', {}, ADMIN));
    const replayed = await send('/v1/batches', json('POST', BATCH(), auth));
    expect([replayed.status, replayed.code]).toEqual([401, 'device-revoked']);
    expect((await send('/v1/profile', { headers: auth })).code).toBe('device-revoked');
  });

  it('are stored as hashes only, and never told again', async () => {
    const { token } = await enrolled();
    const { text } = await send('/admin/devices', { headers: ADMIN });
    expect(text).not.toContain(token.split('.')[1] ?? token);
    expect(logged.join('\n')).not.toContain(token.split('.')[1] ?? token);
  });

  it('of a device open none of IT’s routes', async () => {
    const { auth } = await enrolled();
    const routes: [string, string][] = [
      ['GET', '/admin/status'],
      ['GET', '/admin/devices'],
      ['POST', '/admin/enrolment-codes'],
      ['PUT', '/admin/profile'],
      ['POST', '/admin/deletions/approve'],
      ['GET', '/admin/audit'],
    ];
    for (const [n, [method, path]] of routes.entries()) {
      const headers = { ...auth, 'cf-connecting-ip': `192.0.2.${n}` };
      const answer = await send(path, method === 'GET' ? { headers } : json(method, {}, headers));
      expect([path, answer.status, answer.code]).toEqual([path, 401, 'admin-token-wrong']);
    }
  });
});

describe('a replayed batch', () => {
  it('changes nothing, whoever sends it again', async () => {
    const [first, second] = [await enrolled(), await enrolled()];
    const sent = batch([reading('ACCOUNT', 'replayed', { name: 'One' })]);
    expect((await send('/v1/batches', json('POST', sent, first.auth))).status).toBe(200);
    const before = await stored();
    for (const { auth } of [first, second])
      expect((await send('/v1/batches', json('POST', sent, auth))).status).toBe(200);
    expect(await stored()).toBe(before);
  });
});

describe('other origins', () => {
  it('are told nothing by CORS, and a preflight opens no door', async () => {
    const { auth } = await enrolled();
    for (const origin of ['https://evil.example', 'null', 'https://bridge.test.evil.example']) {
      const preflight = await send('/v1/batches', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
      expect(preflight.status).toBeGreaterThanOrEqual(400);
      const simple = await send('/v1/status', { headers: { ...auth, origin } });
      expect(simple.headers.get('access-control-allow-origin')).toBeNull();
      expect(simple.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});

describe('bodies', () => {
  it.each([
    ['/v1/enrol', 10_000],
    ['/v1/batches', 1_000_000],
    ['/v1/sync', 10_000],
    ['/v1/health', 500_000],
  ])('larger than %s takes are cut off, stated or not', async (path, limit) => {
    const { auth } = await enrolled();
    const big = 'x'.repeat(limit + 1);
    const stated = await send(path, json('POST', JSON.stringify({ code: big }), auth));
    expect([stated.status, stated.code]).toEqual([413, 'body-too-large']);
    const chunks = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent <= limit; sent += 50_000)
          controller.enqueue(new TextEncoder().encode('x'.repeat(50_000)));
        controller.close();
      },
    });
    const streamed = await send(path, { method: 'POST', headers: auth, body: chunks });
    expect([streamed.status, streamed.code]).toEqual([413, 'body-too-large']);
  });

  it.each(['gzip', 'deflate', 'br', 'gzip, gzip'])('compressed by %s are not unpacked', async (encoding) => {
    const { auth } = await enrolled();
    // 50 MB of spaces in 50 kB.
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    const answer = await send('/v1/batches', {
      method: 'POST',
      headers: { ...auth, 'content-encoding': encoding },
      body: bomb,
    });
    expect([answer.status, answer.code]).toEqual([415, 'body-compressed']);
  });

  it('nested a hundred thousand levels deep are refused before anything walks through them', async () => {
    const { auth } = await enrolled();
    const arrays = '['.repeat(100_000) + ']'.repeat(100_000);
    const objects = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    for (const deep of [arrays, objects]) {
      const tried = [
        await send('/v1/batches', json('POST', deep, auth)),
        await send('/admin/profile', json('PUT', deep, ADMIN)),
        await send('/admin/profile', json('PUT', `{"pages": ${deep}}`, ADMIN)),
      ];
      for (const answer of tried) expect([answer.status, answer.code]).toEqual([400, 'bad-request']);
    }
    expect((await send('/v1/status', { headers: auth })).status).toBe(200);
  });

  it.each([
    '',
    'null',
    '[]',
    '"x"',
    '{"__proto__": {"admin": true}}',
    '{',
    '\u0000',
    '{"code": {"$gt": ""}, "extensionVersion": "1"}',
  ])('that are not what they should be are refused with their place: %j', async (body) => {
    const { auth } = await enrolled();
    for (const path of ['/v1/enrol', '/v1/batches', '/v1/sweeps', '/v1/states', '/v1/health']) {
      const answer = await send(path, json('POST', body, auth));
      expect([path, answer.status, answer.code]).toEqual([path, 400, 'bad-request']);
    }
  });

  it('of the right form with values out of bounds are refused', async () => {
    const { auth } = await enrolled();
    const before = await stored();
    const readings = [
      { ...reading('ACCOUNT', 'a1'), objectId: '../../etc/passwd' },
      { ...reading('ACCOUNT', 'a1'), objectId: 'x'.repeat(65) },
      { ...reading('ACCOUNT', 'a1'), objectType: 'settings' },
      { ...reading('ACCOUNT', 'a1'), readAt: 'yesterday' },
      { ...reading('ACCOUNT', 'a1'), presence: 'deleted' },
      { ...reading('ACCOUNT', 'a1'), fields: { name: { $ne: null } } },
    ];
    for (const bad of readings) {
      const answer = await send('/v1/batches', json('POST', { ...BATCH(), readings: [bad] }, auth));
      expect([answer.status, answer.code]).toEqual([400, 'bad-request']);
    }
    expect(
      (
        await send(
          '/v1/batches',
          json('POST', { ...BATCH(), readings: Array(501).fill(reading('ACCOUNT', 'a1')) }, auth),
        )
      ).code,
    ).toBe('bad-request');
    expect(await stored()).toBe(before);
  });
});

describe('paths', () => {
  it.each([
    '/v1/../admin/status',
    '/v1/%2e%2e/admin/status',
    '/v1/..%2fadmin/status',
    '//admin/status',
    '/admin//status',
    '/ADMIN/status',
    '/admin/status%00',
    '/admin;/status',
    '/console/../admin/status',
    '/console/%2e%2e%2fadmin',
    '/.env',
    '/wrangler.jsonc',
    '/v1/objects',
  ])('lead nowhere: %s', async (path) => {
    const answer = await send(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    for (const secret of SECRETS) expect(answer.text).not.toContain(secret);
  });

  it('with SQL in them find nothing', async () => {
    for (const word of HOSTILE) {
      const id = encodeURIComponent(word);
      expect((await send(`/admin/objects/ACCOUNT/${id}`, { headers: ADMIN })).code).toBe('not-found');
      expect((await send(`/admin/objects/${id}/a1`, { headers: ADMIN })).code).toBe('bad-request');
      expect((await send(`/admin/devices/${id}/revoke`, json('POST', {}, ADMIN))).code).toBe('not-found');
      expect((await send(`/admin/profiles/${id}/roll-back`, json('POST', {}, ADMIN))).code).toBe('not-found');
      expect((await send(`/v1/status?syncId=${id}`, { headers: (await enrolled()).auth })).code).toBe('bad-request');
    }
  });
});

describe('enrolment', () => {
  it('slows a guesser down by itself: others still get in, and a right code does not help the guesser', async () => {
    const { code } = JSON.parse((await send('/admin/enrolment-codes', json('POST', { uses: 5 }, ADMIN))).text) as {
      code: string;
    };
    const from = (address: string, guess: string) =>
      send('/v1/enrol', json('POST', { code: guess, extensionVersion: '1' }, { 'cf-connecting-ip': address }));
    const answers = [];
    for (let n = 0; n < 25; n += 1) answers.push((await from('203.0.113.7', `AAAAA-AAAAA-AAAAA-AAA${n}`)).status);
    expect(answers.filter((status) => status === 403)).toHaveLength(20);
    expect(answers.slice(20)).toEqual([429, 429, 429, 429, 429]);
    const right = await from('203.0.113.7', code);
    expect([right.status, right.code]).toEqual([429, 'too-many-attempts']);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await from('198.51.100.4', code)).status).toBe(200);
    // One caller has all addresses of its IPv6 network.
    for (let n = 0; n < 20; n += 1) await from(`2001:db8:1:2:${n}::1`, 'AAAAA');
    expect((await from('2001:db8:1:2:ffff::2', code)).status).toBe(429);
    expect((await from('2001:db8:1:3::1', code)).status).toBe(200);
  });

  it('by a withdrawn, used up or expired code is refused alike, so that nothing is learnt', async () => {
    const issue = async (body: object) =>
      (JSON.parse((await send('/admin/enrolment-codes', json('POST', body, ADMIN))).text) as { code: string }).code;
    const used = await issue({ uses: 1 });
    const enrol = (code: string) =>
      send('/v1/enrol', json('POST', { code, extensionVersion: '1' }, { 'cf-connecting-ip': '192.0.2.1' }));
    expect((await enrol(used)).status).toBe(200);
    const refusals = [await enrol(used), await enrol('ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ'), await enrol(`' OR '1'='1`)];
    expect(new Set(refusals.map(({ text }) => text)).size).toBe(1);
    expect(refusals[0]?.code).toBe('enrolment-code-invalid');
  });
});

describe('IT’s token', () => {
  it('is guessed slowly, caller by caller', async () => {
    const from = (token: string) =>
      send('/admin/status', { headers: { authorization: `Bearer ${token}`, 'cf-connecting-ip': '203.0.113.99' } });
    for (let n = 0; n < 5; n += 1) expect((await from(`guess-${n}`)).status).toBe(401);
    const blocked = await from('test-admin-token');
    expect([blocked.status, blocked.code]).toEqual([429, 'too-many-attempts']);
    expect((await send('/admin/status', { headers: ADMIN })).status).toBe(200);
  });
});

describe('hostile text', () => {
  it('in every field of a reading is stored as it is, harms no table and comes back as text', async () => {
    const { auth } = await enrolled();
    const readings = HOSTILE.map((word, n) => ({
      ...reading('ACCOUNT', `hostile-${n}`, { name: word, [`field_${n}`]: word }),
      crmId: word,
      pageUrl: word,
      problems: [{ code: word.slice(0, 60), field: word, message: word }],
    }));
    const sent = { ...batch(readings), view: { viewId: HOSTILE[0], crmUser: HOSTILE[2] }, profileVersion: HOSTILE[1] };
    expect((await send('/v1/batches', json('POST', sent, auth))).status).toBe(200);
    for (const [n, word] of HOSTILE.entries()) {
      const { text } = await send(`/admin/objects/ACCOUNT/hostile-${n}`, { headers: ADMIN });
      const story = JSON.parse(text) as { url: string; problems: { message: string }[] };
      expect(story).toMatchObject({ url: word, problems: [{ message: word }] });
    }
    expect((await send('/admin/counts', { headers: ADMIN })).text).toContain('"problems":[]');
  });

  it('stands in no log', async () => {
    const { auth } = await enrolled();
    await send(
      '/v1/batches',
      json('POST', batch([reading('ACCOUNT', 'quiet', { name: 'Secret Customer Ltd' })]), auth),
    );
    await send(
      '/v1/sync',
      json('POST', { syncId: crypto.randomUUID(), view: { viewId: 'v', crmUser: 'secret.rep' } }, auth),
    );
    const lines = logged.join('\n');
    for (const word of ['Secret Customer', 'secret.rep', ...SECRETS]) expect(lines).not.toContain(word);
  });
});

describe('answers', () => {
  it('of failures tell no secret and no stack', async () => {
    const tried = [
      await send('/nowhere'),
      await send('/v1/batches', json('POST', '{', (await enrolled()).auth)),
      await send('/admin/profile', json('PUT', { ...PROFILE, name: 7 }, ADMIN)),
      await send('/oauth/callback?code=x&state=y'),
      await send('/admin/status', { headers: { authorization: 'Bearer wrong', 'cf-connecting-ip': '192.0.2.77' } }),
    ];
    for (const { status, text, headers } of tried) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toMatch(/\bat .+\.ts:\d+|node_modules|SQLITE/);
      for (const secret of SECRETS) expect(text).not.toContain(secret);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});
