import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eraseEverything, readFact, writeFact } from '../../store/database.ts';
import { newRecord } from '../../sweep/record-rows.ts';
import { Bench } from '../../testing/bench.ts';
import { followRecords, type Shown } from './follow-records.ts';
import { RecordSource } from './record-source.ts';

let bench: Bench;
let shown: Shown[];
let stop: () => void;

beforeEach(async () => {
  bench = new Bench({ types: ['ACCOUNT'], details: false });
  await bench.enrol();
  for (let index = 0; index < 130; index++) bench.crm.put('ACCOUNT', `a${index}`, { name: `Account ${index}` });
  await bench.sync();
  shown = [];
});

afterEach(() => stop?.());

/** The page as it comes up, when it has all records. */
async function open(): Promise<void> {
  const source = new RecordSource(bench.db);
  const show = (state: Shown) => void shown.push(state);
  stop = followRecords({ source, rejectedFirst: false, locale: 'en', restMs: 1, show });
  await vi.waitFor(() => expect(last().complete).toBe(true));
}
const last = () => shown.at(-1) ?? { records: [], complete: false };
const named = (name: string) => last().records.find((record) => record.name === name);

describe('the records page', () => {
  it('has a screenful at once and all in the order of their names as soon as they are read', async () => {
    await open();
    expect(shown[0]).toMatchObject({ complete: false, records: { length: 60 } });
    const names = last().records.map(({ name }) => name);
    expect(names).toHaveLength(130);
    expect(names.slice(0, 3)).toEqual(['Account 0', 'Account 1', 'Account 2']);
  });

  it('shows an edit, a record more and one that is gone without reading all anew', async () => {
    await open();
    bench.crm.put('ACCOUNT', 'a7', { name: 'Renamed' });
    bench.crm.put('ACCOUNT', 'new', { name: 'Added' });
    const all = vi.spyOn(RecordSource.prototype, 'all');
    await bench.sync();
    await bench.db.records.update(named('Account 9')?.key ?? '', { presence: 'gone' });
    const gone = () => last().records.find(({ objectId }) => objectId === 'a9');
    await vi.waitFor(() => expect(gone()?.state).toBe('gone'));
    await vi.waitFor(() => expect(named('Renamed')?.state).toBe('confirmed'));
    await vi.waitFor(() => expect(named('Added')?.state).toBe('confirmed'));
    expect(named('Account 7')).toBeUndefined();
    expect(last().records).toHaveLength(131);
    expect(all).not.toHaveBeenCalled();
    all.mockRestore();
  });

  it('shows what was rejected, and no longer once it is not', async () => {
    await open();
    const status = await readFact(bench.db, 'status');
    if (status === undefined) throw new Error('the Worker has said nothing');
    const rejected = { objectType: 'ACCOUNT' as const, objectId: 'a3', code: 'x', reason: 'No', url: null };
    await writeFact(bench.db, 'status', { ...status, rejected: [rejected] });
    await vi.waitFor(() => expect(named('Account 3')?.state).toBe('rejected'));
    await writeFact(bench.db, 'status', { ...status, rejected: [] });
    await vi.waitFor(() => expect(named('Account 3')?.state).toBe('confirmed'));
  });

  it('shows the records of whoever signs in next, and none once everything is forgotten', async () => {
    await open();
    await bench.db.records.put({ ...newRecord('other', 'DEAL', '', 'd1', 'd1'), dirty: 1 });
    await writeFact(bench.db, 'view', { viewId: 'other', crmUser: 'bruno', open: true, signedOut: false, signs: {} });
    await vi.waitFor(() => expect(last()).toMatchObject({ complete: true, records: [{ objectId: 'd1' }] }));
    await eraseEverything(bench.db);
    await vi.waitFor(() => expect(last()).toEqual({ complete: true, records: [] }));
  });

  it('leaves out what a list has shown in another role only', async () => {
    const view = (await bench.db.records.toCollection().first())?.viewId ?? '';
    await bench.db.records.put(newRecord(view, 'LEAD', '', 'l1', 'l1'));
    await open();
    expect(last().records.some(({ objectId }) => objectId === 'l1')).toBe(false);
  });
});

it('a record’s details tell what the records are called that it names by their ids', async () => {
  const all = new Bench();
  await all.enrol();
  all.crm.put('BUSINESS_USER', 'u1', { name: 'Meier, Anna' });
  all.crm.put('DEAL', 'd1', { name: 'Deal', ownerId: 'Meier, Anna' });
  await all.sync();
  const deal = await all.db.records.filter(({ objectType }) => objectType === 'DEAL').first();
  const details = await new RecordSource(all.db).details(deal?.key ?? '');
  expect(details?.row.reading?.fields).toMatchObject({ ownerId: 'u1' });
  expect(details?.names).toEqual({ ownerId: 'Meier, Anna' });
});
