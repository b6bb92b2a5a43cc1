import { isErrorCode } from '../../shared/errors/catalogue.ts';
import { explain } from '../../shared/errors/coded-error.ts';
import type { StatusAnswer } from '../../shared/protocol/messages.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { dropFact, writeFact } from '../store/database.ts';
import type { MirrorRow, RecordRow, SyncRow } from '../store/rows.ts';
import { clearTrouble, noteTrouble } from '../store/trouble.ts';
import type { WorkerLink } from './worker-link.ts';

/** Asks the Worker how a sync (or, with null, everything) stands, and keeps the answer. Null when it did not answer. */
export async function pollStatus(
  db: BridgeDatabase,
  link: WorkerLink,
  sync: SyncRow | null,
  now: number,
): Promise<StatusAnswer | null> {
  const reply = await link.call((client) => client.status(sync?.syncId ?? null));
  if (!reply?.ok) return null;
  const status = reply.value;
  await writeFact(db, 'status', status);
  await dropFact(db, 'taken');
  const { trouble } = status;
  if (trouble === null) {
    await clearTrouble(db, 'trouble-gong');
  } else {
    const code = isErrorCode(trouble.code) ? trouble.code : 'gong-answer-unknown';
    const known = explain(code, { detail: trouble.what });
    const error = { ...known, what: trouble.what, why: trouble.why ?? known.why, next: trouble.next };
    const until = trouble.until === null ? null : Date.parse(trouble.until);
    await noteTrouble(db, 'trouble-gong', error, { now, needsPerson: until === null, until });
  }
  if (sync) await db.syncs.update(sync.syncId, { status });
  return status;
}

/** Of so many objects the Worker tells the states in one answer. */
export const STATES_AT_ONCE = 1000;

/**
 * Brings the mirror up to date for what a sync has sent: records whose newest version is confirmed need not be sent again
 * while they stay as they are. False when the Worker did not answer; then it is done again.
 */
export async function mirrorStates(db: BridgeDatabase, link: WorkerLink, sweepId: string): Promise<boolean> {
  for (let after: string = ''; ; ) {
    const rows = await openRows(db, sweepId, after);
    if (rows.length === 0) return true;
    if ((await askStates(db, link, rows)) === null) return false;
    after = rows.at(-1)?.key ?? '';
    if (rows.length < STATES_AT_ONCE) return true;
  }
}

/** Asks what became of these records' objects and keeps the answer; their states by `objectType|objectId`, null when the Worker did not answer. */
export async function askStates(
  db: BridgeDatabase,
  link: WorkerLink,
  rows: readonly RecordRow[],
): Promise<ReadonlyMap<string, MirrorRow['state']> | null> {
  if (rows.length === 0) return new Map();
  const objects = rows.map(({ objectType, objectId }) => ({ objectType, objectId }));
  const reply = await link.call((client) => client.states(objects));
  if (!reply?.ok) return null;
  await keepStates(db, rows, reply.value.states);
  return new Map(reply.value.states.map(({ objectType, objectId, state }) => [`${objectType}|${objectId}`, state]));
}

/** Records of the sweep in key order whose present content is not known to be confirmed. */
async function openRows(db: BridgeDatabase, sweepId: string, after: string): Promise<RecordRow[]> {
  const sweep = await db.sweeps.get(sweepId);
  if (sweep === undefined) return [];
  const rows: RecordRow[] = [];
  await db.records
    .where('key')
    .between(after, `${sweep.viewId}|${sweep.objectType}|\uffff`, false, false)
    .filter(
      (row) =>
        row.viewId === sweep.viewId &&
        row.objectType === sweep.objectType &&
        row.queuedPrint !== null &&
        row.confirmedPrint !== row.queuedPrint,
    )
    .limit(STATES_AT_ONCE)
    .each((row) => {
      rows.push(row);
    });
  return rows;
}

async function keepStates(
  db: BridgeDatabase,
  rows: readonly RecordRow[],
  states: readonly {
    readonly objectType: string;
    readonly objectId: string;
    readonly state: MirrorRow['state'];
    readonly confirmedAt: string | null;
    readonly reason: string | null;
  }[],
): Promise<void> {
  await db.transaction('rw', db.records, db.mirror, async () => {
    await db.mirror.bulkPut(
      states.map(({ objectType, objectId, state, confirmedAt, reason }) => ({
        key: `${objectType}|${objectId}`,
        state,
        confirmedAt,
        reason,
      })),
    );
    const stateOf = new Map(states.map((state) => [`${state.objectType}|${state.objectId}`, state.state]));
    const current = await db.records.bulkGet(rows.map((row) => row.key));
    const confirmed = current.flatMap((row, index) => {
      const asked = rows[index];
      // Only what was queued when the Worker was asked: a later reading is not confirmed by this answer.
      if (row === undefined || asked === undefined || row.queuedPrint !== asked.queuedPrint) return [];
      const state = stateOf.get(`${row.objectType}|${row.objectId}`);
      return state === 'confirmed' || state === 'deleted' ? [{ ...row, confirmedPrint: row.queuedPrint }] : [];
    });
    await db.records.bulkPut(confirmed);
  });
}
