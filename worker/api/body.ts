import type * as z from 'zod';
import { type Refused, refused } from './answers.ts';

type Body<T> = { readonly ok: true; readonly value: T } | Refused;

/** Reads a body of at most `limit` bytes; a longer one is not read to its end, a compressed one not at all. */
export async function readBytes(request: Request, limit: number): Promise<Body<Uint8Array<ArrayBuffer>>> {
  const encoding = request.headers.get('content-encoding');
  if (encoding !== null && encoding.trim().toLowerCase() !== 'identity') return refused('body-compressed');
  const stated = Number(request.headers.get('content-length') ?? Number.NaN);
  if (stated > limit) return refused('body-too-large', { limit });
  if (request.body === null) return { ok: true, value: new Uint8Array(0) };
  if (stated >= 0) {
    // HTTP delivers no more than what was stated, so nothing has to be watched while it comes.
    const whole = new Uint8Array(await request.arrayBuffer());
    return whole.byteLength > limit ? refused('body-too-large', { limit }) : { ok: true, value: whole };
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      return refused('body-too-large', { limit });
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return { ok: true, value: whole };
}

/** The same as text. */
async function readText(request: Request, limit: number): Promise<Body<string>> {
  const bytes = await readBytes(request, limit);
  return bytes.ok ? { ok: true, value: new TextDecoder().decode(bytes.value) } : bytes;
}

/** Nothing that we take is nested deeper; what is would overflow somebody's stack. */
const DEEPEST = 100;

function isTooDeep(json: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i += 1) {
    const letter = json[i];
    if (quoted) {
      if (letter === '\\') i += 1;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === '{' || letter === '[') {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (letter === '}' || letter === ']') depth -= 1;
  }
  return false;
}

/** Text as JSON; refused where it is none, or nested too deeply to be meant. */
export function parseJson(text: string): Body<unknown> {
  if (isTooDeep(text))
    return refused('bad-request', { detail: `The body is nested more than ${DEEPEST} levels deep.` });
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return refused('bad-request', { detail: 'The body is not JSON.' });
  }
}

/** Reads a JSON body and checks it; what does not fit is refused in words that name the place. */
export async function readJson<S extends z.ZodType>(
  request: Request,
  schema: S,
  limit: number,
): Promise<Body<z.output<S>>> {
  const text = await readText(request, limit);
  if (!text.ok) return text;
  const json = text.value === '' ? ({ ok: true, value: {} } as const) : parseJson(text.value);
  if (!json.ok) return json;
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  return refused('bad-request', { detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}` });
}
