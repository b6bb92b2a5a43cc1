import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { Batch } from '../../shared/protocol/messages.ts';
import { clockOf } from './browser-clock.ts';
import type { Db } from './db.ts';
import { withoutErased } from './erasures.ts';
import { countReceipts, countSample } from './history-table.ts';
import { IntakeJudge } from './intake-judge.ts';
import { MOST_ROWS, PACKED_FORM, type PackedBatch, packBatch, readingsIn } from './packed-batch.ts';
import { packTimes, timesOf } from './packed-rows.ts';
import { takePlain } from './plain-readings.ts';
import { touchSync, touchView } from './views-table.ts';

/** What the ledger must know of the world to take a batch in. */
export interface IntakeContext {
  readonly now: number;
  readonly deviceNo: number;
  /** Whether this CRM tells a deleted record from a hidden one. */
  readonly tellsGone: (type: ObjectType) => boolean;
}

export interface TakenBatch {
  readonly taken: number;
  readonly changed: number;
  /** The batch had been taken before: nothing is new. */
  readonly repeated: boolean;
}

/** Takes a batch in as extensions send it. */
export function takeBatch(db: Db, batch: Batch, context: IntakeContext): TakenBatch {
  return takePacked(db, packBatch(batch), context);
}

/**
 * Takes a batch in, in one transaction; the same batch id again answers as the first time and changes nothing.
 * @throws Error where it was packed by another version of the Worker; the browser sends it again.
 */
export function takePacked(db: Db, batch: PackedBatch, context: IntakeContext): TakenBatch {
  const { now, deviceNo } = context;
  if (batch.form !== PACKED_FORM || batch.rows.some(({ count }) => count > MOST_ROWS))
    throw new Error(`a batch of form ${batch.form} came to a ledger of form ${PACKED_FORM}`);
  return db.transaction(() => {
    const before = db.get<Omit<TakenBatch, 'repeated'>>(
      'SELECT taken, changed FROM batches WHERE batch_id = ?',
      batch.batchId,
    );
    if (before !== undefined) return { taken: before.taken, changed: before.changed, repeated: true };
    const taken = readingsIn(batch);
    const viewNo = touchView(db, deviceNo, batch.view, now);
    const batchNo = noteBatch(db, batch.batchId, deviceNo, taken, now);
    const touched: number[] = [];
    const seen: (readonly [no: number, readAt: number])[] = [];
    const readAts: number[] = [];
    const problems: Problem[] = [];
    const rest = [...withoutErased(db, batch.others)];
    let changed = 0;
    for (const rows of batch.rows) {
      const plain = takePlain(db, rows, { now, viewNo, batchNo });
      changed += plain.changed;
      rest.push(...plain.rest);
      const numbers: number[] = [];
      for (const { no, unchanged, index } of plain.objects) {
        const readAt = rows.readAts[index] ?? now;
        touched.push(no * 2 + (unchanged ? 1 : 0));
        seen.push([no, readAt]);
        readAts.push(readAt);
        numbers[index] = no;
      }
      for (const [index, { field, code, message }] of rows.problems) {
        const no = numbers[index];
        if (no !== undefined) problems.push([no, field ?? '', code, message]);
      }
    }
    if (rest.length > 0) {
      const judge = new IntakeJudge(db, rest, { ...context, viewNo, batchNo, onTime: clockOf(batch.sentAt, now) });
      for (const reading of rest) {
        judge.take(reading);
        readAts.push(Date.parse(reading.readAt));
      }
      changed += judge.write();
      for (const [no, unchanged] of judge.touched) touched.push(no * 2 + unchanged);
      seen.push(...judge.read);
      problems.push(...judge.problems);
    }
    countSample(db, 'read', taken, now);
    countReceipts(db, readAts, now);
    writeSeen(db, viewNo, seen);
    writeProblems(db, problems, now);
    if (batch.syncId !== null) writeSync(db, touchSync(db, batch.syncId, deviceNo, now, false), touched);
    if (changed > 0) db.run('UPDATE batches SET changed = ? WHERE no = ?', changed, batchNo);
    return { taken, changed, repeated: false };
  });
}

function noteBatch(db: Db, batchId: string, deviceNo: number, taken: number, now: number): number {
  const row = db.get<{ no: number }>(
    'INSERT INTO batches (batch_id, device_no, received_at, taken, changed) VALUES (?, ?, ?, ?, 0) RETURNING no',
    batchId,
    deviceNo,
    now,
    taken,
  );
  if (row === undefined) throw new Error('a batch was not stored');
  return row.no;
}

/** Notes that the view has read these objects, which also ends every suspicion that they are gone. */
function writeSeen(db: Db, viewNo: number, seen: readonly (readonly [no: number, readAt: number])[]): void {
  if (seen.length === 0) return;
  const { no, at } = timesOf('?3');
  for (const [base, words] of packTimes(seen))
    db.run(
      `INSERT INTO view_objects (view_no, object_no, read_at) SELECT ?1, ${no}, ${at} FROM json_each(?2) WHERE true
       ON CONFLICT (view_no, object_no) DO UPDATE SET read_at = MAX(read_at, excluded.read_at)`,
      viewNo,
      JSON.stringify(words),
      base,
    );
  if (db.get('SELECT 1 FROM misses LIMIT 1') === undefined) return;
  db.run(
    'DELETE FROM misses WHERE object_no IN (SELECT value FROM json_each(?))',
    JSON.stringify(seen.map(([object]) => object)),
  );
}

/** Notes which objects a sync has touched: twice the number, and one more where it found the object unchanged and confirmed. */
function writeSync(db: Db, syncNo: number, touched: readonly number[]): void {
  db.run(
    `INSERT INTO sync_objects (sync_no, object_no, unchanged) SELECT ?1, value >> 1, value & 1 FROM json_each(?2) WHERE true
     ON CONFLICT (sync_no, object_no) DO UPDATE SET unchanged = MIN(unchanged, excluded.unchanged)`,
    syncNo,
    JSON.stringify(touched),
  );
}

type Problem = readonly [object: number, field: string, code: string, message: string];

function writeProblems(db: Db, problems: readonly Problem[], now: number): void {
  if (problems.length === 0) return;
  db.run(
    `INSERT INTO problems (object_no, field, code, message, seen_at) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ?2 FROM json_each(?1) WHERE true
     ON CONFLICT (object_no, field, code) DO UPDATE SET message = excluded.message, seen_at = excluded.seen_at`,
    JSON.stringify(problems),
    now,
  );
}
