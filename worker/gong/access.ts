import { failure, type Outcome } from './answer.ts';
import { basic } from './basic.ts';
import type { GongDeps, HttpRequest } from './client.ts';
import { type OAuthClient, refreshTokens, type Tokens } from './oauth.ts';

export interface Access {
  readonly baseUrl: string;
  readonly authorization: string;
}

/** Where rotating tokens are kept; `write` must be durable when it returns, as a refresh token works once. */
export interface TokenStore {
  read(): Promise<Tokens | null>;
  /** Null: Gong takes the tokens no more. */
  write(tokens: Tokens | null): Promise<void>;
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

/** The limiter's turn, see GongDeps: renewing a token is a call too. */
type Turn = GongDeps['turn'];

/**
 * Answers each call's base URL and Authorization header: the access key's, or the OAuth token's, renewed when it ends.
 * One refresh at a time, and the new tokens are stored before they are used (Gong: rotation).
 */
export function createAccess(
  settings: AccessSettings,
  store: TokenStore,
  send: (request: HttpRequest) => Promise<Response>,
  now: () => number,
  turn: Turn,
) {
  let refreshing: Promise<Outcome<Tokens>> | null = null;

  async function refreshed(client: OAuthClient, tokens: Tokens): Promise<Outcome<Tokens>> {
    const end = await turn('refresh-token', 'upload', null);
    if (end === null) return failure('budget', null, []);
    const outcome = await refreshTokens(client, tokens, send, now());
    if (outcome.ok) await store.write(outcome.value);
    // A spent refresh token is never tried again (Gong: rotation).
    else if (outcome.kind === 'reconnect') await store.write(null);
    end(outcome);
    return outcome;
  }

  /** `spent`: an access token that Gong has just refused although it should be good. */
  return async function access(spent: string | null = null): Promise<Outcome<Access>> {
    const { oauth, baseUrl, accessKey, accessKeySecret } = settings;
    if (oauth === null) {
      if (accessKey === '' || accessKeySecret === '') return failure('unauthorized', null, ['No access key is set.']);
      return good({ baseUrl, authorization: basic(accessKey, accessKeySecret) });
    }
    const tokens = await store.read();
    if (tokens === null) return failure('reconnect', null, ['Gong has not let the bridge in yet.']);
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
