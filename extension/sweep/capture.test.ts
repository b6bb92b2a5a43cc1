import { beforeEach, describe, expect, it } from 'vitest';
import { readFact } from '../store/database.ts';
import { Bench } from '../testing/bench.ts';
import { listReading, listUrl, recordReading, recordUrl } from '../testing/small-crm-rules.ts';
import { type CapturedPage, commitCapture } from './capture.ts';

let bench: Bench;

beforeEach(async () => {
  bench = new Bench({ newestFirst: true });
  await bench.enrol();
  bench.crm.put('ACCOUNT', 'a1', { name: 'One' });
  bench.crm.put('ACCOUNT', 'a2', { name: 'Two' });
  await bench.sync();
  bench.worker.batches.length = 0;
});

const capture = (...pages: CapturedPage[]) => {
  const url = pages[0]?.planned.request.url ?? '';
  const facts = { now: bench.now, loadedAt: bench.now, url, newId: () => crypto.randomUUID() };
  return commitCapture(bench.db, bench.rules, pages, facts);
};
const accountPage = (name: string, viewer = 'anna'): CapturedPage => ({
  planned: { page: 'ACCOUNT-record', crmId: 'a1', request: { method: 'GET', url: recordUrl('ACCOUNT', 'a1') } },
  reading: recordReading('ACCOUNT', 'a1', { name }, { viewer }),
});

describe('a captured page', () => {
  it('brings what has changed to the Worker at once, outside of any sync', async () => {
    const { objects } = await capture(accountPage('One Ltd'));
    await bench.run();
    expect(objects).toEqual([{ objectType: 'ACCOUNT', objectId: 'a1' }]);
    expect(bench.worker.batches).toHaveLength(1);
    expect(bench.worker.batches[0]).toMatchObject({ syncId: null, readings: [{ fields: { name: 'One Ltd' } }] });
  });

  it('sends nothing when it shows what is known', async () => {
    await capture(accountPage('One'));
    expect(await bench.db.outbox.count()).toBe(0);
  });

  it('is not taken from somebody else’s session', async () => {
    expect((await capture(accountPage('Stolen', 'bruno'))).kind).toBe('viewer-doubtful');
    expect(await bench.db.outbox.count()).toBe(0);
    expect((await readFact(bench.db, 'view'))?.open).toBe(false);
  });

  it('never makes a sweep leave an edit out', async () => {
    bench.crm.put('ACCOUNT', 'a1', { name: 'Edited' });
    await capture({
      planned: { page: 'ACCOUNT-list', request: { method: 'GET', url: listUrl('ACCOUNT') } },
      reading: listReading('ACCOUNT', [['a1', { name: 'Edited' }]]),
    });
    bench.crm.requested.length = 0;
    await bench.sync();
    expect(bench.crm.requested).toContain(recordUrl('ACCOUNT', 'a1'));
    expect(bench.worker.objects.get('ACCOUNT|a1')?.fields).toEqual({ name: 'Edited' });
  });
});
