import { expect, it } from 'vitest';
import type { Batch } from '../../shared/protocol/messages.ts';
import { forExtensions } from '../../worker/bridge/for-extensions.ts';
import { keepHouse } from '../../worker/bridge/house.ts';
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

/** A bridge with an empty ledger, and a browser that is enrolled. */
function bridgeWithBrowser(seed: number) {
  const db = emptyLedger(0);
  const clock = simulatedClock();
  const random = seededRandom(seed);
  const gong = createFakeGong({ clock, seed });
  const bridge = simulateBridge({ db, clock, gong, random });
  insertEnrolmentCode(db, { codeHash: hashSecret('CODE'), uses: 1, expiresAt: clock.now() + 1000, note: null }, 0);
  const token = enrol(db, { code: 'CODE', extensionVersion: '1' }, null, clock.now())?.token ?? '';
  const configuration = readConfiguration({});
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
  /** What asks the process that lives now, through the same storage. */
  const extensions = () => forExtensions({ db: bridge.db, driver: bridge.driver(), configuration, world, ...arms });
  return { db, clock, gong, bridge, token, extensions };
}

it('a batch for which SQLite has no more pages is refused whole, at whichever page, and taken when there is room', async () => {
  const { db, token, extensions } = bridgeWithBrowser(1);
  const send = (sent: Batch) => extensions().takeBatch(token, packBatch(sent));
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

it('an object that starts on a full storage with an upload of unknown fate says so, refuses what it cannot write, and goes on once there is room', async () => {
  const { db, clock, gong, bridge, token, extensions } = bridgeWithBrowser(2);
  const syncId = '00000000-0000-4000-8000-000000000001';
  const sent = (id: string) => packBatch(batch([reading('ACCOUNT', id, { name: id })], { syncId }));
  const view = { viewId: 'v', crmUser: null };
  await extensions().takeBatch(token, sent('a1'));
  await extensions().sync(token, { syncId, view });
  gong.timeoutNextUpload('after');
  const unsure = () => db.get<{ next_at: number }>("SELECT next_at FROM uploads WHERE state = 'unsure'");
  for (let n = 0; n < 1000 && !(Number(unsure()?.next_at) > bridge.now()); n += 1) await bridge.pass(100);
  expect(unsure()).toBeDefined();

  bridge.storageFull(true);
  bridge.redeploy({ UPLOAD_FILE_BYTES: '1000000' });
  bridge.kill();
  expect(await extensions().status(token, syncId)).toMatchObject({
    ok: true,
    value: { trouble: { code: 'ledger-full' }, types: { ACCOUNT: { waiting: 1 } } },
  });
  const report = {
    sweepId: '00000000-0000-4000-8000-000000000009',
    syncId: null,
    view,
    objectType: 'ACCOUNT' as const,
    profileVersion: 'p1',
    startedAt: new Date(clock.now()).toISOString(),
    finishedAt: new Date(clock.now()).toISOString(),
    parts: 1,
    part: 0,
    objectIds: ['a1'],
  };
  const full = { ok: false, code: 'ledger-full' };
  expect(await extensions().takeBatch(token, sent('a2'))).toMatchObject(full);
  expect(extensions().takeSweep(token, report)).toMatchObject(full);
  expect(await extensions().sync(token, { syncId, view })).toMatchObject(full);
  expect(extensions().states(token, { objects: [{ objectType: 'ACCOUNT', objectId: 'a1' }] }).ok).toBe(true);
  // A minute and more: a device's last word cannot be noted either.
  await bridge.pass(120_000);
  expect(await extensions().status(token, syncId)).toMatchObject({
    ok: true,
    value: { trouble: { code: 'ledger-full' } },
  });

  bridge.storageFull(false);
  expect(await bridge.rest(600_000)).toBe(true);
  expect(await extensions().status(token, syncId)).toMatchObject({
    ok: true,
    value: { trouble: null, types: { ACCOUNT: { waiting: 0, confirmed: 1 } } },
  });
  expect((await extensions().takeBatch(token, sent('a2'))).ok).toBe(true);
  expect(checkCounts(db)).toEqual([]);
  expect(gong.violations()).toEqual([]);
});

it('what a start could not write is done once there is room, though nothing else is to do', async () => {
  const clock = simulatedClock();
  const gong = createFakeGong({ clock, seed: 4 });
  const bridge = simulateBridge({ db: emptyLedger(1), clock, gong, random: seededRandom(4) });
  bridge.storageFull(true);
  bridge.redeploy({ UPLOAD_FILE_BYTES: '1000000' });
  bridge.kill();
  await bridge.pass(180_000);
  expect(bridge.driver().visibleTrouble()?.code).toBe('ledger-full');
  bridge.storageFull(false);
  await bridge.pass(180_000);
  expect(bridge.driver().visibleTrouble()).toBeNull();
  expect(bridge.driver().state.settingsPrint.get()).toContain('1000000');
});

it('keeping house makes room where there is none', () => {
  const store = emptyLedger(1);
  const clock = simulatedClock(Date.UTC(2026, 0, 10));
  const gong = createFakeGong({ clock, seed: 3 });
  const { db, driver, storageFull } = simulateBridge({ db: store, clock, gong, random: seededRandom(3) });
  const world = {
    now: clock.now,
    random: () => 0.5,
    uuid: () => '',
    sleep: async () => undefined,
    send: async () => new Response(),
    log: () => undefined,
  };
  store.run("INSERT INTO syncs (sync_id, device_no, first_at) VALUES ('old', 1, 0)");
  storageFull(true);
  // Where SQLite takes no more it still removes; this test's store refuses both alike, so removing goes around it here.
  const removing = { ...db, all: store.all };
  const house = { db: removing, configuration: readConfiguration({}), world, driver: driver() };
  expect(() => keepHouse(house)).toThrow(/full/);
  expect(store.get('SELECT 1 FROM syncs')).toBeUndefined();
});
