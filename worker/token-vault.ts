import type { TokenStore } from './gong/access.ts';
import type { Tokens } from './gong/oauth.ts';
import type { Db } from './ledger/db.ts';
import { readSetting, writeSetting } from './ledger/settings-table.ts';

const NAME = 'oauth-tokens';

/** Gong's OAuth tokens in the ledger, encrypted with AES-256-GCM under the secret TOKEN_KEY. Under another key they are as good as absent. */
export function tokenVault(db: Db, tokenKey: string): TokenStore {
  const key = crypto.subtle
    .digest('SHA-256', new TextEncoder().encode(tokenKey))
    .then((bits) => crypto.subtle.importKey('raw', bits, 'AES-GCM', false, ['encrypt', 'decrypt']));
  return {
    async read() {
      const stored = readSetting<{ iv: string; text: string }>(db, NAME);
      if (stored === null) return null;
      try {
        const plain = await crypto.subtle.decrypt(
          { name: 'AES-GCM', iv: bytes(stored.iv) },
          await key,
          bytes(stored.text),
        );
        return JSON.parse(new TextDecoder().decode(plain)) as Tokens;
      } catch {
        return null;
      }
    },
    async write(tokens) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const text = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv },
        await key,
        new TextEncoder().encode(JSON.stringify(tokens)),
      );
      writeSetting(db, NAME, { iv: base64(iv), text: base64(new Uint8Array(text)) });
    },
  };
}

function base64(data: Uint8Array): string {
  return btoa(String.fromCharCode(...data));
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
