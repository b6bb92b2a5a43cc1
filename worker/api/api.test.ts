import { abortAllDurableObjects, runDurableObjectAlarm } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  errorAnswerSchema,
  leasesAnswerSchema,
  statesAnswerSchema,
  statusAnswerSchema,
  storyAnswerSchema,
} from '../../shared/protocol/messages.ts';
import { createFakeGong } from '../../test/fake-gong/fake.ts';
import { batch, reading } from '../testing/readings.ts';
import { smallProfile } from '../testing/small-profile.ts';

const ADMIN = { authorization: 'Bearer test-admin-token' };
const PROFILE = smallProfile({ visibility: 'shared', tellsGoneFromDenied: true });

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: unknown }> {
  const response = await exports.default.fetch(`https://bridge.test${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-bridge-protocol': '1', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

const code = (answer: { json: unknown }) => errorAnswerSchema.parse(answer.json).error.code;
const text = (value: unknown, key: string): string => String((value as Record<string, unknown>)[key]);

async function enrolled(): Promise<{ auth: Record<string, string>; deviceId: string; version: string }> {
  const { json: profile } = await call('PUT', '/admin/profile', PROFILE, ADMIN);
  const { json: issued } = await call('POST', '/admin/enrolment-codes', {}, ADMIN);
  const { json } = await call('POST', '/v1/enrol', { code: text(issued, 'code').toLowerCase(), extensionVersion: '1' });
  return {
    auth: { authorization: `Bearer ${text(json, 'token')}` },
    deviceId: text(json, 'deviceId'),
    version: text(profile, 'version'),
  };
}

const gong = createFakeGong({
  accessKey: 'test-key',
  accessKeySecret: 'test-secret',
  processing: { pendingMs: 10, inProgressMs: 20 },
  accountSettleMs: 900,
});

beforeEach(() => {
  vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const body = Buffer.from(await request.arrayBuffer());
    const headers = {
      ...Object.fromEntries(request.headers),
      host: url.host,
      'content-length': String(body.byteLength),
    };
    const outcome = gong.handle({
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      body,
      bodyBytes: body.byteLength,
    });
    if (outcome.kind !== 'reply') throw new TypeError('connection lost');
    return new Response(outcome.text, { status: outcome.status, headers: outcome.headers });
  });
});
afterEach(() => vi.unstubAllGlobals());

it('tells who opens an enrolment link in the browser where it belongs', async () => {
  const response = await exports.default.fetch('https://bridge.test/');
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await response.text()).toContain('Paste the link into the first field');
});

describe('the extension’s API', () => {
  it('says what it is without a token', async () => {
    expect(await call('GET', '/v1/about')).toMatchObject({
      status: 200,
      json: { service: 'crm-bridge-for-gong', protocol: 1 },
    });
  });

  it('refuses other protocols with what to do', async () => {
    expect(code(await call('GET', '/v1/status', undefined, { 'x-bridge-protocol': '2' }))).toBe('update-worker');
    expect(code(await call('GET', '/v1/status', undefined, { 'x-bridge-protocol': '-1' }))).toBe('update-extension');
    expect(code(await call('GET', '/v1/status', undefined, { 'x-bridge-protocol': 'x' }))).toBe('bad-request');
  });

  it('gives one browser at a time the sweep of a type that everybody sees, also after a restart', async () => {
    const anna = await enrolled();
    const bruno = await enrolled();
    const ask = async ({ auth, version }: typeof anna, more: { view?: null; wanted?: number } = {}) => {
      const sweep = {
        objectType: 'ACCOUNT',
        sweepId: crypto.randomUUID(),
        state: 'wanted',
        pagesDone: 0,
        pressed: true,
      };
      const pages = { grantId: crypto.randomUUID(), wanted: more.wanted ?? 10, returned: null };
      const view = more.view === null ? null : { viewId: 'v', crmUser: null };
      return call('POST', '/v1/leases', { view, profileVersion: version, sweeps: [sweep], pages }, auth);
    };
    const first = leasesAnswerSchema.parse((await ask(anna, { view: null })).json);
    expect(first.sweeps).toMatchObject([{ objectType: 'ACCOUNT', granted: true }]);
    expect(first.pages).toMatchObject({ granted: 10, spent: null });
    await abortAllDurableObjects();
    const second = leasesAnswerSchema.parse((await ask(bruno)).json);
    expect(second.sweeps).toMatchObject([{ granted: false, reason: 'other-browser' }]);
    expect(second.pages.alone.perMinute).toBeLessThanOrEqual(300);
    await call('POST', `/admin/devices/${anna.deviceId}/revoke`, {}, ADMIN);
    expect(leasesAnswerSchema.parse((await ask(bruno)).json).sweeps).toMatchObject([{ granted: true }]);
    expect((await ask(anna)).status).toBe(401);
    expect((await ask(bruno, { wanted: -1 })).status).toBe(400);
  });

  it('tells a missing token from a revoked one', async () => {
    const { auth, deviceId } = await enrolled();
    expect((await call('GET', '/v1/status', undefined, auth)).status).toBe(200);
    expect(await call('GET', '/v1/status')).toMatchObject({ status: 401 });
    expect(code(await call('GET', '/v1/status'))).toBe('token-missing');
    const forged = { authorization: `Bearer ${deviceId}.${'x'.repeat(43)}` };
    expect(code(await call('GET', '/v1/status', undefined, forged))).toBe('token-missing');
    await call('POST', `/admin/devices/${deviceId}/revoke`, {}, ADMIN);
    expect(code(await call('GET', '/v1/status', undefined, auth))).toBe('device-revoked');
  });

  it('takes an enrolment code once', async () => {
    const { json: issued } = await call('POST', '/admin/enrolment-codes', { uses: 1 }, ADMIN);
    const request = { code: text(issued, 'code'), extensionVersion: '1' };
    expect((await call('POST', '/v1/enrol', request)).status).toBe(200);
    expect(await call('POST', '/v1/enrol', request)).toMatchObject({ status: 403 });
    expect(code(await call('POST', '/v1/enrol', { ...request, code: 'AAAAA-AAAAA-AAAAA-AAAAA' }))).toBe(
      'enrolment-code-invalid',
    );
  });

  it('names the place when a batch is malformed, and refuses one that is too large', async () => {
    const { auth } = await enrolled();
    const bad = { ...batch([reading('ACCOUNT', 'a1')]), readings: [{ objectType: 'PLANET' }] };
    const answer = await call('POST', '/v1/batches', bad, auth);
    expect(answer.status).toBe(400);
    expect(errorAnswerSchema.parse(answer.json).error.why).toContain('readings.0.objectType');
    const large = batch(
      [reading('ACCOUNT', 'a1', { name: 'x'.repeat(90_000) })].flatMap((one) => Array.from({ length: 12 }, () => one)),
    );
    expect(await call('POST', '/v1/batches', large, auth)).toMatchObject({ status: 413 });
  });

  it('refuses IT’s routes without IT’s token', async () => {
    expect(code(await call('PUT', '/admin/profile', PROFILE, { authorization: 'Bearer wrong' }))).toBe(
      'admin-token-wrong',
    );
    expect(await call('PUT', '/admin/profile', { format: 1 }, ADMIN)).toMatchObject({ status: 422 });
  });

  it('puts a profile that makes ids otherwise in force only with consent, and says how many objects would come twice', async () => {
    const { auth, version } = await enrolled();
    await call(
      'POST',
      '/v1/batches',
      batch([reading('ACCOUNT', 'id-1', { name: 'x' })], { profileVersion: version }),
      auth,
    );
    const { accounts } = PROFILE.pages;
    const other = { ...PROFILE, pages: { accounts: { ...accounts, id: { param: 'no' } } } };
    const { json: uploaded } = await call('PUT', '/admin/profile', other, ADMIN);
    const waiting = [{ objectType: 'ACCOUNT', objects: 1 }];
    expect(uploaded).toMatchObject({ waiting });
    expect((await call('GET', '/v1/profile', undefined, auth)).json).toMatchObject({ version });
    const { json: first } = await call('POST', '/admin/profile/consent', {}, ADMIN);
    expect(first).toMatchObject({ done: false, duplicates: waiting, confirm: text(uploaded, 'version') });
    const confirm = text(uploaded, 'version');
    expect((await call('POST', '/admin/profile/consent', { confirm }, ADMIN)).json).toMatchObject({ done: true });
    expect((await call('GET', '/admin/profile/waiting', undefined, ADMIN)).json).toEqual({ waiting: null });
    expect(text((await call('GET', '/admin/profiles', undefined, ADMIN)).json, 'current')).toBe(confirm);
  });

  it('brings a record to Gong and says so, though the process dies before it has begun', async () => {
    const { auth, version } = await enrolled();
    const stub = () => env.BRIDGE.get(env.BRIDGE.idFromName('company'));
    const syncId = crypto.randomUUID();
    const sent = batch(
      [reading('ACCOUNT', 'a1', { name: 'Acme' }), reading('CONTACT', 'c1', { firstName: 'Ann', accountId: 'a1' })],
      {
        syncId,
        profileVersion: version,
      },
    );
    expect((await call('POST', '/v1/batches', sent, auth)).json).toEqual({
      batchId: sent.batchId,
      taken: 2,
      changed: 2,
    });
    expect((await call('POST', '/v1/sync', { syncId, view: sent.view }, auth)).json).toEqual({
      syncId,
      cycle: 'started',
    });
    await abortAllDurableObjects();
    let status = statusAnswerSchema.parse((await call('GET', `/v1/status?syncId=${syncId}`, undefined, auth)).json);
    expect(status.sync?.waiting).toMatchObject({ ACCOUNT: 1, CONTACT: 1 });
    for (let round = 0; round < 20 && status.sync?.settled !== true; round += 1) {
      await runDurableObjectAlarm(stub());
      status = statusAnswerSchema.parse((await call('GET', `/v1/status?syncId=${syncId}`, undefined, auth)).json);
    }
    expect(status.sync).toMatchObject({
      settled: true,
      confirmed: { ACCOUNT: 1, CONTACT: 1 },
      waiting: { ACCOUNT: 0, CONTACT: 0 },
    });
    expect(status.uploads.map(({ objectType, status: word }) => `${objectType} ${word}`)).toEqual([
      'ACCOUNT DONE',
      'CONTACT DONE',
    ]);
    expect(gong.objects('CONTACT').get('c1')).toMatchObject({ firstName: 'Ann', accountId: 'a1' });
    expect(gong.violations()).toEqual([]);
    const objects = [
      { objectType: 'ACCOUNT', objectId: 'a1' },
      { objectType: 'ACCOUNT', objectId: 'nobody' },
    ];
    const { states } = statesAnswerSchema.parse((await call('POST', '/v1/states', { objects }, auth)).json);
    expect(states.map(({ state }) => state)).toEqual(['confirmed', 'unknown']);
    const stranger = await enrolled();
    expect(
      statesAnswerSchema.parse((await call('POST', '/v1/states', { objects }, stranger.auth)).json).states[0]?.state,
    ).toBe('unknown');
    const [object] = objects;
    const story = storyAnswerSchema.parse((await call('POST', '/v1/story', object, auth)).json);
    expect(story.inGongSince).not.toBeNull();
    expect(story.versions).toMatchObject([{ kind: 'upsert', state: 'confirmed', gongStatus: 'DONE', reason: null }]);
    // Who has not sent the object learns nothing of it, not even that it is there.
    const refused = await call('POST', '/v1/story', object, stranger.auth);
    expect([refused.status, refused.json]).toMatchObject([404, { error: { code: 'not-found' } }]);
    expect((await call('POST', '/v1/story', { objectType: 'ACCOUNT', objectId: 'nobody' }, auth)).status).toBe(404);
    expect((await call('GET', '/admin/counts', undefined, ADMIN)).json).toMatchObject({ problems: [] });
  }, 30_000);
});
