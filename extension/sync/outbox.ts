import type { Batch } from '../../shared/protocol/messages.ts';
import type { BridgeDatabase } from '../store/database.ts';
import type { Millis, OutboxRow } from '../store/rows.ts';
import { noteTaken } from '../store/unheard.ts';
import { noteUnsettled } from './unsettled.ts';
import type { WorkerLink } from './worker-link.ts';

/** `empty`: the Worker has everything. `later`: it must be tried again. */
export type FlushOutcome = 'empty' | 'later';

/** Sends the batches in order until none is left or the Worker does not take one. A batch leaves the outbox only once it was taken. */
export async function flushOutbox(db: BridgeDatabase, link: WorkerLink, newId: () => string): Promise<FlushOutcome> {
  for (;;) {
    const row = await db.outbox.orderBy('seq').first();
    if (row?.seq === undefined) return 'empty';
    if ((await link.notBefore()) > 0) return 'later';
    if (row.attempted === 0) await db.outbox.update(row.seq, { attempted: 1 });
    const reply = await link.call((client) => client.sendBatch(batchOf(row, link.now())));
    if (reply === null) return 'later';
    if (reply.ok) {
      const { seq } = row;
      await db.transaction('rw', db.outbox, db.facts, async () => {
        await db.outbox.delete(seq);
        await noteTaken(db, row);
        await noteUnsettled(db, row, link.now());
      });
      continue;
    }
    if (reply.retry || reply.error.code === 'ledger-full' || (reply.status !== 400 && reply.status !== 413))
      return 'later';
    await splitRefused(db, row, reply.error.why, newId);
  }
}

function batchOf(row: OutboxRow, now: Millis): Batch {
  const { batchId, syncId, viewId, crmUser, profileVersion } = row;
  const sentAt = new Date(now).toISOString();
  return { batchId, syncId, view: { viewId, crmUser }, profileVersion, sentAt, readings: [...row.readings] };
}

/**
 * One reading that the Worker cannot take must not keep the others: the batch is halved until that reading is alone; then it
 * leaves the outbox and is a problem of its sync. Its record stays in the store and is sent again when it is next read.
 */
async function splitRefused(db: BridgeDatabase, row: OutboxRow, why: string, newId: () => string): Promise<void> {
  const { seq, ...batch } = row;
  if (seq === undefined) return;
  await db.transaction('rw', db.outbox, db.syncs, async () => {
    await db.outbox.delete(seq);
    const half = Math.ceil(row.readings.length / 2);
    const [reading] = row.readings;
    if (row.readings.length > 1) {
      const parts = [row.readings.slice(0, half), row.readings.slice(half)];
      await db.outbox.bulkAdd(parts.map((readings) => ({ ...batch, batchId: newId(), readings, attempted: 0 })));
      return;
    }
    const sync = row.syncId === null ? undefined : await db.syncs.get(row.syncId);
    if (sync === undefined || reading === undefined) return;
    const { objectType, objectId } = reading;
    const problem = {
      code: 'bad-request',
      objectType,
      objectId,
      message: `The bridge did not take the record: ${why}`,
    };
    await db.syncs.put({ ...sync, problems: [...sync.problems, problem] });
  });
}
