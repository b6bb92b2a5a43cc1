import { beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { agreedAt, keepConsent } from './consent.ts';
import { dropFact, eraseEverything, writeFact } from './database.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.enrol();
});

describe('the consent', () => {
  it('is kept with its moment', async () => {
    expect(await agreedAt(bench.db)).toBe(bench.now);
  });

  it('is missing as long as nobody has agreed: then no page is read, whatever is pressed', async () => {
    await dropFact(bench.db, 'consent');
    const sync = await bench.sync();
    expect(sync.pages).toBe(0);
    expect(await bench.db.pages.count()).toBe(0);
    await keepConsent(bench.db, 'https://bridge.example', bench.now);
    await bench.run();
    expect((await bench.db.syncs.get(sync.syncId))?.pages).toBeGreaterThan(0);
  });

  it('holds for one Worker only', async () => {
    const device = { deviceId: 'd', token: 't'.repeat(40), companyName: null, enrolledAt: bench.now };
    await writeFact(bench.db, 'device', { ...device, workerOrigin: 'https://another.example' });
    expect(await agreedAt(bench.db)).toBeNull();
  });

  it('is taken back by forgetting everything', async () => {
    await eraseEverything(bench.db);
    expect(await bench.db.facts.get('consent')).toBeUndefined();
    expect(await agreedAt(bench.db)).toBeNull();
  });
});
