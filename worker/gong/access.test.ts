import { expect, it } from 'vitest';
import { createAccess } from './access.ts';
import type { Tokens } from './oauth.ts';

const TURN = async () => () => undefined;
const OAUTH = { authBaseUrl: 'https://auth.test', clientId: 'c', clientSecret: 's' };
const SETTINGS = { baseUrl: 'https://gong.test', accessKey: '', accessKeySecret: '', oauth: OAUTH };

function memory(tokens: Tokens | null) {
  const written: (Tokens | null)[] = [];
  return {
    written,
    read: async () => (written.length > 0 ? (written.at(-1) ?? null) : tokens),
    write: async (next: Tokens | null) => {
      written.push(next);
    },
  };
}

const OLD: Tokens = {
  accessToken: 'a1',
  refreshToken: 'r1',
  expiresAt: 1_000_000,
  baseUrl: 'https://company-17.gong.test',
};

it('access uses the key and the configured host when OAuth is not set up', async () => {
  const access = createAccess(
    { ...SETTINGS, oauth: null, accessKey: 'k', accessKeySecret: 's' },
    memory(null),
    () => Promise.reject(),
    () => 0,
    TURN,
  );
  expect(await access()).toMatchObject({
    ok: true,
    value: { baseUrl: 'https://gong.test', authorization: `Basic ${btoa('k:s')}` },
  });
});

it('access uses the customer’s host while the token is good', async () => {
  const access = createAccess(
    SETTINGS,
    memory(OLD),
    () => Promise.reject(new Error('no call expected')),
    () => 0,
    TURN,
  );
  expect(await access()).toMatchObject({
    value: { baseUrl: 'https://company-17.gong.test', authorization: 'Bearer a1' },
  });
});

it('access refreshes once and stores the rotated token before use when several calls find it ended', async () => {
  const store = memory(OLD);
  const urls: string[] = [];
  const access = createAccess(
    SETTINGS,
    store,
    async (request) => {
      urls.push(request.url);
      return Response.json({
        access_token: 'a2',
        refresh_token: 'r2',
        expires_in: 60_000,
        api_base_url_for_customer: 'https://company-18.gong.test',
      });
    },
    () => 999_999,
    TURN,
  );
  const answers = await Promise.all([access(), access(), access()]);
  expect(answers.map((answer) => answer.ok && answer.value.authorization)).toEqual([
    'Bearer a2',
    'Bearer a2',
    'Bearer a2',
  ]);
  expect(urls).toEqual(['https://auth.test/oauth2/generate-customer-token?grant_type=refresh_token&refresh_token=r1']);
  expect(store.written).toEqual([
    { accessToken: 'a2', refreshToken: 'r2', expiresAt: 999_999 + 60_000_000, baseUrl: 'https://company-18.gong.test' },
  ]);
});

it('access keeps the old refresh token when the answer brings none', async () => {
  const store = memory(OLD);
  const access = createAccess(
    SETTINGS,
    store,
    async () => Response.json({ access_token: 'a2', expires_in: 60 }),
    () => 999_999,
    TURN,
  );
  await access();
  expect(store.written[0]).toMatchObject({ refreshToken: 'r1', baseUrl: OLD.baseUrl });
});

it('access renews a token that Gong has refused before its time', async () => {
  const access = createAccess(
    SETTINGS,
    memory(OLD),
    async () => Response.json({ access_token: 'a2', expires_in: 60 }),
    () => 0,
    TURN,
  );
  expect(await access('Bearer a1')).toMatchObject({ value: { authorization: 'Bearer a2' } });
});

it('access says that IT must authorize again when the refresh token is spent', async () => {
  const store = memory(OLD);
  const access = createAccess(
    SETTINGS,
    store,
    async () => Response.json({ error: 'invalid_grant' }, { status: 400 }),
    () => 999_999,
    TURN,
  );
  expect(await access()).toMatchObject({ ok: false, kind: 'reconnect', errors: ['invalid_grant'] });
  // “Re-authorize, do not retry”: the spent token is gone.
  expect(store.written).toEqual([null]);
});
