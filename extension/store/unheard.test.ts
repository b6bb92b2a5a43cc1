import { beforeEach, expect, it } from 'vitest';
import { objectIdOf } from '../../shared/objects/object-id.ts';
import type { Reading } from '../../shared/protocol/reading.ts';
import { newRecord } from '../sweep/record-rows.ts';
import { Bench } from '../testing/bench.ts';
import type { SweepRow } from './rows.ts';
import { queuedIn, unheardOf } from './unheard.ts';

let bench: Bench;
const SWEEP = 's1';

beforeEach(async () => {
  bench = new Bench({ types: ['LEAD'] });
});

/** A record of a second source of leads, whose ids bear a prefix, read by a sweep under way. */
async function begin(crmId: string): Promise<string> {
  const objectId = objectIdOf('LEAD', crmId, 'prospect');
  await bench.db.records.put({
    ...newRecord('v1', 'LEAD', 'prospect', crmId, objectId),
    seenBySweep: SWEEP,
    dirty: 1,
  });
  return objectId;
}
const waiting = async () => {
  const running = [{ sweepId: SWEEP }] as SweepRow[];
  return (await unheardOf(bench.db, running, await queuedIn(bench.db))).LEAD;
};

it('knows a record of a second source by the id that it has at the Worker', async () => {
  const known = await begin('7');
  await begin('8');
  await bench.db.mirror.put({ key: `LEAD|${known}`, state: 'confirmed', confirmedAt: null, reason: null });
  expect(await waiting()).toEqual({ waiting: 1, confirmed: 0, rejected: 0 });
});

it('takes what Gong has confirmed for waiting again once it is in the outbox', async () => {
  const objectId = await begin('7');
  await bench.db.mirror.put({ key: `LEAD|${objectId}`, state: 'confirmed', confirmedAt: null, reason: null });
  const reading: Reading = { objectType: 'LEAD', objectId, presence: 'present', fields: {}, problems: [], readAt: '' };
  for (const batchId of ['b1', 'b2'])
    await bench.db.outbox.put({
      ...{ batchId, syncId: null, sweepId: SWEEP, viewId: 'v1', crmUser: null, profileVersion: 'p' },
      ...{ readings: [reading], bytes: 1, attempted: 0 },
    });
  expect(await queuedIn(bench.db)).toMatchObject({ batches: 2, readings: 2 });
  expect(await waiting()).toEqual({ waiting: 1, confirmed: 1, rejected: 0 });
});
