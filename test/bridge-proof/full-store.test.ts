import { expect, it } from 'vitest';
import type { Batch } from '../../shared/protocol/messages.ts';
import { forExtensions } from '../../worker/bridge/for-extensions.ts';
import { readConfiguration } from '../../worker/configuration.ts';
import { enrol } from '../../worker/devices/devices.ts';
import { hashSecret } from '../../worker/devices/secrets.ts';
import { checkCounts } from '../../worker/ledger/counts.ts';
import { insertEnrolmentCode } from '../../worker/ledger/devices-table.ts';
import { packBatch } from '../../worker/ledger/packed-batch.ts';
import { batch, reading } from '../../worker/testing/readings.ts';
import { seededRandom, simulateBridge, simulatedClock } from '../../worker/testing/simulated-bridge.ts';
import { createFakeGong } from '../fake-gong/fake.ts';
import { emptyLedger } from './ledger.ts';

it('a batch for which SQLite has no more pages is refused whole, at whichever page, and taken when there is room', async () => {
  const db = emptyLedger(0);
  const clock = simulatedClock();
  const random = seededRandom(1);
  const gong = createFakeGong({ clock, seed: 1 });
  const bridge = simulateBridge({ db, clock, gong, random });
  insertEnrolmentCode(db, { codeHash: hashSecret('CODE'), uses: 1, expiresAt: clock.now() + 1000, note: null }, 0);
  const token = enrol(db, { code: 'CODE', extensionVersion: '1' }, null, clock.now())?.token ?? '';
  const world = {
    now: () => bridge.now(),
    random,
    uuid: () => crypto.randomUUID(),
    sleep: async () => undefined,
    send: async () => {
      throw new Error('nothing is sent here');
    },
    log: () => undefined,
  };
  const arms = { arm: async () => undefined, rearm: async () => undefined };
  const configuration = readConfiguration({});
  const extensions = forExtensions({ db, driver: bridge.driver(), configuration, world, ...arms });
  const send = (sent: Batch) => extensions.takeBatch(token, packBatch(sent));
  const readings = Array.from({ length: 200 }, (_, n) =>
    reading('DEAL', `d${n}`, { name: 'x'.repeat(300), stage: 's' }),
  );
  const history = [{ modifiedDate: '2026-02-01T10:00:00Z', fields: { stage: 'r' } }];
  const sent = batch([...readings, reading('DEAL', 'h', { name: 'h', stage: 's' }, { history })]);
  const tables = ['objects', 'versions', 'view_objects', 'views', 'batches', 'samples', 'object_history'];
  const rows = () => tables.map((table) => db.get<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`)?.n);
  const empty = rows();
  const pages = db.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
  let refusals = 0;
  for (let more = 0; ; more += 1) {
    db.get(`PRAGMA max_page_count = ${pages + more}`);
    const answer = await send(sent);
    if (answer.ok) break;
    expect(answer.code).toBe('ledger-full');
    expect(rows()).toEqual(empty);
    refusals += 1;
  }
  expect(refusals).toBeGreaterThan(10);
  expect(rows().slice(0, 2)).toEqual([201, 203]);
  const full = rows();
  expect((await send(sent)).ok).toBe(true);
  expect(rows()).toEqual(full);
  expect(checkCounts(db)).toEqual([]);
});
