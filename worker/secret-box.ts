import type { Db } from './ledger/db.ts';
import { readSetting, writeSetting } from './ledger/settings-table.ts';

/** A fact of the ledger that nobody may read without the secret TOKEN_KEY. */
export interface SecretFact<T> {
  read(): Promise<T | null>;
  write(value: T | null): Promise<void>;
}

/** A setting encrypted with AES-256-GCM under the secret TOKEN_KEY. Under another key it is as good as absent. */
export function secretFact<T>(db: Db, tokenKey: string, name: string): SecretFact<T> {
  const key = crypto.subtle
    .digest('SHA-256', new TextEncoder().encode(tokenKey))
    .then((bits) => crypto.subtle.importKey('raw', bits, 'AES-GCM', false, ['encrypt', 'decrypt']));
  return {
    async read() {
      const stored = readSetting<{ iv: string; text: string }>(db, name);
      if (stored === null) return null;
      try {
        const plain = await crypto.subtle.decrypt(
          { name: 'AES-GCM', iv: bytes(stored.iv) },
          await key,
          bytes(stored.text),
        );
        return JSON.parse(new TextDecoder().decode(plain)) as T;
      } catch {
        return null;
      }
    },
    async write(value) {
      if (value === null) {
        writeSetting(db, name, null);
        return;
      }
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = new TextEncoder().encode(JSON.stringify(value));
      const text = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key, plain);
      writeSetting(db, name, { iv: base64(iv), text: base64(new Uint8Array(text)) });
    },
  };
}

function base64(data: Uint8Array): string {
  return btoa(String.fromCharCode(...data));
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
