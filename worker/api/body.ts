import type * as z from 'zod';
import { type Refused, refused } from './answers.ts';

type Body<T> = { readonly ok: true; readonly value: T } | Refused;

/** Reads a body of at most `limit` bytes; a longer one is not read to its end. */
export async function readText(request: Request, limit: number): Promise<Body<string>> {
  const stated = Number(request.headers.get('content-length') ?? 0);
  if (stated > limit) return refused('body-too-large', { limit });
  if (request.body === null) return { ok: true, value: '' };
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
  return { ok: true, value: new TextDecoder().decode(whole) };
}

/** Reads a JSON body and checks it; what does not fit is refused in words that name the place. */
export async function readJson<S extends z.ZodType>(
  request: Request,
  schema: S,
  limit: number,
): Promise<Body<z.output<S>>> {
  const text = await readText(request, limit);
  if (!text.ok) return text;
  let json: unknown;
  try {
    json = text.value === '' ? {} : JSON.parse(text.value);
  } catch {
    return refused('bad-request', { detail: 'The body is not JSON.' });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  return refused('bad-request', { detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}` });
}
