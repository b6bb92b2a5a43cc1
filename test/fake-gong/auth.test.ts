import { describe, expect, it } from 'vitest';
import { openSession, START } from './helpers.ts';

const OAUTH = { clientId: 'client', clientSecret: 'hush', apiBaseUrl: 'https://company-17.api.gong.example' };
const asClient = `Basic ${Buffer.from('client:hush').toString('base64')}`;
const TOKEN = '/oauth2/generate-customer-token';

describe('access', () => {
  it.each([
    ['no credentials', null],
    ['a wrong secret', `Basic ${Buffer.from('fake-access-key:wrong').toString('base64')}`],
    ['an unknown token', 'Bearer nobody'],
    ['another scheme', 'Digest x'],
  ])('is refused with the live text when there is %s', (_case, authorization) => {
    const gong = openSession();
    for (const path of ['/v2/crm/integrations', '/v2/unknown/path']) {
      const answer = gong.ask('GET', path, { authorization });
      expect(answer.status).toBe(401);
      expect(answer.body['errors']).toEqual([
        'Validate credentials failed. Please check your credentials and try again.',
      ]);
      expect(answer.headers['WWW-Authenticate']).toBe('Basic realm="Gong.io API"');
    }
  });

  it.each([
    ['PUT', '/v2/crm/integrations', 'api:crm:integration:register'],
    ['GET', '/v2/crm/integrations', 'api:crm:integrations:read'],
    ['DELETE', '/v2/crm/integrations', 'api:crm:integration:delete'],
    ['POST', '/v2/crm/entity-schema', 'api:crm:schema'],
    ['GET', '/v2/crm/entity-schema', 'api:crm:schema'],
    ['POST', '/v2/crm/entities', 'api:crm:upload'],
    ['GET', '/v2/crm/entities', 'api:crm:get-objects'],
    ['GET', '/v2/crm/request-status', 'api:crm:upload'],
  ])('is refused with 401 and the live text when the scope of %s %s is missing', (method, path, scope) => {
    const gong = openSession();
    const authorization = `Bearer ${gong.issueAccessToken(['api:calls:read'])}`;
    const answer = gong.ask(method, path, { authorization });
    expect(answer.status).toBe(401);
    expect(answer.body['errors']).toEqual([`You don't have permission to use '${scope}' in your app.`]);
    expect(gong.ask(method, path, { authorization: `Bearer ${gong.issueAccessToken([scope])}` }).status).not.toBe(401);
  });

  it('ends when credentials are revoked and comes back when they are good again', () => {
    const gong = openSession();
    gong.revokeCredentials();
    expect(gong.ask('GET', '/v2/crm/integrations').status).toBe(401);
    gong.revokeCredentials(false);
    expect(gong.ask('GET', '/v2/crm/integrations').status).toBe(200);
  });

  it('is refused with 403 when the address is not trusted', () => {
    const gong = openSession();
    gong.trustedIp(false);
    expect(gong.ask('GET', '/v2/crm/integrations').status).toBe(403);
  });

  it.each([401, 403] as const)(
    'is refused with %d when a token comes to another host than the customer’s',
    (wrongHost) => {
      const gong = openSession({ oauth: OAUTH, wrongHost });
      const ask = (host: string) =>
        gong.ask('GET', '/v2/crm/integrations', {
          authorization: `Bearer ${gong.issueAccessToken()}`,
          headers: { host },
        });
      expect(ask('api.gong.example').status).toBe(wrongHost);
      expect(ask('api.gong.example').body['errors']).toEqual(['access token has been revoked']);
      expect(ask('company-17.api.gong.example').status).toBe(200);
    },
  );
});

describe('the token endpoint', () => {
  const exchange = (gong: ReturnType<typeof openSession>, code: string) =>
    gong.ask('POST', TOKEN, {
      authorization: asClient,
      query: { grant_type: 'authorization_code', code, client_id: 'client', redirect_uri: 'https://me.example/back' },
    });
  const refresh = (gong: ReturnType<typeof openSession>, token: unknown) =>
    gong.ask('POST', TOKEN, {
      authorization: asClient,
      query: { grant_type: 'refresh_token', refresh_token: String(token) },
    });

  it('exchanges a code once for tokens that work', () => {
    const gong = openSession({ oauth: OAUTH });
    const code = gong.issueAuthorizationCode({ redirectUri: 'https://me.example/back' });
    const { status, body } = exchange(gong, code);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      token_type: 'bearer',
      expires_in: 86_400,
      api_base_url_for_customer: 'https://company-17.api.gong.example',
    });
    expect(String(body['scope']).split(' ')).toContain('api:crm:upload');
    const authorization = `Bearer ${body['access_token']}`;
    expect(gong.ask('GET', '/v2/crm/integrations', { authorization }).status).toBe(200);
    expect(exchange(gong, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('takes a form body as well as the query', () => {
    const gong = openSession({ oauth: OAUTH });
    const fields = { grant_type: 'authorization_code', code: gong.issueAuthorizationCode(), client_id: 'client' };
    const answer = gong.ask('POST', TOKEN, {
      authorization: asClient,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
    expect(answer.status).toBe(200);
  });

  it('refuses a code when it is ten minutes old', () => {
    const gong = openSession({ oauth: OAUTH });
    const code = gong.issueAuthorizationCode();
    gong.advance(600_000);
    expect(exchange(gong, code).status).toBe(400);
  });

  it('rotates: a refresh token works once', () => {
    const gong = openSession({ oauth: OAUTH });
    const first = exchange(gong, gong.issueAuthorizationCode()).body['refresh_token'];
    const second = refresh(gong, first);
    expect(second.status).toBe(200);
    expect(second.body['refresh_token']).not.toBe(first);
    expect(refresh(gong, first)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(refresh(gong, second.body['refresh_token']).status).toBe(200);
  });

  it('answers no new refresh token and keeps the old one good when rotation is off', () => {
    const gong = openSession({ oauth: { ...OAUTH, rotateRefreshTokens: false } });
    const first = exchange(gong, gong.issueAuthorizationCode()).body['refresh_token'];
    for (const answer of [refresh(gong, first), refresh(gong, first)]) {
      expect(answer.status).toBe(200);
      expect(answer.body).not.toHaveProperty('refresh_token');
    }
  });

  it('lets an access token run out by the clock', () => {
    const gong = openSession({ oauth: { ...OAUTH, expiresInSeconds: 60 } });
    const { access_token } = exchange(gong, gong.issueAuthorizationCode()).body;
    const authorization = `Bearer ${access_token}`;
    gong.advance(59_999);
    expect(gong.ask('GET', '/v2/crm/integrations', { authorization }).status).toBe(200);
    gong.advance(1);
    expect(gong.ask('GET', '/v2/crm/integrations', { authorization }).status).toBe(401);
  });

  it('refuses a client with a wrong secret', () => {
    const gong = openSession({ oauth: OAUTH });
    const answer = gong.ask('POST', TOKEN, { authorization: 'Basic xxxx', query: { grant_type: 'refresh_token' } });
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('sends the browser back with code and state when an admin approves', () => {
    const gong = openSession({ oauth: OAUTH });
    const answer = gong.ask('GET', '/oauth2/authorize', {
      authorization: null,
      query: {
        client_id: 'client',
        response_type: 'code',
        scope: 'api:crm:upload api:crm:schema',
        redirect_uri: 'https://me.example/back',
        state: 's1',
      },
    });
    const back = new URL(answer.headers['Location'] ?? '');
    expect([answer.status, back.origin, back.searchParams.get('state')]).toEqual([302, 'https://me.example', 's1']);
    const { body } = exchange(gong, back.searchParams.get('code') ?? '');
    expect(body['scope']).toBe('api:crm:upload api:crm:schema');
    expect(gong.now()).toBe(START);
  });
});
