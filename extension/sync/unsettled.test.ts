import { beforeEach, describe, expect, it } from 'vitest';
import { readFact } from '../store/database.ts';
import { readOverview } from '../store/read-overview.ts';
import { commitCapture } from '../sweep/capture.ts';
import { SCHEDULE_MS } from '../sweep/schedule.ts';
import { Bench } from '../testing/bench.ts';
import { recordReading, recordUrl } from '../testing/small-crm-rules.ts';
import { storedRecord } from '../ui/records/stored-record.ts';
import { advance } from './engine.ts';

let bench: Bench;

beforeEach(async () => {
  bench = new Bench({ newestFirst: true });
  await bench.enrol();
  bench.crm.put('ACCOUNT', 'a1', { name: 'One' });
  bench.crm.put('ACCOUNT', 'a2', { name: 'Two' });
  await bench.sync();
});

/** The rep opens the record's page, which shows a new name, and its reading is sent. */
async function capture(name: string): Promise<void> {
  const request = { method: 'GET' as const, url: recordUrl('ACCOUNT', 'a1') };
  const page = {
    planned: { page: 'ACCOUNT-record', crmId: 'a1', request },
    reading: recordReading('ACCOUNT', 'a1', { name }, { viewer: 'anna' }),
  };
  const facts = { now: bench.now, loadedAt: bench.now, url: request.url, newId: () => crypto.randomUUID() };
  await commitCapture(bench.db, bench.rules, [page], facts);
  await advance(bench.engine);
}

/** Lets this much time pass, one step of the engine whenever it asks for one; the moments of these steps in seconds. */
async function pass(ms: number): Promise<number[]> {
  const [start, end] = [bench.now, bench.now + ms];
  const steps: number[] = [];
  for (;;) {
    const { again } = await advance(bench.engine);
    if (again === null || bench.now + again > end) break;
    bench.now += Math.max(1, again);
    steps.push(Math.round((bench.now - start) / 1000));
  }
  bench.now = end;
  return steps;
}

const accounts = async () => {
  const facts = { now: bench.now, trouble: null, sync: null, managedAddress: null, managedCode: false, profile: null };
  const { waiting, confirmed, rejected } = (await readOverview(bench.db, facts)).types.ACCOUNT;
  return { waiting, confirmed, rejected };
};

/** The state of the captured record on the records page. */
async function listed(): Promise<string> {
  const row = await bench.db.records.filter(({ crmId }) => crmId === 'a1').first();
  const mirror = new Map((await bench.db.mirror.toArray()).map((one) => [one.key, one]));
  if (row === undefined) throw new Error('the record is not there');
  return storedRecord(row, { mirror, rejected: new Map() }).state;
}

describe('what was sent outside of any sync', () => {
  it('waits, in the popup and in the list, until the Worker says that Gong has confirmed it, without a press of Sync', async () => {
    expect(await listed()).toBe('confirmed');
    bench.worker.stateOf = (key) => (key === 'ACCOUNT|a1' ? 'pending' : 'confirmed');
    await capture('One Ltd');
    expect(await accounts()).toEqual({ waiting: 1, confirmed: 1, rejected: 0 });
    expect(await listed()).toBe('waiting');
    await pass(30_000);
    expect(await accounts()).toEqual({ waiting: 1, confirmed: 1, rejected: 0 });
    expect(await listed()).toBe('waiting');
    bench.worker.stateOf = () => 'confirmed';
    await pass(60_000);
    expect(await accounts()).toEqual({ waiting: 0, confirmed: 2, rejected: 0 });
    expect(await listed()).toBe('confirmed');
    expect(await readFact(bench.db, 'unsettled')).toBeUndefined();
  });

  it('is told as rejected when it is', async () => {
    bench.worker.stateOf = (key) => (key === 'ACCOUNT|a1' ? 'rejected' : 'confirmed');
    await capture('One Ltd');
    await pass(10_000);
    expect(await accounts()).toEqual({ waiting: 0, confirmed: 1, rejected: 1 });
    expect(await listed()).toBe('rejected');
  });

  it('is asked for less and less often, and no more once nothing is left to hear', async () => {
    bench.worker.stateOf = () => 'pending';
    await capture('One Ltd');
    bench.worker.called.length = 0;
    const asked = await pass(3600_000);
    expect(asked.slice(0, 6)).toEqual([5, 15, 35, 75, 155, 315]);
    expect(bench.worker.called.filter((route) => route === 'GET /v1/status').length).toBeLessThan(20);
    bench.worker.stateOf = () => 'confirmed';
    await pass(300_000);
    bench.worker.called.length = 0;
    expect(await pass(600_000)).toEqual([]);
    expect(bench.worker.called).not.toContain('POST /v1/states');
  });

  it('is heard of once a Worker is back that did not answer', async () => {
    bench.worker.stateOf = () => 'pending';
    await capture('One Ltd');
    bench.worker.down = true;
    await pass(60_000);
    bench.worker.down = false;
    bench.worker.stateOf = () => 'confirmed';
    await pass(600_000);
    expect(await accounts()).toEqual({ waiting: 0, confirmed: 2, rejected: 0 });
  });

  it('is also what a sweep by the clock has brought', async () => {
    await bench.run();
    bench.crm.put('ACCOUNT', 'a2', { name: 'Two Ltd' });
    bench.worker.stateOf = (key) => (key === 'ACCOUNT|a2' ? 'in-flight' : 'confirmed');
    bench.now += SCHEDULE_MS;
    await bench.db.facts.put({ key: 'lastVisitAt', value: bench.now });
    await bench.run();
    expect(bench.worker.objects.get('ACCOUNT|a2')?.fields['name']).toBe('Two Ltd');
    expect(await accounts()).toEqual({ waiting: 1, confirmed: 1, rejected: 0 });
    bench.worker.stateOf = () => 'confirmed';
    await pass(60_000);
    expect(await accounts()).toEqual({ waiting: 0, confirmed: 2, rejected: 0 });
  });
});
