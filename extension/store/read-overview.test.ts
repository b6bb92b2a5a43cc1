import { beforeEach, describe, expect, it } from 'vitest';
import { started } from '../sweep/pace.ts';
import { pressSync } from '../sync/sync-run.ts';
import { Bench } from '../testing/bench.ts';
import { readFact, writeFact } from './database.ts';
import { readOverview } from './read-overview.ts';

let bench: Bench;

beforeEach(async () => {
  bench = new Bench({ types: ['ACCOUNT'] });
  await bench.enrol();
  for (let index = 0; index < 30; index++) bench.crm.put('ACCOUNT', `a${index}`, { name: `Account ${index}` });
});

const look = () =>
  readOverview(bench.db, {
    now: bench.now,
    trouble: null,
    sync: null,
    managedAddress: null,
    managedCode: false,
    profile: null,
  });

describe('what a person can follow', () => {
  it('is the pages done and to do per type, and nothing is promised before the lists’ ends are known', async () => {
    await pressSync(bench.engine, 'sync');
    await bench.run(3);
    const { types, progress } = await look();
    expect(types.ACCOUNT).toMatchObject({ sweeping: true, pagesToDoKnown: false });
    expect(progress.secondsLeft).toBeNull();
    await bench.run(20);
    const later = await look();
    expect(later.types.ACCOUNT).toMatchObject({ read: 30, sweeping: true, pagesToDoKnown: true });
    expect(later.progress.pagesDone).toBe(22);
    expect(later.progress.pagesToDo).toBe(33 - 22);
    expect(later.progress.secondsLeft).not.toBeNull();
  });

  it('is the speed of the pages read last: a night’s pause neither slows it nor lengthens the time left', async () => {
    await pressSync(bench.engine, 'sync');
    await bench.run(20);
    const before = await look();
    bench.now += 14 * 3600_000;
    await writeFact(bench.db, 'lastVisitAt', bench.now);
    await bench.run(2);
    const after = await look();
    expect(after.progress.pagesPerMinute).toBeGreaterThan(before.progress.pagesPerMinute * 0.5);
    expect(after.progress.secondsLeft).toBeLessThanOrEqual((before.progress.secondsLeft ?? 0) + 2);
  });

  it('counts what is new, changed and unchanged', async () => {
    await bench.sync();
    expect((await look()).types.ACCOUNT).toMatchObject({
      new: 30,
      changed: 0,
      unchanged: 0,
      read: 30,
      sweeping: false,
    });
    bench.crm.put('ACCOUNT', 'a1', { name: 'Renamed' });
    bench.crm.put('ACCOUNT', 'a99', { name: 'Added' });
    await bench.sync();
    expect((await look()).types.ACCOUNT).toMatchObject({ new: 1, changed: 1, read: 31 });
  });

  it('is what waits: read here, sent, or at the Worker, each record once from the first reading to the confirmation', async () => {
    const counts = async () => {
      const { inCrm, waiting, confirmed } = (await look()).types.ACCOUNT;
      return { inCrm, waiting, confirmed };
    };
    await pressSync(bench.engine, 'sync');
    await bench.run(8);
    const begun = await counts();
    expect(begun.waiting).toBeGreaterThan(0);
    expect(begun).toMatchObject({ waiting: begun.inCrm, confirmed: 0 });
    // The Worker takes what it is sent, and has not said yet what became of it.
    for (let page = 0; page < 25; page++) {
      await bench.run(1);
      const { inCrm, waiting, confirmed } = await counts();
      expect(waiting + confirmed).toBe(inCrm);
    }
    await bench.sync();
    expect(await counts()).toEqual({ inCrm: 30, waiting: 0, confirmed: 30 });
    bench.crm.put('ACCOUNT', 'a1', { name: 'Renamed' });
    await writeFact(bench.db, 'taken', { ACCOUNT: ['a1'] });
    expect(await counts()).toEqual({ inCrm: 30, waiting: 1, confirmed: 29 });
  });

  it('no longer counts a record whose page says that it is gone', async () => {
    await bench.sync();
    bench.crm.delete('ACCOUNT', 'a3');
    await bench.sync();
    expect((await look()).types.ACCOUNT).toMatchObject({ inCrm: 29, waiting: 0, confirmed: 29 });
    bench.crm.put('ACCOUNT', 'a3', { name: 'Back' });
    await bench.sync();
    expect((await look()).types.ACCOUNT).toMatchObject({ inCrm: 30, waiting: 0, confirmed: 30 });
  });

  it('names the types that another browser reads, as long as it does', async () => {
    await writeFact(bench.db, 'elsewhere', { types: ['DEAL'], until: bench.now + 60_000 });
    expect((await look()).types.DEAL.elsewhere).toBe(true);
    expect((await look()).types.ACCOUNT.elsewhere).toBeUndefined();
    bench.now += 61_000;
    expect((await look()).types.DEAL.elsewhere).toBeUndefined();
  });
});

it('a pause says nothing about the speed', async () => {
  await bench.sync();
  const pace = await readFact(bench.db, 'pace');
  if (pace === undefined) throw new Error('no page was read');
  expect(started(pace, pace.lastStartAt + 3600_000, 'today').intervalMs).toBe(pace.intervalMs);
});
