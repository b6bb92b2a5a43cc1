import { failure, type Outcome } from './answer.ts';
import type { HttpRequest } from './client.ts';
import { type OAuthClient, refreshTokens, type Tokens } from './oauth.ts';

export interface Access {
  readonly baseUrl: string;
  readonly authorization: string;
}

/** Where rotating tokens are kept; `write` must be durable when it returns, as a refresh token works once. */
export interface TokenStore {
  read(): Promise<Tokens | null>;
  write(tokens: Tokens): Promise<void>;
}

export interface AccessSettings {
  readonly baseUrl: string;
  readonly accessKey: string;
  readonly accessKeySecret: string;
  /** Null: access keys are used. */
  readonly oauth: OAuthClient | null;
}

/** A token that ends so soon is renewed before use. */
const RENEW_BEFORE_MS = 120_000;

/**
 * Answers each call's base URL and Authorization header: the access key's, or the OAuth token's, renewed when it ends.
 * One refresh at a time, and the new tokens are stored before they are used (Gong: rotation).
 */
export function createAccess(
  settings: AccessSettings,
  store: TokenStore,
  send: (request: HttpRequest) => Promise<Response>,
  now: () => number,
) {
  let refreshing: Promise<Outcome<Tokens>> | null = null;

  async function refreshed(client: OAuthClient, tokens: Tokens): Promise<Outcome<Tokens>> {
    const outcome = await refreshTokens(client, tokens, send, now());
    if (outcome.ok) await store.write(outcome.value);
    return outcome;
  }

  /** `spent`: an access token that Gong has just refused although it should be good. */
  return async function access(spent: string | null = null): Promise<Outcome<Access>> {
    const { oauth, baseUrl, accessKey, accessKeySecret } = settings;
    if (oauth === null) {
      if (accessKey === '' || accessKeySecret === '') return failure('unauthorized', null, ['No access key is set.']);
      return good({ baseUrl, authorization: `Basic ${btoa(`${accessKey}:${accessKeySecret}`)}` });
    }
    const tokens = await store.read();
    if (tokens === null)
      return failure('unauthorized', null, ['Gong has not been asked for access yet; open /admin/oauth/start.']);
    const stale = tokens.expiresAt - now() < RENEW_BEFORE_MS || spent === `Bearer ${tokens.accessToken}`;
    if (!stale) return good(bearerAccess(tokens));
    refreshing ??= refreshed(oauth, tokens).finally(() => {
      refreshing = null;
    });
    const outcome = await refreshing;
    return outcome.ok ? good(bearerAccess(outcome.value)) : outcome;
  };
}

function bearerAccess(tokens: Tokens): Access {
  return { baseUrl: tokens.baseUrl, authorization: `Bearer ${tokens.accessToken}` };
}

function good(value: Access): Outcome<Access> {
  return { ok: true, value, status: 200, requestId: null, traceId: null };
}
