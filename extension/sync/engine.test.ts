import { beforeEach, describe, expect, it } from 'vitest';
import { readFact, writeFact } from '../store/database.ts';
import { closeView } from '../sweep/view.ts';
import { Bench } from '../testing/bench.ts';
import { listUrl, recordUrl, testRules } from '../testing/small-crm-rules.ts';
import { advance } from './engine.ts';
import { resultOf } from './result.ts';
import { pressSync } from './sync-run.ts';

let bench: Bench;

beforeEach(async () => {
  bench = new Bench();
  await bench.enrol();
  bench.crm.put('BUSINESS_USER', 'u1', { name: 'Meier, Anna' });
  for (let index = 0; index < 25; index++) bench.crm.put('ACCOUNT', `a${index}`, { name: `Account ${index}` });
  bench.crm.put('DEAL', 'd1', { name: 'Deal', ownerId: 'Meier, Anna' });
});

const sent = () => bench.worker.batches.flatMap((batch) => batch.readings);

describe('a first sync', () => {
  it('brings every record to the Worker once, users before the deals that name them', async () => {
    const sync = await bench.sync();
    expect(sync.phase).toBe('finished');
    expect(bench.worker.objects.size).toBe(27);
    expect(sent()).toHaveLength(27);
    expect(bench.worker.objects.get('DEAL|d1')?.fields).toMatchObject({ ownerId: 'u1' });
    expect(bench.worker.announced).toEqual([sync.syncId]);
  });

  it('reports each type’s id set as complete', async () => {
    await bench.sync();
    const report = bench.worker.reports.find(({ objectType }) => objectType === 'ACCOUNT');
    expect(report?.objectIds).toHaveLength(25);
    expect(bench.worker.reports.map(({ objectType }) => objectType).toSorted()).toHaveLength(6);
  });

  it('reads no page twice', async () => {
    await bench.sync();
    expect(new Set(bench.crm.requested).size).toBe(bench.crm.requested.length);
  });
});

describe('a second sync', () => {
  it('sends nothing when nothing has changed and list rows prove it', async () => {
    bench.rules = testRules({ details: false });
    await bench.sync();
    const before = sent().length;
    const sync = await bench.sync();
    expect(sent()).toHaveLength(before);
    expect((await resultOf(bench.db, sync, bench.now)).unchanged).toMatchObject({ ACCOUNT: 25, DEAL: 1 });
  });

  it('sends an unchanged record again that the Worker has not, or takes for deleted, and says when it was seen', async () => {
    bench.rules = testRules({ details: false });
    await bench.sync();
    bench.worker.objects.delete('ACCOUNT|a3');
    const before = sent().length;
    const began = bench.now;
    await bench.sync();
    const [again, ...others] = sent().slice(before);
    expect(others).toEqual([]);
    expect(again).toMatchObject({ objectId: 'a3', presence: 'present', fields: { name: 'Account 3' } });
    expect(Date.parse(again?.readAt ?? '')).toBeGreaterThanOrEqual(began);
    expect(bench.worker.objects.has('ACCOUNT|a3')).toBe(true);
  });

  it('opens the page of a record that the lists no longer show and reports it gone', async () => {
    await bench.sync();
    bench.crm.delete('ACCOUNT', 'a3');
    bench.crm.requested.length = 0;
    await bench.sync();
    expect(bench.crm.requested).toContain(recordUrl('ACCOUNT', 'a3'));
    expect(sent().filter(({ presence }) => presence === 'gone')).toEqual([
      expect.objectContaining({ objectType: 'ACCOUNT', objectId: 'a3' }),
    ]);
  });

  it('keeps a record alive that only the lists no longer show', async () => {
    await bench.sync();
    const hidden = bench.crm.records.get('ACCOUNT')?.get('a3') ?? {};
    bench.crm.delete('ACCOUNT', 'a3');
    bench.crm.fault = (url) => {
      if (url === recordUrl('ACCOUNT', 'a3')) bench.crm.put('ACCOUNT', 'a3', hidden);
      return null;
    };
    await bench.sync();
    expect(sent().some(({ presence }) => presence !== 'present')).toBe(false);
    expect(bench.worker.objects.has('ACCOUNT|a3')).toBe(true);
  });
});

describe('a list without modified times', () => {
  const detailsAsked = () => bench.crm.requested.filter((url) => url.includes('record')).length;

  it('has record pages read again only where they show more than the row', async () => {
    await bench.sync();
    bench.crm.requested.length = 0;
    await bench.sync();
    expect(detailsAsked()).toBe(0);
    bench.crm.put('ACCOUNT', 'a1', { name: 'Renamed' });
    await bench.sync();
    expect(detailsAsked()).toBe(1);
  });
});

describe('a sync that meets trouble', () => {
  it('takes nothing for gone when the session ends in the middle, and goes on after the next sign-in', async () => {
    await pressSync(bench.engine, 'sync');
    await bench.run(12);
    bench.crm.signedIn = false;
    await bench.run();
    expect(bench.worker.announced).toEqual([]);
    expect((await readFact(bench.db, 'view'))?.open).toBe(false);
    bench.crm.signedIn = true;
    await bench.sync();
    expect(bench.worker.objects.size).toBe(27);
    expect(sent().every(({ presence }) => presence === 'present')).toBe(true);
  });

  it('does not report a sweep as complete when a page could not be read', async () => {
    bench.crm.fault = (url) =>
      url === listUrl('ACCOUNT', 2) ? { kind: 'status', status: 500, retryAfterMs: null } : null;
    const sync = await pressSync(bench.engine, 'sync');
    for (let index = 0; index < 40; index++) {
      await bench.run();
      bench.now += 60_000;
    }
    expect(bench.worker.reports.map(({ objectType }) => objectType)).not.toContain('ACCOUNT');
    expect(bench.worker.objects.has('ACCOUNT|a3')).toBe(true);
    const sweeps = await bench.db.sweeps.where('syncId').equals(sync).toArray();
    const problems = sweeps.flatMap(({ problems: found }) => found);
    expect(problems).toContainEqual(expect.objectContaining({ code: 'crm-failed', objectType: 'ACCOUNT' }));
  });

  it('keeps its batches while the Worker is down and sends them when it is back', async () => {
    const syncId = await pressSync(bench.engine, 'sync');
    await advance(bench.engine);
    bench.worker.down = true;
    await bench.run();
    expect(await bench.db.outbox.count()).toBeGreaterThan(0);
    bench.worker.down = false;
    bench.now += 60_000;
    await bench.run();
    expect(bench.worker.objects.size).toBe(27);
    expect((await bench.db.syncs.get(syncId))?.phase).toBe('finished');
  });

  it('sends the others when the Worker cannot take one reading, and says which', async () => {
    bench.worker.refuse = (batch) =>
      batch.readings.some(({ objectId }) => objectId === 'a7') ? { status: 400, code: 'bad-request' } : null;
    const sync = await bench.sync();
    expect(bench.worker.objects.size).toBe(26);
    expect(sync.problems).toEqual([expect.objectContaining({ code: 'bad-request', objectId: 'a7' })]);
  });

  it('erases everything when the device was revoked', async () => {
    bench.worker.refuse = () => ({ status: 401, code: 'device-revoked' });
    await pressSync(bench.engine, 'sync');
    await bench.run();
    expect(await bench.db.records.count()).toBe(0);
    expect(await readFact(bench.db, 'device')).toBeUndefined();
    expect((await readFact(bench.db, 'trouble-worker'))?.code).toBe('device-revoked');
  });

  it('ends after ten minutes with the problem timed-out while its work goes on', async () => {
    const syncId = await pressSync(bench.engine, 'sync');
    await advance(bench.engine);
    bench.now += 11 * 60_000;
    await advance(bench.engine);
    const sync = await bench.db.syncs.get(syncId);
    expect(sync?.problems).toEqual([expect.objectContaining({ code: 'timed-out' })]);
    await bench.run();
    expect((await bench.sync()).phase).toBe('finished');
    expect(bench.worker.objects.size).toBe(27);
  });
});

describe('somebody else signing in', () => {
  it('never adds to the sweep of the person before', async () => {
    await pressSync(bench.engine, 'sync');
    await bench.run(12);
    bench.crm.viewer = 'bruno';
    bench.crm.put('ACCOUNT', 'only-bruno', { name: 'Only Bruno sees this' });
    await bench.run();
    const anna = await bench.db.views.where('crmUser').equals('anna').first();
    const keys = (await bench.db.records.toArray()).filter(({ viewId }) => viewId === anna?.viewId);
    expect(keys.map(({ crmId }) => crmId)).not.toContain('only-bruno');
    expect((await readFact(bench.db, 'trouble-crm'))?.code).toBe('viewer-changed');
    await bench.sync();
    const brunos = bench.worker.batches.filter(({ view }) => view.crmUser === 'bruno');
    expect(brunos.flatMap(({ readings }) => readings).map(({ objectId }) => objectId)).toContain('only-bruno');
    const reports = bench.worker.reports.filter(({ objectType }) => objectType === 'ACCOUNT');
    expect(reports.map(({ view }) => view.crmUser)).toEqual(['bruno']);
  });

  it('has a view of its own even where pages name nobody', async () => {
    bench.crm.viewer = null;
    await bench.sync();
    const first = (await readFact(bench.db, 'view'))?.viewId;
    await closeView(bench.db, true);
    await bench.sync();
    expect((await readFact(bench.db, 'view'))?.viewId).not.toBe(first);
  });
});

describe('a new profile version', () => {
  it('ends the running sweeps as incomplete and reads everything anew', async () => {
    await pressSync(bench.engine, 'sync');
    await bench.run(12);
    bench.rules = testRules({ version: 'v2' });
    await bench.run();
    const sweeps = await bench.db.sweeps.toArray();
    const old = sweeps.filter(({ profileVersion }) => profileVersion === 'v1');
    expect(old.map(({ state }) => state)).toContain('incomplete');
    expect(old.some(({ active }) => active === 1)).toBe(false);
    const versions = bench.worker.reports.filter(({ objectType }) => objectType === 'ACCOUNT');
    expect(versions.map(({ profileVersion }) => profileVersion)).toEqual(['v2']);
    expect(bench.worker.objects.size).toBe(27);
  });
});

describe('pausing', () => {
  it('hands out no page', async () => {
    await pressSync(bench.engine, 'sync');
    await advance(bench.engine);
    await writeFact(bench.db, 'paused', true);
    expect(await bench.lease()).toEqual({ kind: 'rest' });
  });
});
