import { beforeEach, describe, expect, it } from 'vitest';
import { perType } from '../../shared/objects/object-type.ts';
import { readFact, writeFact } from '../store/database.ts';
import { Bench } from '../testing/bench.ts';
import { advance } from './engine.ts';
import { resultOf } from './result.ts';
import { pressSync } from './sync-run.ts';

let bench: Bench;

async function benchWith(options: ConstructorParameters<typeof Bench>[0]): Promise<Bench> {
  const made = new Bench({ types: ['ACCOUNT', 'DEAL'], ...options });
  await made.enrol();
  for (let index = 0; index < 25; index++) made.crm.put('ACCOUNT', `a${index}`, { name: `Account ${index}` });
  made.crm.put('DEAL', 'd1', { name: 'Deal' });
  return made;
}

describe('where every viewer sees every record', () => {
  beforeEach(async () => {
    bench = await benchWith({ visibility: 'shared' });
  });

  it('a browser sweeps only the types that the Worker gives it, and says who reads the others', async () => {
    bench.worker.elsewhere = ['ACCOUNT'];
    const sync = await bench.sync();
    expect(bench.crm.requested.filter((url) => url.includes('/ACCOUNT/'))).toEqual([]);
    expect([...bench.worker.objects.keys()]).toEqual(['DEAL|d1']);
    const { problems, read } = await resultOf(bench.db, sync, bench.now);
    expect(problems).toEqual([expect.objectContaining({ code: 'sweep-elsewhere', objectType: 'ACCOUNT' })]);
    expect(read).toEqual(perType((type) => (type === 'DEAL' ? 1 : 0)));
    const trouble = await readFact(bench.db, 'trouble-team');
    expect(trouble?.what).toBe('Another browser of your company is reading accounts now.');
    expect(trouble?.needsPerson).toBe(false);
  });

  it('the sentence goes once this browser may read the type itself', async () => {
    bench.worker.elsewhere = ['ACCOUNT'];
    await bench.sync();
    bench.worker.elsewhere = [];
    await bench.sync();
    expect(await readFact(bench.db, 'trouble-team')).toBeUndefined();
    expect(bench.worker.objects.size).toBe(26);
  });

  it('tells the Worker how its sweeps get on, and gives each back when it has ended', async () => {
    await bench.sync();
    const told = bench.worker.asks.flatMap(({ sweeps }) => sweeps);
    const ended = told.filter(({ state }) => state === 'done').map(({ objectType }) => objectType);
    expect(ended.toSorted()).toEqual(['ACCOUNT', 'DEAL']);
    const [wanted, done] = ['wanted', 'done'].map((state) =>
      told.find((one) => one.objectType === 'ACCOUNT' && one.state === state),
    );
    expect(done?.sweepId).toBe(wanted?.sweepId);
    expect(await readFact(bench.db, 'heldSweeps')).toEqual([]);
  });

  it('ends a sweep that another browser has taken over while this one was away: nothing is reported of it', async () => {
    await pressSync(bench.engine, 'sync');
    await bench.run(8);
    bench.worker.elsewhere = ['ACCOUNT'];
    bench.now += 15 * 60_000;
    await writeFact(bench.db, 'lastVisitAt', bench.now);
    await bench.run();
    const sweeps = await bench.db.sweeps
      .where('[viewId+objectType]')
      .between(['', 'ACCOUNT'], ['￿', 'ACCOUNT'])
      .toArray();
    expect(sweeps.filter(({ objectType }) => objectType === 'ACCOUNT').map(({ state }) => state)).toEqual([
      'incomplete',
    ]);
    expect(bench.worker.reports.map(({ objectType }) => objectType)).not.toContain('ACCOUNT');
  });

  it('a scheduled sweep waits while the Worker cannot be asked', async () => {
    await bench.sync();
    const before = bench.crm.requested.length;
    bench.worker.down = true;
    bench.now += 2 * 3600_000;
    await writeFact(bench.db, 'lastVisitAt', bench.now);
    await bench.run();
    expect(bench.crm.requested.length).toBe(before);
    bench.worker.down = false;
    bench.now += 60_000;
    await writeFact(bench.db, 'lastVisitAt', bench.now);
    await bench.run();
    expect(bench.crm.requested.length).toBeGreaterThan(before);
  });
});

describe('pages that the company’s browsers share', () => {
  beforeEach(async () => {
    bench = await benchWith({ pace: { company: { perMinute: 600, perDay: 10_000 } } });
  });

  it('are asked for before the first page, and none is read beyond the grant', async () => {
    let grants = 2;
    bench.worker.pages = () => ({ granted: grants-- > 0 ? 5 : 0, spent: { bound: 'day', forMs: 3600_000 } });
    await pressSync(bench.engine, 'sync');
    await bench.run();
    bench.now += 3600_000;
    await writeFact(bench.db, 'lastVisitAt', bench.now);
    await bench.run();
    expect(bench.crm.requested).toHaveLength(10);
    const trouble = await readFact(bench.db, 'trouble-crm');
    expect(trouble).toMatchObject({ code: 'crm-company-spent', needsPerson: false });
    expect(Date.parse(trouble?.until ?? '')).toBeGreaterThan(bench.now);
    // It goes on by itself then.
    const { again } = await advance(bench.engine);
    expect(again).toBe(Date.parse(trouble?.until ?? '') - bench.now);
  });

  it('go back when they were not needed', async () => {
    await pressSync(bench.engine, 'sync');
    await bench.run(3);
    bench.now += 58_000;
    await bench.run(1);
    const [first, second] = bench.worker.asks.filter(({ pages }) => pages.wanted > 0).map(({ pages }) => pages);
    expect(second?.returned).toEqual({ grantId: first?.grantId, pages: (first?.wanted ?? 0) - 3 });
  });

  it('are the browser’s own part while the Worker cannot be reached', async () => {
    await pressSync(bench.engine, 'sync');
    await bench.run(4);
    bench.worker.down = true;
    bench.now += 61_000;
    const before = bench.crm.requested.length;
    await bench.run();
    expect(bench.crm.requested.length - before).toBe(3);
    bench.now += 61_000;
    await bench.run();
    expect(bench.crm.requested.length - before).toBe(6);
    bench.worker.down = false;
    bench.now += 61_000;
    await bench.run();
    expect(bench.worker.objects.size).toBe(26);
  });
});
