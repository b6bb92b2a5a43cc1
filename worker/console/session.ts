import { createHash, createHmac } from 'node:crypto';
import { sameSecret } from '../devices/secrets.ts';

/** `__Host-`: only over https (or on this computer itself), only for this host, for every path of it. */
export const SESSION_COOKIE = '__Host-bridge-console';
/** A form may be sent so long after it was shown, in ms. */
const FORM_MS = 2 * 3600 * 1000;

/** What signs the console's cookies and forms; another ADMIN_TOKEN or TOKEN_KEY ends every session. */
export class Signer {
  readonly #key: Buffer;

  constructor(settings: { readonly adminToken: string; readonly tokenKey: string }) {
    const admin = createHash('sha256').update(settings.adminToken).digest('hex');
    this.#key = createHmac('sha256', settings.tokenKey).update(`console ${admin}`).digest();
  }

  /** The cookie's value for a session. */
  cookie(sessionId: string): string {
    return `${sessionId}~${this.#mac('session', sessionId)}`;
  }

  /** The session that a cookie names; null when we have not signed it. */
  sessionOf(cookie: string | undefined): string | null {
    const [sessionId = '', mac = ''] = (cookie ?? '').split('~');
    return sessionId !== '' && sameSecret(mac, this.#mac('session', sessionId)) ? sessionId : null;
  }

  /** The word that a form carries: good for this session and this path only, for two hours. */
  formWord(sessionId: string, path: string, now: number): string {
    return `${now}~${this.#mac('form', sessionId, path, String(now))}`;
  }

  isFormWord(word: string, sessionId: string, path: string, now: number): boolean {
    const [made = '', mac = ''] = word.split('~');
    const age = now - Number(made);
    return (
      /^\d+$/.test(made) && age >= 0 && age <= FORM_MS && sameSecret(mac, this.#mac('form', sessionId, path, made))
    );
  }

  #mac(...parts: string[]): string {
    return createHmac('sha256', this.#key).update(JSON.stringify(parts)).digest('base64url');
  }
}
