import type { TokenStore } from './gong/access.ts';
import type { Tokens } from './gong/oauth.ts';
import type { Db } from './ledger/db.ts';
import { secretFact } from './secret-box.ts';

/** Gong's OAuth tokens in the ledger, encrypted under the secret TOKEN_KEY. */
export function tokenVault(db: Db, tokenKey: string): TokenStore {
  return secretFact<Tokens>(db, tokenKey, 'oauth-tokens');
}
