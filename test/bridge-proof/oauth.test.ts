import { expect, it } from 'vitest';
import type { Reading } from '../../shared/protocol/reading.ts';
import { createAccess } from '../../worker/gong/access.ts';
import type { HttpRequest } from '../../worker/gong/client.ts';
import { authorizeUrl, exchangeCode, SCOPES } from '../../worker/gong/oauth.ts';
import { ledgerCounts } from '../../worker/ledger/counts.ts';
import { takeBatch } from '../../worker/ledger/intake.ts';
import { batch, reading } from '../../worker/testing/readings.ts';
import { seededRandom, simulateBridge, simulatedClock } from '../../worker/testing/simulated-bridge.ts';
import { tokenVault } from '../../worker/token-vault.ts';
import { createFakeGong } from '../fake-gong/fake.ts';
import { emptyLedger } from './ledger.ts';

const HOUR_MS = 3600_000;
const CLIENT = { authBaseUrl: 'https://auth.test/', clientId: 'bridge', clientSecret: 'client-secret' };
const CUSTOMER = 'https://company-17.gong.test';
const BACK = 'https://bridge.test/oauth/callback';

function stage() {
  const clock = simulatedClock();
  const db = emptyLedger();
  const { clientId, clientSecret } = CLIENT;
  const gong = createFakeGong({
    clock,
    seed: 1,
    processing: { pendingMs: 500, inProgressMs: 500 },
    wrongHost: 401,
    oauth: { clientId, clientSecret, expiresInSeconds: 3600, apiBaseUrl: CUSTOMER },
  });
  const vault = tokenVault(db, 'token-key');
  const sent: HttpRequest[] = [];
  const env = {
    GONG_ACCESS_KEY: '',
    GONG_ACCESS_KEY_SECRET: '',
    GONG_CLIENT_ID: clientId,
    GONG_CLIENT_SECRET: clientSecret,
    TOKEN_KEY: 'token-key',
  };
  const settings = { baseUrl: 'https://wrong-host.test', accessKey: '', accessKeySecret: '', oauth: CLIENT };
  const reach = async (request: HttpRequest): Promise<Response> => {
    const { pathname, searchParams, host } = new URL(request.url);
    const headers = { ...request.headers, host };
    const body = Buffer.alloc(0);
    const outcome = gong.handle({
      method: request.method,
      path: pathname,
      query: searchParams,
      headers,
      body,
      bodyBytes: 0,
    });
    if (outcome.kind !== 'reply') throw new TypeError('connection lost');
    return new Response(outcome.status === 302 ? null : outcome.text, {
      status: outcome.status,
      headers: outcome.headers,
    });
  };
  const bridge = simulateBridge({
    db,
    clock,
    gong,
    random: seededRandom(1),
    env,
    between: (request, _, next) => {
      sent.push(request);
      return next(request);
    },
    access: (send) => (turn) => createAccess(settings, vault, send, clock.now, turn),
  });
  const sync = (...readings: Reading[]) => {
    takeBatch(db, batch(readings), { now: clock.now(), deviceNo: 1, tellsGone: () => true });
    bridge.driver().noteWork();
    bridge.driver().press();
  };
  /** A technical admin of Gong approves in the browser, which Gong sends back to the bridge. */
  async function signIn(state: string): Promise<void> {
    const page = await reach({
      method: 'GET',
      url: authorizeUrl(CLIENT, BACK, state),
      headers: {},
      body: null,
      timeoutMs: 0,
    });
    const back = new URL(page.headers.get('location') ?? '');
    expect(back.searchParams.get('state')).toBe(state);
    const tokens = await exchangeCode(CLIENT, back.searchParams.get('code') ?? '', BACK, reach, clock.now());
    if (!tokens.ok) throw new Error(tokens.errors.join());
    await vault.write(tokens.value);
    bridge.driver().accessGiven();
  }
  const tokenCalls = () => sent.filter(({ url }) => url.includes('generate-customer-token'));
  return { clock, db, gong, bridge, vault, sent, sync, signIn, tokenCalls };
}

it('the bridge works on OAuth alone for hours, each refresh token used once, on the customer’s own host', async () => {
  const { db, gong, bridge, vault, sent, sync, signIn, tokenCalls } = stage();
  sync(reading('LEAD', 'l0', { firstName: 'a' }));
  await bridge.pass(10_000);
  expect(bridge.driver().visibleTrouble()?.code).toBe('gong-reconnect');
  expect(sent).toEqual([]);
  await signIn('state-1');
  for (let hour = 0; hour < 6; hour += 1) {
    sync(reading('LEAD', 'l0', { firstName: `a${hour}` }), reading('ACCOUNT', `a${hour}`, { name: 'x' }));
    await bridge.pass(1.1 * HOUR_MS);
  }
  expect(ledgerCounts(db)).toMatchObject({ LEAD: { confirmed: 1 }, ACCOUNT: { confirmed: 6 } });
  expect(gong.objects('LEAD').get('l0')).toMatchObject({ firstName: 'a5' });
  const refreshed = tokenCalls().map(({ url }) => new URL(url).searchParams.get('refresh_token'));
  expect(refreshed.length).toBeGreaterThanOrEqual(4);
  expect(new Set(refreshed).size).toBe(refreshed.length);
  const hosts = sent.filter((request) => !tokenCalls().includes(request)).map(({ url }) => new URL(url).origin);
  expect(new Set(hosts)).toEqual(new Set([CUSTOMER]));
  const tokens = await vault.read();
  const stored = JSON.stringify(db.all('SELECT value FROM settings'));
  expect(stored).not.toContain(tokens?.refreshToken);
  expect(stored).not.toContain(tokens?.accessToken);
  expect(gong.violations()).toEqual([]);
});

it('a refused refresh asks IT to connect anew, is not tried again, and a new sign-in lets everything go on', async () => {
  const { db, gong, bridge, sync, signIn, tokenCalls } = stage();
  await signIn('state-1');
  sync(reading('LEAD', 'l0', { firstName: 'a' }));
  await bridge.rest(HOUR_MS);
  gong.company.tokens.revokeAll();
  sync(reading('LEAD', 'l0', { firstName: 'b' }));
  await bridge.pass(60_000);
  expect(bridge.driver().visibleTrouble()?.code).toBe('gong-reconnect');
  expect(tokenCalls()).toHaveLength(1);
  bridge.driver().press();
  await bridge.pass(2 * HOUR_MS);
  expect(tokenCalls()).toHaveLength(1);
  await signIn('state-2');
  await bridge.rest(HOUR_MS);
  expect(bridge.driver().visibleTrouble()).toBeNull();
  expect(ledgerCounts(db).LEAD.confirmed).toBe(1);
  expect(gong.objects('LEAD').get('l0')).toMatchObject({ firstName: 'b' });
});

it('a scope that the sign-in did not grant stops the bridge without a refresh for each try', async () => {
  const { gong, bridge, sync, signIn, tokenCalls, vault } = stage();
  await signIn('state-1');
  const granted = await vault.read();
  if (granted === null) throw new Error('no tokens');
  const without = SCOPES.filter((scope) => scope !== 'api:crm:upload');
  await vault.write({ ...granted, accessToken: gong.issueAccessToken(without) });
  sync(reading('LEAD', 'l0', { firstName: 'a' }));
  await bridge.pass(60_000);
  expect(bridge.driver().visibleTrouble()).toMatchObject({ code: 'gong-credentials-refused' });
  expect(bridge.driver().visibleTrouble()?.details['detail']).toContain('api:crm:upload');
  expect(tokenCalls()).toEqual([]);
});
