import { beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { listUrl, recordReading, recordUrl, testRules } from '../testing/small-crm-rules.ts';
import { commitCapture } from './capture.ts';

let bench: Bench;

beforeEach(async () => {
  bench = new Bench();
  await bench.enrol();
  for (let index = 0; index < 15; index++) bench.crm.put('BUSINESS_USER', `u${index}`, { name: `User ${index}` });
  bench.crm.put('DEAL', 'd1', { name: 'Deal', ownerId: 'User 1' });
});

const deal = () => bench.worker.objects.get('DEAL|d1');
const openDeal = async () => {
  const url = recordUrl('DEAL', 'd1');
  const planned = { page: 'DEAL-record', crmId: 'd1', request: { method: 'GET' as const, url } };
  const reading = recordReading('DEAL', 'd1', { name: 'Deal', ownerId: 'User 1' });
  const facts = { now: bench.now, loadedAt: bench.now, url, newId: () => crypto.randomUUID() };
  await commitCapture(bench.db, bench.rules, [{ planned, reading }], facts);
};
const breakPage = (wanted: string) => {
  bench.crm.fault = (url) => (url === wanted ? { kind: 'status', status: 500, retryAfterMs: null } : null);
};
const syncPatiently = async () => {
  await bench.sync();
  for (let index = 0; index < 40; index++) {
    await bench.run();
    bench.now += 60_000;
  }
};
const problems = async () => (await bench.db.sweeps.toArray()).flatMap((sweep) => sweep.problems);

describe('a name', () => {
  it('stands for a record once its type was read in full', async () => {
    await bench.sync();
    expect(deal()?.fields['ownerId']).toBe('u1');
  });

  it('stands for nobody while the rest of the list is unread, for a second one of that name may follow', async () => {
    bench.crm.put('BUSINESS_USER', 'u14', { name: 'User 1' });
    breakPage(listUrl('BUSINESS_USER', 2));
    await syncPatiently();
    expect(deal()?.fields).toEqual({ name: 'Deal' });
    expect(deal()?.problems).toContainEqual(
      expect.objectContaining({ code: 'reference-unresolved', field: 'ownerId' }),
    );
  });

  it('is looked up again when the list is read in full at last', async () => {
    breakPage(listUrl('BUSINESS_USER', 2));
    await syncPatiently();
    bench.crm.fault = () => null;
    await bench.sync();
    expect(deal()).toMatchObject({ fields: { ownerId: 'u1' }, problems: [] });
  });

  it('is known from an earlier sweep in full when a later one is not', async () => {
    await bench.sync();
    breakPage(listUrl('BUSINESS_USER', 2));
    bench.crm.put('DEAL', 'd1', { name: 'Deal', ownerId: 'User 2' });
    await syncPatiently();
    expect(deal()?.fields['ownerId']).toBe('u2');
  });

  it('is looked up anew under a new profile version', async () => {
    await bench.sync();
    bench.rules = testRules({ version: 'v2' });
    breakPage(listUrl('BUSINESS_USER', 2));
    await syncPatiently();
    expect(deal()?.problems).toContainEqual(expect.objectContaining({ code: 'reference-unresolved' }));
  });

  it('counts at once where the profile itself states it', async () => {
    const stated = {
      objectType: 'BUSINESS_USER' as const,
      objectId: 'house',
      presence: 'present' as const,
      fields: { name: 'User 1' },
      problems: [],
    };
    const rules = testRules();
    bench.rules = { ...rules, constants: (readAt) => [{ ...stated, readAt }] };
    bench.crm.delete('BUSINESS_USER', 'u1');
    breakPage(listUrl('BUSINESS_USER', 2));
    await syncPatiently();
    expect(deal()?.fields['ownerId']).toBe('house');
  });
});

describe('a record that names one of a type that is read after it', () => {
  it('is sent again when that type was read, and its problem is gone from the result', async () => {
    bench.crm.put('BUSINESS_USER', 'u2', { name: 'User 2', ownerId: 'User 1' });
    await bench.sync();
    expect(bench.worker.objects.get('BUSINESS_USER|u2')).toMatchObject({ fields: { ownerId: 'u1' }, problems: [] });
    expect(await problems()).toEqual([]);
  });

  it('is sent only once more', async () => {
    bench.rules = testRules({ details: false });
    bench.crm.put('BUSINESS_USER', 'u2', { name: 'User 2', ownerId: 'User 1' });
    await bench.sync();
    bench.worker.batches.length = 0;
    await bench.sync();
    expect(bench.worker.batches.flatMap(({ readings }) => readings)).toEqual([]);
  });
});

describe('a captured page', () => {
  it('names nobody before the first sweep, and is made good by it', async () => {
    await openDeal();
    await bench.run();
    expect(deal()?.problems).toContainEqual(expect.objectContaining({ code: 'reference-unresolved' }));
    await bench.sync();
    expect(deal()).toMatchObject({ fields: { ownerId: 'u1' }, problems: [] });
  });
});
