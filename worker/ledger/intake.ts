import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { Batch } from '../../shared/protocol/messages.ts';
import type { Db } from './db.ts';
import { countReceipts, countSample } from './history-table.ts';
import { IntakeJudge } from './intake-judge.ts';
import { padded } from './packed-rows.ts';
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
}

/** Takes a batch in, in one transaction; the same batch id again answers as the first time and changes nothing. */
export function takeBatch(db: Db, batch: Batch, context: IntakeContext): TakenBatch {
  const { now, deviceNo } = context;
  return db.transaction(() => {
    const before = db.get<TakenBatch>('SELECT taken, changed FROM batches WHERE batch_id = ?', batch.batchId);
    if (before !== undefined) return { taken: before.taken, changed: before.changed };
    const viewNo = touchView(db, deviceNo, batch.view, now);
    const batchNo = noteBatch(db, batch.batchId, deviceNo, batch.readings.length, now);
    const plain = takePlain(db, batch.readings, { now, viewNo, batchNo });
    const touched: number[] = [];
    const seen: string[] = [];
    const numbers: number[] = [];
    const readAts: number[] = [];
    const problems: Problem[] = [];
    for (const {
      no,
      unchanged,
      plain: { reading, readAt },
    } of plain.objects) {
      touched.push(no * 2 + (unchanged ? 1 : 0));
      seen.push(seenText(no, readAt));
      numbers.push(no);
      readAts.push(readAt);
      for (const { field, code, message } of reading.problems) problems.push([no, field ?? '', code, message]);
    }
    let { changed } = plain;
    if (plain.rest.length > 0) {
      const judge = new IntakeJudge(db, plain.rest, { ...context, viewNo, batchNo });
      for (const reading of plain.rest) {
        judge.take(reading);
        readAts.push(Date.parse(reading.readAt));
      }
      changed += judge.write();
      for (const [no, unchanged] of judge.touched) touched.push(no * 2 + unchanged);
      for (const [no, readAt] of judge.read) {
        seen.push(seenText(no, readAt));
        numbers.push(no);
      }
      problems.push(...judge.problems);
    }
    countSample(db, 'read', batch.readings.length, now);
    countReceipts(db, readAts, now);
    writeSeen(db, viewNo, seen, numbers);
    writeProblems(db, problems, now);
    if (batch.syncId !== null) writeSync(db, touchSync(db, batch.syncId, deviceNo, now, false), touched);
    if (changed > 0) db.run('UPDATE batches SET changed = ? WHERE no = ?', changed, batchNo);
    return { taken: batch.readings.length, changed };
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

/** Two numbers in one text: taking them out of a list in JSON would take three times as long. */
function seenText(no: number, readAt: number): string {
  return padded(Math.max(0, readAt), 15) + no;
}

/** Notes that the view has read these objects, which also ends every suspicion that they are gone. */
function writeSeen(db: Db, viewNo: number, seen: readonly string[], numbers: readonly number[]): void {
  if (seen.length === 0) return;
  db.run(
    `INSERT INTO view_objects (view_no, object_no, read_at) SELECT ?1, substr(value, 16), substr(value, 2, 14) FROM json_each(?2) WHERE true
     ON CONFLICT (view_no, object_no) DO UPDATE SET read_at = MAX(read_at, excluded.read_at)`,
    viewNo,
    JSON.stringify(seen),
  );
  if (db.get('SELECT 1 FROM misses LIMIT 1') === undefined) return;
  db.run('DELETE FROM misses WHERE object_no IN (SELECT value FROM json_each(?))', JSON.stringify(numbers));
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
