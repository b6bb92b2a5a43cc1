import type { Context } from 'hono';
import { type Refused, refused } from '../api/answers.ts';
import { readBytes } from '../api/body.ts';
import { type BridgeApp, openOffice } from '../api/bridge-of.ts';
import type { Actor } from '../ledger/audit-table.ts';
import type { Signer } from './session.ts';

/** What the console's own middleware has found out about a request. */
export interface ConsoleApp extends BridgeApp {
  Variables: { actor: Actor; sessionId: string; signer: Signer; now: number };
}

export type ConsoleContext = Context<ConsoleApp>;

/** The office in the name of whoever is signed in. */
export function officeOf(c: ConsoleContext) {
  return openOffice(c, c.env, c.get('actor'));
}

/** Forms that carry a file: a profile, or a list of users. */
const FORM_BYTES = 2_000_000;

export type Form =
  | { readonly ok: true; readonly text: (name: string) => string; readonly file: (name: string) => Promise<string> }
  | Refused;

/** A form's fields, once it is proven that our own page has sent it. Multipart or urlencoded. */
export async function formOf(c: ConsoleContext): Promise<Form> {
  const body = await readBytes(c.req.raw, FORM_BYTES);
  if (!body.ok) return body;
  let data: FormData;
  try {
    data = await new Response(body.value, {
      headers: { 'content-type': c.req.header('content-type') ?? '' },
    }).formData();
  } catch {
    return refused('bad-request', { detail: 'The body is not a form.' });
  }
  const text = (name: string) => {
    const value: unknown = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  const word = text('form-word');
  if (!c.get('signer').isFormWord(word, c.get('sessionId'), c.req.path, c.get('now'))) return refused('form-expired');
  return {
    ok: true,
    text,
    async file(name) {
      const value: unknown = data.get(name);
      return value instanceof Blob ? await value.text() : typeof value === 'string' ? value : '';
    },
  };
}

/** Whether a request that changes something comes from a page of ours, by the browser's word. */
export function isOwnOrigin(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = c.req.header('origin');
  return origin === undefined ? site === 'same-origin' : origin === new URL(c.req.url).origin;
}
