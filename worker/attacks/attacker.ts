import { exports } from 'cloudflare:workers';
import { errorAnswerSchema } from '../../shared/protocol/messages.ts';
import { smallProfile } from '../testing/small-profile.ts';

export const ORIGIN = 'https://bridge.test';
/** From an address of its own: guessing from others must not lock IT out. */
export const ADMIN = { authorization: 'Bearer test-admin-token', 'cf-connecting-ip': '192.0.2.250' };
/** What must never stand in an answer or a log. */
export const SECRETS = ['test-admin-token', 'test-token-key', 'test-secret', 'test-key'] as const;

export const PROFILE = smallProfile({ visibility: 'own' });

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The catalogue's code of a refusal; null for anything else. */
  readonly code: string | null;
}

/** One request of somebody who may mean ill. */
export async function send(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await exports.default.fetch(`${ORIGIN}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { 'x-bridge-protocol': '1', ...Object.fromEntries(new Headers(init.headers)) },
  });
  const text = await response.text();
  let code: string | null = null;
  try {
    code = errorAnswerSchema.parse(JSON.parse(text)).error.code;
  } catch {
    // Not a refusal of the API's.
  }
  return { status: response.status, headers: response.headers, text, code };
}

export const json = (method: string, body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** A browser enrolled as it should be. */
export async function enrolled(): Promise<{ auth: { authorization: string }; deviceId: string; token: string }> {
  await send('/admin/profile', json('PUT', PROFILE, ADMIN));
  const { code } = JSON.parse((await send('/admin/enrolment-codes', json('POST', {}, ADMIN))).text) as { code: string };
  const { text } = await send('/v1/enrol', json('POST', { code, extensionVersion: '1' }));
  const { deviceId, token } = JSON.parse(text) as { deviceId: string; token: string };
  return { auth: { authorization: `Bearer ${token}` }, deviceId, token };
}

/** How many objects the ledger knows. */
export async function stored(): Promise<number> {
  const { counts } = JSON.parse((await send('/admin/counts', { headers: ADMIN })).text) as {
    counts: Record<string, { objects: number }>;
  };
  return Object.values(counts).reduce((sum, { objects }) => sum + objects, 0);
}

/** Text that is harmless only where nobody takes it for more than text. */
export const HOSTILE = [
  `'; DROP TABLE objects; --`,
  `" OR 1=1 --`,
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `</title></textarea><svg/onload=alert(1)>`,
  `javascript:alert(1)`,
  `{{constructor.constructor('alert(1)')()}}`,
  `\u202Eevil\u0000\u0007`,
  `' UNION SELECT value FROM settings --`,
] as const;
