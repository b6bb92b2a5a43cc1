import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Company } from './company.ts';
import { control } from './control.ts';
import type { FakeGongControls } from './fake.ts';
import { abandon, arrive, handle } from './gong.ts';
import type { Lateness } from './lateness.ts';
import type { GongRequest } from './reply.ts';

/** Room for the frame around a file of the largest size, and for seeing that a body is too large. */
const FRAME = 1_000_000;

/** Puts a fake on a port of 127.0.0.1; port 0 takes any free one. */
export async function serve(
  company: Company,
  controls: FakeGongControls,
  port: number,
  lateness?: Lateness,
): Promise<Server> {
  const server = createServer((incoming, response) => {
    // A request that is cut loses its own reference to the connection.
    const { socket } = incoming;
    const cut = (): void => void socket.destroy();
    const late = lateness?.of(Date.now()) ?? 0;
    answer(company, controls, incoming, response, { cut, late }).catch(cut);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function answer(
  company: Company,
  controls: FakeGongControls,
  incoming: IncomingMessage,
  response: ServerResponse,
  { cut, late }: { cut: () => void; late: number },
): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://fake-gong.invalid');
  const isControl = url.pathname.startsWith('/__control/');
  const method = incoming.method ?? 'GET';
  if (!isControl && company.faults.offline) {
    cut();
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  const head = { method, path: url.pathname, query: url.searchParams, headers };
  const arrival = isControl ? undefined : arrive(company, head, late);
  const drop = company.faults.drops[0];
  const cutsBody = !isControl && drop?.moment === 'mid-body' && url.pathname.endsWith(drop.path ?? '');
  const body = await readBody(incoming, company.settings.maxUploadBytes + FRAME, cutsBody);
  if (body === undefined && !cutsBody) {
    if (arrival !== undefined) abandon(company, head, arrival);
    return;
  }
  const request: GongRequest = { ...head, body: body?.kept ?? Buffer.alloc(0), bodyBytes: body?.bytes ?? 0 };
  if (isControl) {
    const { status, value } = control(controls, request);
    response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8' }).end(JSON.stringify(value));
    return;
  }
  const outcome = handle(company, request, arrival);
  if (outcome.kind === 'hang') return;
  if (outcome.kind === 'drop') {
    cut();
    return;
  }
  response.writeHead(outcome.status, { ...outcome.headers, 'Content-Length': Buffer.byteLength(outcome.text) });
  response.end(outcome.text);
}

/** Reads a body, keeping at most `most` bytes of it; undefined if the client went away (or, with `cuts`, is to be cut). */
async function readBody(
  incoming: IncomingMessage,
  most: number,
  cuts: boolean,
): Promise<{ kept: Buffer; bytes: number } | undefined> {
  const announced = Number(incoming.headers['content-length'] ?? 0);
  // A known length is allocated once: joining chunks would hold a large file twice.
  let kept = Buffer.allocUnsafe(Math.min(announced, most));
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of incoming) {
      if (!Buffer.isBuffer(chunk)) continue;
      if (cuts) return undefined;
      if (announced > 0) chunk.copy(kept, bytes);
      else if (bytes < most) chunks.push(chunk);
      bytes += chunk.length;
    }
  } catch {
    return undefined;
  }
  if (announced === 0) kept = Buffer.concat(chunks);
  return { kept, bytes };
}
