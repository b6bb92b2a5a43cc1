import { beforeEach, describe, expect, it } from 'vitest';
import { readFact } from '../store/database.ts';
import type { RecordRow } from '../store/rows.ts';
import { Bench } from '../testing/bench.ts';
import { againWanted, wantAgain } from './read-again.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.enrol();
  bench.crm.put('DEAL', '1', { name: 'Rollout', modifiedDate: '2026-11-01T10:00:00Z' });
  bench.crm.put('DEAL', '2', { name: 'Pilot', modifiedDate: '2026-11-01T10:00:00Z' });
  await bench.sync();
  bench.crm.requested.length = 0;
});

async function stored(objectId: string): Promise<RecordRow> {
  const found = await bench.db.records.filter((one) => one.objectType === 'DEAL' && one.crmId === objectId).first();
  if (found === undefined) throw new Error(`there is no deal ${objectId}`);
  return found;
}

const outcome = async () => (await readFact(bench.db, 'again'))?.outcome;

describe('a record that is read again', () => {
  it('has its own page read and nothing else', async () => {
    expect(await wantAgain(bench.db, bench.rules, await stored('1'), bench.now)).toBeGreaterThan(0);
    expect(await againWanted(bench.db)).toBe(true);
    await bench.run();
    expect(bench.crm.requested.filter((url) => url.includes('/DEAL/record')).every((url) => url.includes('id=1'))).toBe(
      true,
    );
    expect(bench.crm.requested.some((url) => url.includes('list'))).toBe(false);
    expect(await againWanted(bench.db)).toBe(false);
    expect(await outcome()).toBe('same');
  });

  it('is sent when it has changed', async () => {
    bench.crm.put('DEAL', '1', { name: 'Rollout, second try', modifiedDate: '2026-11-20T11:00:00Z' });
    const before = await stored('1');
    await wantAgain(bench.db, bench.rules, before, bench.now);
    await bench.run();
    expect(await outcome()).toBe('changed');
    const after = await stored('1');
    expect(after.reading?.fields['name']).toBe('Rollout, second try');
    // What sweeps go by is as it was.
    expect([after.seenBySweep, after.baseAt, after.settledBy]).toEqual([
      before.seenBySweep,
      before.baseAt,
      before.settledBy,
    ]);
  });

  it('is left as it is when its page says that it is gone', async () => {
    bench.crm.delete('DEAL', '1');
    await wantAgain(bench.db, bench.rules, await stored('1'), bench.now);
    await bench.run();
    expect(await outcome()).toBe('gone');
    expect((await stored('1')).presence).toBe('present');
    expect(await bench.db.outbox.count()).toBe(0);
  });

  it('waits for the sign-in, and takes nothing from somebody else', async () => {
    bench.crm.viewer = 'bert';
    await wantAgain(bench.db, bench.rules, await stored('1'), bench.now);
    await bench.run(3);
    expect((await stored('1')).reading?.fields['name']).toBe('Rollout');
  });

  it('is given up when the CRM fails again and again', async () => {
    bench.crm.fault = (url) => (url.includes('record') ? { kind: 'status', status: 500, retryAfterMs: null } : null);
    await wantAgain(bench.db, bench.rules, await stored('1'), bench.now);
    for (let round = 0; round < 30 && (await againWanted(bench.db)); round++) {
      await bench.run();
      bench.now += 40_000;
    }
    expect(await outcome()).toBe('not-shown');
    expect(await againWanted(bench.db)).toBe(false);
  });
});
