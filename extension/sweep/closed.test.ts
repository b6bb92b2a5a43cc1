import { beforeEach, describe, expect, it } from 'vitest';
import { readFact, writeFact } from '../store/database.ts';
import { advance } from '../sync/engine.ts';
import { pressSync } from '../sync/sync-run.ts';
import { Bench } from '../testing/bench.ts';
import { planSweeps } from './sweeps.ts';

const DAY_MS = 24 * 3600_000;

let bench: Bench;

async function benchWith(options: ConstructorParameters<typeof Bench>[0] = {}): Promise<Bench> {
  const made = new Bench({ types: ['ACCOUNT'], ...options });
  await made.enrol();
  for (let index = 0; index < 12; index++) made.crm.put('ACCOUNT', `a${index}`, { name: `Account ${index}` });
  return made;
}

/** The hour in which the bench stands, by this computer's clock. */
const hour = () => new Date(bench.now).getHours();

async function quietNow(): Promise<void> {
  const quietHours = { from: hour(), to: (hour() + 3) % 24 };
  await writeFact(bench.db, 'settings', { capture: true, openTabs: false, quietHours });
}

/** A sweep that nobody pressed for, of somebody who is at work. */
async function scheduled(): Promise<void> {
  await pressSync(bench.engine, 'sync');
  await bench.run();
  bench.now += 61 * 60_000;
  bench.crm.requested.length = 0;
  const view = await readFact(bench.db, 'view');
  await writeFact(bench.db, 'lastVisitAt', bench.now);
  const turns = new Map([['ACCOUNT', crypto.randomUUID()]] as const);
  const wish = { syncId: null, viewId: view?.viewId ?? '', thorough: true, turns };
  await planSweeps(bench.db, bench.rules, wish, { now: bench.now });
}

beforeEach(async () => {
  bench = await benchWith();
});

describe('in the quiet hours', () => {
  it('a sweep under way pauses, says until when, and goes on by itself afterwards', async () => {
    await scheduled();
    await quietNow();
    await bench.run();
    expect(bench.crm.requested).toEqual([]);
    const trouble = await readFact(bench.db, 'trouble-crm');
    const until = Date.parse(trouble?.until ?? '');
    expect(trouble).toMatchObject({ code: 'crm-quiet-hours', needsPerson: false });
    expect(new Date(until).getHours()).toBe((hour() + 3) % 24);
    expect(until).toBeGreaterThan(bench.now);
    expect((await advance(bench.engine)).again).toBe(until - bench.now);
    bench.now = until;
    await writeFact(bench.db, 'lastVisitAt', bench.now);
    await bench.run();
    expect(bench.crm.requested.length).toBeGreaterThan(10);
    expect(await readFact(bench.db, 'trouble-crm')).toBeUndefined();
  });

  it('a press of Sync is carried out all the same', async () => {
    await quietNow();
    await bench.sync();
    expect(bench.worker.objects.size).toBe(12);
  });
});

describe('a clock that was set back', () => {
  it('has reading pause and say so, and go on by itself once it is where it was', async () => {
    await scheduled();
    await bench.run();
    const [before, read] = [bench.now, bench.crm.requested.length];
    bench.now -= 400 * DAY_MS;
    await bench.sync();
    expect(bench.crm.requested).toHaveLength(read);
    expect(await readFact(bench.db, 'trouble-crm')).toMatchObject({ code: 'crm-clock-back', needsPerson: false });
    expect((await advance(bench.engine)).again).toBeLessThanOrEqual(before - bench.now);
    bench.now = before + 1000;
    await bench.sync();
    expect(bench.crm.requested.length).toBeGreaterThan(read);
    expect(await readFact(bench.db, 'trouble-crm')).toBeUndefined();
  });

  it('does not bring the readings of a record out of order', async () => {
    await bench.sync();
    bench.now -= 60 * 60_000;
    // As where the rep has only opened pages before.
    await bench.db.facts.delete('pace');
    await bench.db.syncs.clear();
    bench.crm.put('ACCOUNT', 'a3', { name: 'Renamed' });
    await bench.sync();
    const { batches } = bench.worker;
    const taken = batches.flatMap(({ readings }) => readings.filter(({ objectId }) => objectId === 'a3'));
    expect(taken.map(({ fields }) => fields['name'])).toEqual(['Account 3', 'Renamed']);
    const [first = 0, second = 0] = taken.map(({ readAt }) => Date.parse(readAt));
    expect(second).toBeGreaterThan(first);
  });

  it('is waited for without a word where it was put right by seconds', async () => {
    await scheduled();
    bench.now -= 30_000;
    await bench.run();
    expect(await readFact(bench.db, 'trouble-crm')).toBeUndefined();
  });
});

describe('a rep who has not loaded a page of the CRM for half an hour', () => {
  it('has reading pause, is told why, and has it go on with the next page', async () => {
    await scheduled();
    bench.now += 31 * 60_000;
    await bench.run();
    expect(bench.crm.requested).toEqual([]);
    expect(await readFact(bench.db, 'trouble-crm')).toMatchObject({ code: 'crm-rep-away', needsPerson: false });
    await writeFact(bench.db, 'lastVisitAt', bench.now);
    await bench.run();
    expect(bench.crm.requested.length).toBeGreaterThan(10);
    expect(await readFact(bench.db, 'trouble-crm')).toBeUndefined();
  });
});

describe('a day’s pages', () => {
  it('are never exceeded, and it is said that reading goes on at midnight', async () => {
    bench = await benchWith({ pace: { dailyPages: 5 } });
    await pressSync(bench.engine, 'sync');
    await bench.run();
    expect(bench.crm.requested).toHaveLength(5);
    const trouble = await readFact(bench.db, 'trouble-crm');
    expect(trouble).toMatchObject({ code: 'crm-day-spent', needsPerson: false });
    const midnight = new Date(Date.parse(trouble?.until ?? ''));
    expect([midnight.getHours(), midnight.getMinutes()]).toEqual([0, 0]);
    expect(midnight.getTime() - bench.now).toBeLessThanOrEqual(24 * 3600_000);
  });
});

describe('a CRM that asks to be left alone', () => {
  it.each([
    [503, 120_000],
    [429, 45_000],
  ])(
    'by status %i with a Retry-After of %i ms gets no request before that, not even by a press of Sync',
    async (status, retryAfterMs) => {
      bench.crm.fault = () => ({ kind: 'status', status, retryAfterMs });
      await pressSync(bench.engine, 'sync');
      await advance(bench.engine);
      await bench.readOne();
      const asked = bench.now;
      const before = bench.crm.requested.length;
      bench.crm.fault = () => null;
      await pressSync(bench.engine, 'sync');
      while (bench.now < asked + retryAfterMs - 2_000) {
        await advance(bench.engine);
        expect(await bench.readOne()).toBe(false);
        bench.now += 1_000;
      }
      expect(bench.crm.requested.length).toBe(before);
      bench.now += 5_000;
      await bench.run();
      expect(bench.worker.objects.size).toBe(12);
    },
  );

  it('by a page that says so pauses longer and longer', async () => {
    const blocked = {
      kind: 'read',
      finalUrl: 'https://crm.example/',
      reading: {
        page: 'home',
        kind: 'other',
        state: 'blocked',
        records: [],
        next: null,
        endProven: false,
        total: null,
        viewer: null,
        signs: {},
        problems: [],
      },
    } as const;
    bench.crm.fault = () => blocked;
    await pressSync(bench.engine, 'sync');
    await advance(bench.engine);
    const gaps: number[] = [];
    for (let last = bench.now; gaps.length < 4; bench.now += 500) {
      await advance(bench.engine);
      if (!(await bench.readOne())) continue;
      gaps.push(bench.now - last);
      last = bench.now;
    }
    expect(await readFact(bench.db, 'trouble-crm')).toMatchObject({ code: 'crm-blocked' });
    const [, second = 0, third = 0, fourth = 0] = gaps;
    expect(third).toBeGreaterThan(second * 1.5);
    expect(fourth).toBeGreaterThan(third * 1.5);
  });
});
