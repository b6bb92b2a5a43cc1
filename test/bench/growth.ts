/**
 * How the Worker's ledger grows: the time that n records take to come in, to be planned, sorted and frozen, to go out as lines and to be confirmed, for
 * several n, and the exponent by which it grows (1 = twice the records take twice the time). On Node's SQLite, on disk, beside bare statements of the same size.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freezeUpload } from '../../worker/ledger/freeze.ts';
import { judgeHolds } from '../../worker/ledger/holds.ts';
import { takeBatch } from '../../worker/ledger/intake.ts';
import { migrate } from '../../worker/ledger/migrations.ts';
import { confirmUpload } from '../../worker/ledger/upload-outcome.ts';
import { uploadByNo } from '../../worker/ledger/uploads-table.ts';
import { benchBatch } from '../../worker/testing/bench/bench-records.ts';
import { nodeDb } from '../../worker/testing/node-db.ts';
import { ldjsonFile } from '../../worker/upload/file.ts';
import { lineWriter } from '../../worker/upload/line.ts';

const STAGES = ['batch in', 'plan and sort', 'stream out', 'confirm'] as const;
type Stage = (typeof STAGES)[number];

export interface Growth {
  readonly stage: Stage;
  /** Milliseconds of processor time for each number of records, and of the bare statements beside it. */
  readonly points: readonly {
    readonly records: number;
    readonly ms: number;
    readonly bareMs: number;
    readonly ratio: number;
  }[];
  /** The slope of the line through all points, both axes logarithmic. */
  readonly exponent: number;
}

const NOW = Date.parse('2026-03-02T12:00:00Z');
const BATCH = 500;

export function benchGrowth(sizes: readonly number[], say: (text: string) => void): Growth[] {
  // What a process does first is slower; that is not growth.
  measure(2 * BATCH);
  const measured = sizes.map((records) => {
    say(`growth: ${records} records`);
    return { records, ...measure(records) };
  });
  return STAGES.map((stage) => {
    const points = measured.map(({ records, product, bare }) => {
      const [ms, bareMs] = [product[stage], bare[stage]];
      return { records, ms: rounded(ms), bareMs: rounded(bareMs), ratio: rounded(ms / bareMs) };
    });
    return { stage, points, exponent: exponentOf(points) };
  });
}

function measure(records: number): { product: Record<Stage, number>; bare: Record<Stage, number> } {
  const folder = mkdtempSync(join(tmpdir(), 'crm-bridge-growth-'));
  try {
    return { product: product(join(folder, 'ledger'), records), bare: bare(join(folder, 'bare'), records) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function product(path: string, records: number): Record<Stage, number> {
  const db = nodeDb(path);
  migrate(db);
  const batchIn = sumOf(Math.ceil(records / BATCH), (n) => {
    const batch = benchBatch(n, 0);
    return () => takeBatch(db, batch, { now: NOW, deviceNo: 1, tellsGone: () => true });
  });
  // The accounts and stages that the deals name are no part of this.
  db.run("UPDATE versions SET content = json_remove(content, '$.accountId', '$.stage', '$.ownerId')");
  const write = lineWriter({ type: 'DEAL', schema: [], generation: 'current' });
  let no: number | null = null;
  const planned = timed(() => {
    judgeHolds(db, { now: NOW, accountSettleMs: 0, stopped: [] });
    const order = { type: 4, purpose: 'upsert', cut: Number.MAX_SAFE_INTEGER, maxBytes: 1e9, now: NOW } as const;
    ({ no } = freezeUpload(db, { ...order, clientRequestId: 'c', integrationId: 'i', render: write }));
  });
  const upload = uploadByNo(db, no ?? 0);
  if (upload?.records !== Math.ceil(records / BATCH) * BATCH) throw new Error(`${upload?.records} records were frozen`);
  let bytes = 0;
  const streamed = timed(() => {
    for (const chunk of ldjsonFile(db, upload).chunks()) bytes += chunk.byteLength;
  });
  if (bytes !== upload.bytes) throw new Error(`${bytes} bytes went out of ${upload.bytes}`);
  const confirmed = timed(() => confirmUpload(db, upload, null, NOW));
  return { 'batch in': batchIn, 'plan and sort': planned, 'stream out': streamed, confirm: confirmed };
}

/** The same records through one table, with nothing known about them: upsert, sorted copy, cursor, one update. */
function bare(path: string, records: number): Record<Stage, number> {
  const db = nodeDb(path);
  db.run(
    'CREATE TABLE bare (object_id TEXT PRIMARY KEY, body TEXT NOT NULL, modified TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0)',
  );
  db.run('CREATE TABLE lines (pos INTEGER PRIMARY KEY, line TEXT NOT NULL)');
  const batchIn = sumOf(Math.ceil(records / BATCH), (n) => {
    const { readings } = benchBatch(n, 0);
    return () => {
      const rows = JSON.stringify(
        readings.map(({ objectId, fields }) => [objectId, JSON.stringify(fields), fields['modifiedDate']]),
      );
      db.run(
        `INSERT INTO bare (object_id, body, modified) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?) WHERE true
         ON CONFLICT (object_id) DO UPDATE SET body = excluded.body`,
        rows,
      );
    };
  });
  const planned = timed(() => db.run('INSERT INTO lines (line) SELECT body FROM bare ORDER BY modified, object_id'));
  let bytes = 0;
  const streamed = timed(() => {
    for (let after = 0; ; ) {
      const page = db.all<{ pos: number; line: string }>(
        'SELECT pos, line FROM lines WHERE pos > ? ORDER BY pos LIMIT 500',
        after,
      );
      if (page.length === 0) return;
      bytes += Buffer.from(`${page.map(({ line }) => line).join('\n')}\n`).byteLength;
      after = page.at(-1)?.pos ?? after;
    }
  });
  if (bytes === 0) throw new Error('nothing went out');
  const confirmed = timed(() => db.run('UPDATE bare SET state = 2'));
  return { 'batch in': batchIn, 'plan and sort': planned, 'stream out': streamed, confirm: confirmed };
}

/** Processor time in ms: the machine's other work does not count. */
function timed(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function sumOf(times: number, prepare: (n: number) => () => void): number {
  let sum = 0;
  for (let n = 0; n < times; n += 1) sum += timed(prepare(n));
  return sum;
}

/** Least squares through the logarithms. */
export function exponentOf(points: readonly { readonly records: number; readonly ms: number }[]): number {
  const logs = points.map(({ records, ms }) => [Math.log(records), Math.log(Math.max(ms, 0.001))] as const);
  const mean = (index: 0 | 1) => logs.reduce((sum, log) => sum + log[index], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const slope = logs.reduce((sum, [one, other]) => sum + (one - x) * (other - y), 0);
  return rounded(slope / logs.reduce((sum, [one]) => sum + (one - x) ** 2, 0));
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
