import type { ObjectType } from '../../shared/objects/object-type.ts';
import { MAX_BATCH_READINGS } from '../../shared/protocol/messages.ts';
import type { BridgeDatabase } from '../store/database.ts';
import type { RecordRow, SweepRow } from '../store/rows.ts';
import type { CrmRules } from './crm-rules.ts';
import { interpretRows, type Made, queue } from './interpretation.ts';
import { currentSweeps, typesRead } from './names.ts';

/**
 * Looks names up again that stood for no record, now that a sweep has made all records of its type: what has changed goes into the
 * outbox as part of that sweep. `from` is how many to pass over; returns that for the next call, or null at the end.
 */
export function resolveNames(
  db: BridgeDatabase,
  rules: CrmRules,
  sweepId: string,
  from: number,
  newId: () => string,
): Promise<number | null> {
  return db.transaction('rw', db.records, db.outbox, db.sweeps, db.facts, db.views, async () => {
    const sweep = await db.sweeps.get(sweepId);
    if (sweep === undefined) return null;
    const { viewId, objectType } = sweep;
    if (!(await typesRead(db, rules, viewId, sweep)).has(objectType)) return null;
    const current = await currentSweeps(db, rules, viewId);
    const rows = await db.records
      .where('[viewId+unresolved]')
      .equals([viewId, 1])
      .offset(from)
      .limit(MAX_BATCH_READINGS)
      .toArray();
    // Those that wait to be made are looked up then.
    const due = rows.filter((row) => isMade(row, current) && row.wants?.includes(objectType) === true);
    const made = await remake(db, rules, sweep, due, newId);
    const solved = made.filter(({ row }) => row.unresolved !== 1).length;
    return rows.length < MAX_BATCH_READINGS ? null : from + rows.length - solved;
  });
}

/** Problems that unknown formats make. */
const OF_FORMATS = /^(date|number|percent)-/;

/**
 * Makes records once more whose dates or numbers could not be read, now that the viewer's formats are proven: they become part of the sweep
 * that has proven them. `after` is the key to go on from; returns the next, or null at the end.
 */
export function readFormatsAgain(
  db: BridgeDatabase,
  rules: CrmRules,
  sweepId: string,
  objectType: ObjectType,
  after: string,
  newId: () => string,
): Promise<string | null> {
  return db.transaction('rw', db.records, db.outbox, db.sweeps, db.facts, db.views, async () => {
    const sweep = await db.sweeps.get(sweepId);
    if (sweep === undefined) return null;
    const { viewId } = sweep;
    const current = await currentSweeps(db, rules, viewId);
    const rows = await db.records
      .where('[viewId+objectType+objectId]')
      .between([viewId, objectType, after], [viewId, objectType, '\uffff'], false, true)
      .limit(MAX_BATCH_READINGS)
      .toArray();
    const due = rows.filter(
      (row) => isMade(row, current) && row.reading?.problems.some(({ code }) => OF_FORMATS.test(code)) === true,
    );
    await remake(db, rules, sweep, due, newId);
    return rows.length < MAX_BATCH_READINGS ? null : (rows.at(-1)?.objectId ?? null);
  });
}

/** Whether the record was made out of its newest pieces, in a sweep that still counts. */
function isMade(row: RecordRow, current: ReadonlySet<string>): boolean {
  return row.dirty !== 1 && row.presence === 'present' && current.has(row.seenBySweep);
}

/** Makes these rows again and sends what has changed as part of the sweep; the problems that are solved leave the result. */
async function remake(
  db: BridgeDatabase,
  rules: CrmRules,
  sweep: SweepRow,
  due: readonly RecordRow[],
  newId: () => string,
): Promise<Made[]> {
  const made = await interpretRows(db, rules, due, sweep);
  await db.records.bulkPut(made.map(({ row, before }) => ({ ...row, settledBy: before.settledBy })));
  const changed = made.filter(({ row, before }) => row.print !== before.print);
  const readings = changed.flatMap(({ reading }) => (reading ? [reading] : []));
  await queue(db, sweep, readings, newId);
  for (const { row, before } of changed) {
    const own = await db.sweeps.get(row.seenBySweep);
    if (own) await db.sweeps.put(withoutSolved(own, row, before));
  }
  return made;
}

/** What the record's own sweep said of it, without the problems that it has no more. */
function withoutSolved(sweep: SweepRow, row: RecordRow, before: RecordRow): SweepRow {
  const left = row.reading?.problems ?? [];
  const problems = sweep.problems.filter(
    ({ objectType, objectId, code, field }) =>
      objectType !== row.objectType ||
      objectId !== row.objectId ||
      !(code.startsWith('reference-') || OF_FORMATS.test(code)) ||
      left.some((problem) => problem.code === code && problem.field === field),
  );
  const cleared = left.length === 0 && (before.reading?.problems.length ?? 0) > 0;
  return { ...sweep, problems, withProblems: Math.max(0, sweep.withProblems - (cleared ? 1 : 0)) };
}
