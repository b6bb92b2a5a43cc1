/**
 * How a large upload leaves the Durable Object: its time beside a bare copy from a cursor to a socket and beside one Blob of all lines in the same run, and the
 * runtime's memory over idle.
 */
import { createServer } from 'node:http';
import { crc32 } from 'node:zlib';
import { benchServer } from './bench-server.ts';
import { type Spread, spread } from './spread.ts';

export interface StreamResult {
  readonly bytes: number;
  /** Milliseconds for the whole file. */
  readonly product: Spread;
  readonly bare: Spread;
  /** How many times as long as the bare copy, round by round. */
  readonly toBare: Spread;
  /** The same of the runtime's processor time, which the machine's other work does not touch. */
  readonly cpuToBare: Spread;
  /** Most memory over idle in any round, in MB of 2^20 bytes. */
  readonly productMemory: number;
  readonly bareMemory: number;
  /** Beside one Blob of all lines, with a file small enough for it: the runtime makes none over 128 MB. */
  readonly blob: BlobResult;
  /** Whether every file had the same bytes. */
  readonly intact: boolean;
}

export interface BlobResult {
  readonly bytes: number;
  /** How many times as long as the Blob the product takes, round by round. */
  readonly toBlob: Spread;
  /** Most memory over idle, in MB of 2^20 bytes. */
  readonly productMemory: number;
  readonly blobMemory: number;
}

const BLOB_BYTES = 100_000_000;
const BLOB_ROUNDS = 3;

/** Streams a file of about `bytes` bytes `rounds` times, by turns with the bare copy. */
export async function benchStream(bytes: number, rounds: number): Promise<StreamResult> {
  const sink = await openSink();
  const server = await benchServer();
  try {
    const size = await server.call(`/fill?bytes=${bytes}`);
    const to = encodeURIComponent(sink.url);
    const times = { product: [] as number[], bare: [] as number[] };
    const cpu = { product: [] as number[], bare: [] as number[] };
    const memory = { product: [] as number[], bare: [] as number[] };
    const sums = new Set<string>();
    for (let round = 0; round < rounds; round += 1) {
      for (const side of round % 2 === 0 ? (['product', 'bare'] as const) : (['bare', 'product'] as const)) {
        const path = side === 'product' ? '/stream' : '/bare-stream';
        const { result, before, peak } = await server.memory(() => server.time(`${path}?to=${to}`));
        times[side].push(result.wall);
        cpu[side].push(result.cpu);
        memory[side].push((peak - before) / 2 ** 20);
        sums.add(`${side} ${sink.last()}`);
      }
    }
    return {
      bytes: size,
      product: spread(times.product),
      bare: spread(times.bare),
      toBare: spread(times.product.map((ms, n) => ms / (times.bare[n] ?? Number.NaN))),
      cpuToBare: spread(cpu.product.map((ms, n) => ms / (cpu.bare[n] ?? Number.NaN))),
      productMemory: Math.round(Math.max(...memory.product)),
      bareMemory: Math.round(Math.max(...memory.bare)),
      // The frame around the product's file makes a second sum, the same every time.
      intact: sums.size === 2,
      // Last: what a Blob leaves in memory would count for the others.
      blob: await besideBlob(server, to),
    };
  } finally {
    await server.close();
    sink.close();
  }
}

async function besideBlob(server: Awaited<ReturnType<typeof benchServer>>, to: string): Promise<BlobResult> {
  const bytes = await server.call(`/fill?bytes=${BLOB_BYTES}`);
  const times = { stream: [] as number[], 'blob-stream': [] as number[] };
  const memory = { stream: [] as number[], 'blob-stream': [] as number[] };
  for (let round = 0; round < BLOB_ROUNDS; round += 1) {
    for (const side of ['stream', 'blob-stream'] as const) {
      const { result, before, peak } = await server.memory(() => server.time(`/${side}?to=${to}`));
      times[side].push(result.wall);
      memory[side].push((peak - before) / 2 ** 20);
    }
  }
  return {
    bytes,
    toBlob: spread(times.stream.map((ms, n) => ms / (times['blob-stream'][n] ?? Number.NaN))),
    productMemory: Math.round(Math.max(...memory.stream)),
    blobMemory: Math.round(Math.max(...memory['blob-stream'])),
  };
}

/** A server that reads and adds up what it is sent. */
async function openSink(): Promise<{ url: string; last(): string; close(): void }> {
  let last = '';
  const server = createServer((request, response) => {
    let sum = 0;
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      sum = crc32(chunk, sum);
      size += chunk.byteLength;
    });
    request.on('end', () => {
      last = `${size} ${sum}`;
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sink has no port');
  return { url: `http://127.0.0.1:${address.port}/`, last: () => last, close: () => server.close() };
}
