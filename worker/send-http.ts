import type { HttpRequest } from './gong/client.ts';

/**
 * Sends one request with the runtime's fetch. A sized body streams with its length known, so that memory stays flat; redirects are not followed,
 * as fetch would drop the Authorization header on the way.
 */
export async function sendHttp(request: HttpRequest): Promise<Response> {
  const { method, url, headers, body, timeoutMs } = request;
  const init = { method, headers: { ...headers }, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) } as const;
  if (body === null) return await fetch(url, init);
  if (typeof body === 'string') return await fetch(url, { ...init, body });
  const { readable, writable } = new FixedLengthStream(body.length);
  const written = write(writable, body.chunks());
  const [response] = await Promise.all([fetch(url, { ...init, body: readable }), written]);
  return response;
}

/** A server that answers early, with a refusal, closes the stream; its answer counts, not the broken pipe. */
async function write(writable: WritableStream<Uint8Array>, chunks: Iterable<Uint8Array>): Promise<void> {
  const writer = writable.getWriter();
  try {
    for (const chunk of chunks) await writer.write(chunk);
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
  }
}
