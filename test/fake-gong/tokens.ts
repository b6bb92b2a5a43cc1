import type { Random } from './random.ts';

export type AccessToken = { scopes: ReadonlySet<string>; expiresAt: number };
type Code = { scopes: readonly string[]; redirectUri: string | undefined; expiresAt: number };

/** Gong: an authorization code lives 10 minutes. */
const CODE_LIFETIME = 600_000;

/** Codes and tokens of the OAuth flow; codes and refresh tokens work once. */
export class TokenStore {
  readonly #random: Random;
  readonly #codes = new Map<string, Code>();
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, readonly string[]>();

  constructor(random: Random) {
    this.#random = random;
  }

  issueCode(at: number, scopes: readonly string[], redirectUri: string | undefined): string {
    const code = this.#random.token(32);
    this.#codes.set(code, { scopes, redirectUri, expiresAt: at + CODE_LIFETIME });
    return code;
  }

  /** Takes a code: its scopes, or undefined if it is unknown, spent, too old or for another redirect_uri. */
  spendCode(code: string, at: number, redirectUri: string | undefined): readonly string[] | undefined {
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    if (found === undefined || at >= found.expiresAt) return undefined;
    return found.redirectUri === undefined || found.redirectUri === redirectUri ? found.scopes : undefined;
  }

  issueAccess(scopes: readonly string[], expiresAt: number): string {
    const token = this.#random.token(48);
    this.#access.set(token, { scopes: new Set(scopes), expiresAt });
    return token;
  }

  issueRefresh(scopes: readonly string[]): string {
    const token = this.#random.token(48);
    this.#refresh.set(token, scopes);
    return token;
  }

  /** Takes a refresh token: its scopes, or undefined if it is unknown or spent. With `keep` it stays good. */
  spendRefresh(token: string, keep: boolean): readonly string[] | undefined {
    const scopes = this.#refresh.get(token);
    if (!keep) this.#refresh.delete(token);
    return scopes;
  }

  access(token: string, at: number): AccessToken | undefined {
    const found = this.#access.get(token);
    return found === undefined || at >= found.expiresAt ? undefined : found;
  }

  revokeAll(): void {
    this.#codes.clear();
    this.#access.clear();
    this.#refresh.clear();
  }
}
