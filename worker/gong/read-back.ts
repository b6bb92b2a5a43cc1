import { connect } from 'cloudflare:sockets';
import type { HttpRequest } from './client.ts';

const LARGEST_ANSWER = 20_000_000;

/**
 * Sends a GET with a body, which fetch refuses: Gong's get-objects wants one. Speaks HTTP/1.1 over a socket of its own; not every host can be reached so,
 * therefore nothing but this development aid depends on it. Throws when the connection or the answer is no good.
 */
export async function sendGetWithBody(request: HttpRequest): Promise<Response> {
  const url = new URL(request.url);
  const body = new TextEncoder().encode(typeof request.body === 'string' ? request.body : '');
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const socket = connect(
    { hostname: url.hostname, port },
    { secureTransport: secure ? 'on' : 'off', allowHalfOpen: true },
  );
  const timer = setTimeout(() => void socket.close(), request.timeoutMs);
  try {
    const headers = {
      ...request.headers,
      host: url.host,
      connection: 'close',
      'content-length': String(body.byteLength),
    };
    const head = Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    const writer = socket.writable.getWriter();
    await writer.write(new TextEncoder().encode(`GET ${url.pathname}${url.search} HTTP/1.1\r\n${head}\r\n`));
    await writer.write(body);
    writer.releaseLock();
    return parseHttpAnswer(await readAll(socket.readable));
  } finally {
    clearTimeout(timer);
    await socket.close().catch(() => undefined);
  }
}

async function readAll(readable: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of readable) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** An HTTP/1.1 answer out of its bytes: status, headers, and the body by length, by chunks, or to the end. */
export function parseHttpAnswer(bytes: Uint8Array): Response {
  const end = find(bytes, [13, 10, 13, 10], 0);
  if (end < 0) throw new Error('the answer was cut');
  const [statusLine = '', ...lines] = new TextDecoder('latin1').decode(bytes.subarray(0, end)).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
  if (!(status >= 200 && status <= 599)) throw new Error(`not an HTTP answer: ${statusLine.slice(0, 50)}`);
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  const rest = bytes.subarray(end + 4);
  const chunked = headers.get('transfer-encoding')?.toLowerCase().includes('chunked') === true;
  const length = headers.get('content-length');
  if (!chunked && length !== null && rest.byteLength < Number(length)) throw new Error('the answer was cut');
  const body = chunked ? unchunked(rest) : length === null ? rest : rest.subarray(0, Number(length));
  headers.delete('transfer-encoding');
  return new Response(status === 204 || status === 304 ? null : new Uint8Array(body), { status, headers });
}

function unchunked(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = find(bytes, [13, 10], at);
    if (lineEnd < 0) throw new Error('the answer was cut');
    const size = Number.parseInt(new TextDecoder().decode(bytes.subarray(at, lineEnd)), 16);
    if (Number.isNaN(size)) throw new Error('the answer has a bad chunk');
    if (size === 0) break;
    const start = lineEnd + 2;
    if (start + size > bytes.byteLength) throw new Error('the answer was cut');
    parts.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let to = 0;
  for (const part of parts) {
    whole.set(part, to);
    to += part.byteLength;
  }
  return whole;
}

function find(bytes: Uint8Array, pattern: readonly number[], from: number): number {
  outer: for (let at = from; at <= bytes.byteLength - pattern.length; at += 1) {
    for (const [offset, byte] of pattern.entries()) if (bytes[at + offset] !== byte) continue outer;
    return at;
  }
  return -1;
}
