import { beforeEach, describe, expect, it } from 'vitest';
import { writeFact } from '../store/database.ts';
import { advance } from '../sync/engine.ts';
import { pressSync } from '../sync/sync-run.ts';
import { Bench } from '../testing/bench.ts';
import { commitAnswer } from './commit.ts';
import { releaseTab } from './frontier.ts';
import { LEASE_MS, type Lease, takeLease } from './lease.ts';

let bench: Bench;

beforeEach(async () => {
  bench = new Bench({ pace: { concurrency: 2, minIntervalMs: 50 } });
  await bench.enrol();
  for (let index = 0; index < 30; index++) bench.crm.put('ACCOUNT', `a${index}`, { name: `Account ${index}` });
  await pressSync(bench.engine, 'sync');
  await bench.run(1);
});

const facts = () => ({ now: bench.now, random: 0, newId: crypto.randomUUID() });

async function leased(tabId: number): Promise<Lease | null> {
  bench.now += 100;
  const reply = await bench.lease(tabId);
  return reply.kind === 'lease' ? reply.lease : null;
}

describe('a lease', () => {
  it('is for a page that no other reader has', async () => {
    const [one, other] = [await leased(1), await leased(2)];
    expect(one?.planned).toBeDefined();
    expect(other?.planned).toBeDefined();
    expect(one?.planned).not.toEqual(other?.planned);
  });

  it('is refused while as many pages are being read as the CRM bears', async () => {
    await leased(1);
    await leased(1);
    bench.now += 100;
    expect(await bench.lease(1)).toEqual({ kind: 'wait', ms: null });
  });

  it('waits for the interval between requests', async () => {
    await leased(1);
    expect(await bench.lease(2)).toEqual({ kind: 'wait', ms: 50 });
  });

  it('goes to another reader once it has run out', async () => {
    const lost = await leased(1);
    await leased(1);
    bench.now += LEASE_MS;
    expect((await leased(2))?.planned).toEqual(lost?.planned);
  });

  it('goes to another reader as soon as its tab is closed', async () => {
    const lost = await leased(1);
    await releaseTab(bench.db, 1);
    expect((await leased(2))?.planned).toEqual(lost?.planned);
  });

  it('is not given to a frame of another site', async () => {
    bench.now += 100;
    const ask = { tabId: 1, origin: 'https://other.example', share: () => 1 };
    expect(await takeLease(bench.db, bench.rules, ask, { ...facts(), day: 'd' })).toEqual({ kind: 'rest' });
  });

  it('is not given while nobody has been at the computer for long', async () => {
    await writeFact(bench.db, 'lastVisitAt', bench.now - 31 * 60_000);
    expect(await bench.lease()).toEqual({ kind: 'rest' });
  });
});

describe('an answer', () => {
  it('that shows nobody signed in says so, though the rep’s last visit lies ahead of a clock that was set back', async () => {
    await writeFact(bench.db, 'lastVisitAt', bench.now + 24 * 3600_000);
    const lease = await leased(1);
    if (lease === null) throw new Error('no lease');
    const outcome = { kind: 'failed' as const, failure: 'redirected' as const, detail: '' };
    const effect = await commitAnswer(
      bench.db,
      bench.rules,
      { leaseId: lease.leaseId, outcome, durationMs: 5 },
      facts(),
    );
    expect(effect).toEqual({ kind: 'signed-out' });
  });

  it('changes nothing when it comes twice', async () => {
    const lease = await leased(1);
    if (lease === null) throw new Error('no lease');
    const answer = bench.crm.answer(lease);
    await commitAnswer(bench.db, bench.rules, answer, facts());
    const before = [await bench.db.sweeps.toArray(), await bench.db.pages.toArray()];
    expect(await commitAnswer(bench.db, bench.rules, answer, facts())).toEqual({ kind: 'late' });
    expect([await bench.db.sweeps.toArray(), await bench.db.pages.toArray()]).toEqual(before);
  });
});

describe('a sweep whose readers die again and again', () => {
  it('ends with every record, and reads twice only what was under way', async () => {
    let lost = 0;
    for (let index = 0; index < 12; index++) {
      await advance(bench.engine);
      if (await leased(index)) lost += 1;
      for (let page = 0; page < 3; page++) {
        bench.now += 100;
        await bench.readOne();
      }
      bench.now += LEASE_MS;
    }
    for (let index = 0; index < 60; index++) {
      bench.now += 100;
      await bench.run(5);
    }
    expect(lost).toBeGreaterThan(5);
    expect(bench.worker.objects.size).toBe(30);
    expect(new Set(bench.crm.requested).size).toBe(bench.crm.requested.length);
  });
});
