import type { Outcome } from './answer.ts';
import { failure, isJson, retryAfterMs } from './answer.ts';
import { basic } from './basic.ts';
import type { HttpRequest } from './client.ts';

/** What Gong's authorization server has given; `expiresAt` in ms. The base URL belongs to the customer (Gong: OAuth). */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: number;
  readonly baseUrl: string;
}

export interface OAuthClient {
  readonly authBaseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** One scope an operation; the integration's read scope is spelt with a plural. */
export const SCOPES = [
  'api:crm:integration:register',
  'api:crm:integrations:read',
  'api:crm:integration:delete',
  'api:crm:schema',
  'api:crm:upload',
  'api:crm:get-objects',
] as const;

const TOKEN_TIMEOUT_MS = 30_000;

/** Where IT's browser goes to let the bridge in; a Gong technical admin must approve there. */
export function authorizeUrl(client: OAuthClient, redirectUri: string, state: string): string {
  const query = new URLSearchParams({
    client_id: client.clientId,
    response_type: 'code',
    scope: SCOPES.join(' '),
    redirect_uri: redirectUri,
    state,
  });
  return `${client.authBaseUrl.replace(/\/+$/, '')}/oauth2/authorize?${query}`;
}

type Send = (request: HttpRequest) => Promise<Response>;

/** Exchanges an authorization code, which lives ten minutes, for tokens. */
export function exchangeCode(
  client: OAuthClient,
  code: string,
  redirectUri: string,
  send: Send,
  now: number,
): Promise<Outcome<Tokens>> {
  const query = { grant_type: 'authorization_code', code, client_id: client.clientId, redirect_uri: redirectUri };
  return tokenCall(client, query, null, send, now);
}

/** Trades the refresh token for new tokens; it works once. Where no new one comes the old one stays good. */
export function refreshTokens(client: OAuthClient, tokens: Tokens, send: Send, now: number): Promise<Outcome<Tokens>> {
  return tokenCall(client, { grant_type: 'refresh_token', refresh_token: tokens.refreshToken }, tokens, send, now);
}

async function tokenCall(
  client: OAuthClient,
  query: Readonly<Record<string, string>>,
  before: Tokens | null,
  send: Send,
  now: number,
): Promise<Outcome<Tokens>> {
  let response: Response;
  let text: string;
  try {
    response = await send({
      method: 'POST',
      url: `${client.authBaseUrl.replace(/\/+$/, '')}/oauth2/generate-customer-token?${new URLSearchParams(query)}`,
      headers: {
        authorization: basic(client.clientId, client.clientSecret),
        accept: 'application/json',
      },
      body: null,
      timeoutMs: TOKEN_TIMEOUT_MS,
    });
    text = await response.text();
  } catch (error) {
    return failure('unreachable', null, [error instanceof Error ? error.message : String(error)], { unsure: true });
  }
  const body = parse(text);
  const { status } = response;
  if (status < 200 || status >= 300) {
    const words = [body['error'], body['error_description']].filter((word) => typeof word === 'string');
    // A refused client is a wrong secret; a refused grant is a spent code or token, which only signing in anew replaces.
    const client = status === 401 || body['error'] === 'invalid_client';
    const kind = status === 429 ? 'rate-limited' : status >= 500 ? 'server' : client ? 'unauthorized' : 'reconnect';
    return failure(kind, status, words, { retryAfterMs: retryAfterMs(response.headers.get('retry-after'), now) });
  }
  const { access_token, refresh_token, expires_in, api_base_url_for_customer } = body;
  const refreshToken = typeof refresh_token === 'string' ? refresh_token : before?.refreshToken;
  const baseUrl = typeof api_base_url_for_customer === 'string' ? api_base_url_for_customer : before?.baseUrl;
  if (typeof access_token !== 'string' || refreshToken === undefined || baseUrl === undefined) {
    return failure('unknown-answer', status, ['The token answer lacks a token or the customer’s base URL.'], {
      unsure: true,
    });
  }
  const lasts = Number(expires_in);
  const seconds = Number.isFinite(lasts) && lasts > 0 ? lasts : 86_400;
  const value = { accessToken: access_token, refreshToken, expiresAt: now + seconds * 1000, baseUrl };
  return { ok: true, value, status, requestId: null, traceId: null };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : {};
  } catch {
    return {};
  }
}
