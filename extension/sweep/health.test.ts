import { beforeEach, describe, expect, it } from 'vitest';
import { readFact } from '../store/database.ts';
import { Bench } from '../testing/bench.ts';
import { listReading, listUrl, recordReading, recordUrl, testRules } from '../testing/small-crm-rules.ts';
import { commitCapture } from './capture.ts';

let bench: Bench;

/** Every fourth account has no city. */
const cityOf = (index: number) => (index % 4 === 0 ? null : `City ${index}`);
const fill = (city: (index: number) => string | null) => {
  for (let index = 0; index < 35; index++)
    bench.crm.put('ACCOUNT', `a${index}`, { name: `Account ${index}`, city: city(index) });
};
const sent = () => bench.worker.batches.flatMap(({ readings }) => readings);
const fieldsOf = (crmId: string) => bench.worker.objects.get(`ACCOUNT|${crmId}`)?.fields;
const trouble = () => readFact(bench.db, 'trouble-health');
const sweepOf = async (syncId: string) => {
  const sweeps = await bench.db.sweeps.where('syncId').equals(syncId).toArray();
  return sweeps.find(({ objectType }) => objectType === 'ACCOUNT');
};
/** The list in pages of another size than it declares its pages to be: rows are hidden. */
const hideRows = (page: number, shown: number) => {
  bench.crm.fault = (url) => {
    if (url !== listUrl('ACCOUNT', page)) return null;
    const rows = [...(bench.crm.records.get('ACCOUNT') ?? [])].slice((page - 1) * 10, (page - 1) * 10 + shown);
    const next = { method: 'GET' as const, url: listUrl('ACCOUNT', page + 1) };
    return { kind: 'read', finalUrl: url, reading: listReading('ACCOUNT', rows, { next }) };
  };
};

beforeEach(async () => {
  bench = new Bench({ details: false });
  await bench.enrol();
  fill(cityOf);
  await bench.sync();
  bench.worker.batches.length = 0;
});

describe('a column that goes empty', () => {
  beforeEach(() => fill(() => null));

  it('is an alarm, and no blank is sent for a value', async () => {
    const { syncId } = await bench.sync();
    expect(await trouble()).toMatchObject({ code: 'page-unhealthy', needsPerson: false });
    expect((await trouble())?.why).toContain('ACCOUNT.city');
    expect(sent().filter(({ fields }) => fields['city'] === null)).toEqual([]);
    expect(fieldsOf('a1')).toEqual({ name: 'Account 1' });
    expect(bench.worker.objects.get('ACCOUNT|a1')?.problems).toEqual([
      expect.objectContaining({ code: 'page-unhealthy', field: 'city' }),
    ]);
    const told = (await sweepOf(syncId))?.problems.filter(({ objectId }) => objectId === undefined);
    expect(told).toEqual([expect.objectContaining({ code: 'page-unhealthy', field: 'ACCOUNT.city' })]);
  });

  it('leaves alone what was empty before', async () => {
    await bench.sync();
    expect(fieldsOf('a4')).toEqual({ name: 'Account 4', city: null });
  });

  it('stays an alarm sync after sync, and sends nothing twice', async () => {
    await bench.sync();
    bench.worker.batches.length = 0;
    await bench.sync();
    await bench.sync();
    expect(sent()).toEqual([]);
    expect((await trouble())?.code).toBe('page-unhealthy');
  });

  it('is over once the column is filled again', async () => {
    await bench.sync();
    fill(cityOf);
    await bench.sync();
    expect(await trouble()).toBeUndefined();
    expect(fieldsOf('a1')).toEqual({ name: 'Account 1', city: 'City 1' });
  });

  it('is believed under a new profile version', async () => {
    await bench.sync();
    bench.rules = testRules({ details: false, version: 'v2' });
    await bench.sync();
    expect(await trouble()).toBeUndefined();
    expect(fieldsOf('a1')).toEqual({ name: 'Account 1', city: null });
  });

  it('sends no blank either when the rep has the list open', async () => {
    const rows = [...(bench.crm.records.get('ACCOUNT') ?? [])].slice(0, 10);
    const url = listUrl('ACCOUNT');
    const page = { planned: { page: 'ACCOUNT-list', request: { method: 'GET' as const, url } } };
    const facts = { now: bench.now, loadedAt: bench.now, url, newId: () => crypto.randomUUID() };
    await commitCapture(bench.db, bench.rules, [{ ...page, reading: listReading('ACCOUNT', rows) }], facts);
    await bench.run();
    expect(sent().filter(({ fields }) => fields['city'] === null)).toEqual([]);
  });
});

it('a field that is empty in the list and on the records’ pages alike keeps its old values', async () => {
  bench.rules = testRules({ version: 'v2' });
  await bench.sync();
  bench.worker.batches.length = 0;
  fill(() => null);
  await bench.sync();
  expect(bench.crm.requested).toContain(recordUrl('ACCOUNT', 'a1'));
  const blanks = sent().filter(({ fields }) => fields['city'] === null);
  expect(blanks.filter(({ objectId }) => cityOf(Number(objectId.slice(1))) !== null)).toEqual([]);
});

it('a record’s own page that shows a value overrules the list’s empty column', async () => {
  bench.rules = testRules({ version: 'v2' });
  await bench.sync();
  fill(() => null);
  bench.crm.fault = (url) => {
    const crmId = new URL(url).searchParams.get('id');
    if (crmId === null || !url.includes('/ACCOUNT/')) return null;
    const reading = recordReading('ACCOUNT', crmId, { name: 'N', city: 'Moved' });
    return { kind: 'read', finalUrl: url, reading };
  };
  await bench.sync();
  expect(fieldsOf('a1')).toEqual({ name: 'N', city: 'Moved' });
});

describe('a page with fewer rows than usual', () => {
  beforeEach(() => hideRows(2, 3));

  it('is not taken, and nothing is reported as seen', async () => {
    bench.worker.reports.length = 0;
    fill((index) => `New ${index}`);
    const { syncId } = await bench.sync();
    expect(await sweepOf(syncId)).toMatchObject({ complete: false });
    expect((await sweepOf(syncId))?.problems).toEqual([expect.objectContaining({ code: 'page-unhealthy' })]);
    expect(bench.worker.reports.map(({ objectType }) => objectType)).not.toContain('ACCOUNT');
    expect(fieldsOf('a11')?.['city']).toBe('City 11');
    expect((await trouble())?.why).toContain('3 rows');
    expect(bench.worker.objects.size).toBe(35);
  });

  it('is forgotten once the page is whole again', async () => {
    await bench.sync();
    bench.crm.fault = () => null;
    const { syncId } = await bench.sync();
    expect(await trouble()).toBeUndefined();
    expect(await sweepOf(syncId)).toMatchObject({ complete: true });
  });
});

describe('a quiet day', () => {
  it('raises nothing when single records lose a value', async () => {
    bench.crm.put('ACCOUNT', 'a1', { name: 'Account 1', city: null });
    bench.crm.put('ACCOUNT', 'a2', { name: 'Account 2', city: null });
    const { problems } = await bench.sync();
    expect(problems).toEqual([]);
    expect(await trouble()).toBeUndefined();
    expect(fieldsOf('a1')).toEqual({ name: 'Account 1', city: null });
  });

  it('raises nothing for new records that are emptier by nature', async () => {
    for (let index = 0; index < 20; index++) bench.crm.put('ACCOUNT', `new${index}`, { name: 'New', city: null });
    await bench.sync();
    expect(await trouble()).toBeUndefined();
    expect(fieldsOf('new1')).toEqual({ name: 'New', city: null });
  });

  it('raises nothing when the list has become short', async () => {
    for (let index = 3; index < 35; index++) bench.crm.delete('ACCOUNT', `a${index}`);
    await bench.sync();
    expect(await trouble()).toBeUndefined();
  });

  it('keeps a bounded number of measures', async () => {
    for (let count = 0; count < 6; count++) await bench.sync();
    const rows = await bench.db.health.toArray();
    expect(Math.max(...rows.map(({ measures }) => measures.length))).toBe(20);
  });
});
