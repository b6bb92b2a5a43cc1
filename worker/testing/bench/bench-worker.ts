/** A Worker for benchmarks only: a Durable Object with the product's ledger in it, and beside it what the ledger is measured against. */
import { DurableObject } from 'cloudflare:workers';
import type { Batch } from '../../../shared/protocol/messages.ts';
import { multipartFile } from '../../gong/multipart.ts';
import type { Db } from '../../ledger/db.ts';
import { insertDevice } from '../../ledger/devices-table.ts';
import { durableDb } from '../../ledger/durable-db.ts';
import { takePacked } from '../../ledger/intake.ts';
import { migrate } from '../../ledger/migrations.ts';
import { type PackedBatch, packBatch } from '../../ledger/packed-batch.ts';
import { LINES_PER_UPLOAD } from '../../ledger/upload-lines.ts';
import { sendHttp } from '../../send-http.ts';
import { ldjsonFile } from '../../upload/file.ts';
import { benchBatch } from './bench-records.ts';

interface BenchEnv {
  readonly BENCH: DurableObjectNamespace<Bench>;
}

const NOW = Date.parse('2026-03-02T12:00:00Z');

/** The same records in one statement and one table, with nothing known about them: the floor that the ledger is measured against. */
const BARE_TABLE = `CREATE TABLE IF NOT EXISTS bare (type INTEGER NOT NULL, object_id TEXT NOT NULL, body TEXT NOT NULL, read_at INTEGER NOT NULL,
  PRIMARY KEY (type, object_id))`;
const BARE_UPSERT = `INSERT INTO bare (type, object_id, body, read_at) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
  ON CONFLICT (type, object_id) DO UPDATE SET body = excluded.body, read_at = excluded.read_at`;

export class Bench extends DurableObject<BenchEnv> {
  private readonly db: Db;
  private batches: Batch[] = [];
  private packed: PackedBatch[] = [];
  private texts: string[] = [];
  private file = { no: 1, bytes: 0, records: 0, longest: 0 };

  constructor(ctx: DurableObjectState, env: BenchEnv) {
    super(ctx, env);
    this.db = durableDb(ctx.storage);
    migrate(this.db);
    if (this.db.get('SELECT 1 FROM devices') === undefined)
      insertDevice(this.db, { deviceId: 'd1', name: null, tokenHash: 'x', extensionVersion: '1' }, 0);
    this.db.run(BARE_TABLE);
  }

  /** Makes batches `from` to `from + count - 1` of a sync, in memory; `version` changes every record. Answers the mean size of a record in bytes. */
  async prepare(from: number, count: number, version: number, sync: number): Promise<number> {
    this.batches = Array.from({ length: count }, (_, n) => benchBatch(from + n, version, sync));
    this.packed = this.batches.map(packBatch);
    this.texts = this.batches.map(bareRows);
    const records = this.batches.flatMap(({ readings }) => readings);
    return records.reduce((sum, { fields }) => sum + JSON.stringify(fields).length, 0) / records.length;
  }

  /** Takes the prepared batches into the ledger, packed as the Worker in front hands them over; returns when they are on disk. */
  async ledger(): Promise<void> {
    for (const batch of this.packed) takePacked(this.db, batch, { now: NOW, deviceNo: 1, tellsGone: () => true });
    await this.ctx.storage.sync();
  }

  /** The same by the bare upsert, from texts that were written before. */
  async bare(): Promise<void> {
    for (const text of this.texts) this.db.run(BARE_UPSERT, text);
    await this.ctx.storage.sync();
  }

  /** What happens to the batches before the ledger, and before the bare upsert. */
  async pack(): Promise<void> {
    this.packed = this.batches.map(packBatch);
  }
  async text(): Promise<void> {
    this.texts = this.batches.map(bareRows);
  }

  /** Fills an upload with lines until they are `bytes` long. */
  async fill(bytes: number): Promise<number> {
    this.db.run('DELETE FROM uploads');
    this.db.run('DELETE FROM upload_lines');
    const [{ readings = [] } = {}] = [benchBatch(0, 0)];
    const lines = readings.map(({ objectId, fields }) => JSON.stringify({ objectId, ...fields }));
    const page = JSON.stringify(lines);
    const pageBytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    const pages = Math.max(1, Math.round(bytes / pageBytes));
    for (let n = 0; n < pages; n += 1)
      this.db.run(
        'INSERT INTO upload_lines (pos, version_no, line) SELECT ?1 + key, key, value FROM json_each(?2)',
        LINES_PER_UPLOAD + 1 + n * lines.length,
        page,
      );
    await this.ctx.storage.sync();
    this.file = { no: 1, bytes: pages * pageBytes, records: pages * lines.length, longest: 1000 };
    return this.file.bytes;
  }

  /** Sends the file as the product does; answers the bytes of the request. */
  async stream(url: string): Promise<number> {
    const body = multipartFile('bench', 'deal.ldjson', ldjsonFile(this.db, this.file));
    const headers = { 'content-type': body.contentType };
    await (await sendHttp({ method: 'POST', url, headers, body, timeoutMs: 300_000 })).text();
    return body.length;
  }

  /** Sends the same lines with nothing around them: one cursor, one stream. */
  async bareStream(url: string): Promise<number> {
    const { readable, writable } = new FixedLengthStream(this.file.bytes);
    const answer = fetch(url, { method: 'POST', body: readable });
    const writer = writable.getWriter();
    const encoder = new TextEncoder();
    let part = '';
    for (const [line] of this.ctx.storage.sql.exec('SELECT line FROM upload_lines ORDER BY pos').raw<[string]>()) {
      part += `${line}\n`;
      if (part.length < 65_536) continue;
      await writer.write(encoder.encode(part));
      part = '';
    }
    if (part !== '') await writer.write(encoder.encode(part));
    await writer.close();
    await (await answer).text();
    return this.file.bytes;
  }

  /** Sends them as whoever does not think of memory: all lines in one Blob, in a form. */
  async blobStream(url: string): Promise<number> {
    const lines = this.ctx.storage.sql.exec<{ line: string }>('SELECT line FROM upload_lines ORDER BY pos').toArray();
    const form = new FormData();
    form.set('file', new Blob(lines.map(({ line }) => `${line}\n`)), 'deal.ldjson');
    await (await fetch(url, { method: 'POST', body: form })).text();
    return this.file.bytes;
  }

  /** Calls it all what Gong has confirmed. */
  async confirm(): Promise<void> {
    this.db.run('UPDATE versions SET state = 2, hold = 0, hold_reason = NULL, settled_at = ? WHERE state = 0', NOW);
    this.db.run('UPDATE objects SET in_gong_at = ?1, last_sent = ?1', NOW);
    await this.ctx.storage.sync();
  }
}

function bareRows({ readings }: Batch): string {
  return JSON.stringify(
    readings.map(({ objectId, fields, readAt }) => [4, objectId, JSON.stringify(fields), Date.parse(readAt)]),
  );
}

const METHODS = ['ledger', 'bare', 'pack', 'text', 'confirm'] as const;

export default {
  async fetch(request: Request, env: BenchEnv): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const bench = env.BENCH.get(env.BENCH.idFromName('bench'));
    const number = (name: string) => Number(searchParams.get(name));
    if (pathname === '/prepare')
      return Response.json(await bench.prepare(number('from'), number('count'), number('version'), number('sync')));
    const to = searchParams.get('to') ?? '';
    if (pathname === '/fill') return Response.json(await bench.fill(number('bytes')));
    if (pathname === '/stream') return Response.json(await bench.stream(to));
    if (pathname === '/bare-stream') return Response.json(await bench.bareStream(to));
    if (pathname === '/blob-stream') return Response.json(await bench.blobStream(to));
    const method = METHODS.find((name) => pathname === `/${name}`);
    if (method === undefined) return new Response(null, { status: 404 });
    await bench[method]();
    return Response.json(null);
  },
} satisfies ExportedHandler<BenchEnv>;
