import { beforeEach, describe, expect, it } from 'vitest';
import { readFact, writeFact } from '../store/database.ts';
import { pressSync } from '../sync/sync-run.ts';
import { Bench } from '../testing/bench.ts';
import { recordUrl } from '../testing/small-crm-rules.ts';

const ACCOUNTS = 6;
const MINUTE_MS = 60_000;
const FAILED = { kind: 'status', status: 500, retryAfterMs: null } as const;
const badRecord = recordUrl('ACCOUNT', 'a2');

let bench: Bench;

beforeEach(async () => {
  bench = new Bench({ types: ['ACCOUNT'] });
  for (let index = 0; index < ACCOUNTS; index++) bench.crm.put('ACCOUNT', `a${index}`, { name: `Account ${index}` });
  await bench.enrol();
});

const sweep = async () => (await bench.db.sweeps.toArray())[0];

describe('a CRM that fails', () => {
  it('costs the page that met it a later attempt, and the others nothing', async () => {
    let failures = 1;
    const at: number[] = [];
    bench.crm.fault = (url) => {
      if (url === badRecord) at.push(bench.now);
      return url === badRecord && failures-- > 0 ? FAILED : null;
    };
    const started = bench.now;
    await bench.sync();
    expect(await sweep()).toMatchObject({ complete: true, problems: [] });
    const [first = 0, second = 0] = at;
    expect(second - first).toBeGreaterThanOrEqual(2_000);
    // Every other record was read while the one waited.
    expect(bench.crm.requested.at(-1)).toBe(badRecord);
    expect(first - started).toBeLessThan(2_000);
    expect(await readFact(bench.db, 'trouble-crm')).toBeUndefined();
  });

  it('is asked less and less while it is down, and gives up no page for it', async () => {
    await pressSync(bench.engine, 'sync');
    await bench.run(3);
    bench.crm.fault = () => FAILED;
    const before = bench.crm.requested.length;
    for (let minute = 0; minute < 120; minute++) {
      await writeFact(bench.db, 'lastVisitAt', bench.now);
      await bench.readOne();
      bench.now += MINUTE_MS;
    }
    expect(bench.crm.requested.length - before).toBeLessThan(30);
    expect(await readFact(bench.db, 'trouble-crm')).toMatchObject({ code: 'crm-failed' });
    bench.crm.fault = () => null;
    const down = bench.crm.requested.length;
    bench.now += 20 * MINUTE_MS;
    await bench.run();
    expect(bench.crm.requested[down]).toContain('/home');
    expect(await sweep()).toMatchObject({ state: 'done', complete: true, problems: [] });
    expect(await readFact(bench.db, 'trouble-crm')).toBeUndefined();
  });

  it('with one page that never comes, is read all but for that page, and its sweep is not complete', async () => {
    bench.crm.fault = (url) => (url === badRecord ? FAILED : null);
    await pressSync(bench.engine, 'sync');
    for (let tries = 0; tries < 12; tries++) {
      await bench.run();
      bench.now += 20_000;
    }
    expect(await sweep()).toMatchObject({ complete: false });
    expect((await sweep())?.problems).toContainEqual(expect.objectContaining({ code: 'crm-failed', objectId: 'a2' }));
    expect(bench.worker.objects.size).toBe(ACCOUNTS);
    expect(bench.worker.reports).toEqual([]);
  });
});
