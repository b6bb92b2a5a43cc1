import { Dexie } from 'dexie';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newRecord } from '../sweep/record-rows.ts';
import { countRecords } from './counted-records.ts';
import { BridgeDatabase, eraseEverything } from './database.ts';
import type { RecordRow } from './rows.ts';

let db: BridgeDatabase;

beforeEach(() => {
  db = new BridgeDatabase(`counted-${crypto.randomUUID()}`);
});

const row = (crmId: string, changes: Partial<RecordRow> = {}): RecordRow => ({
  ...newRecord('v1', 'LEAD', '', crmId, crmId),
  dirty: 1,
  ...changes,
});
const count = () => countRecords(db, 'v1', 'LEAD');

describe('the count of records in the CRM', () => {
  it('follows what is written, and leaves out what is gone or was only ever seen in another role', async () => {
    await db.records.bulkPut([row('1'), row('2'), row('3', { dirty: null })]);
    expect(await count()).toBe(2);
    await db.records.put(row('2', { presence: 'gone' }));
    expect(await count()).toBe(1);
    await db.records.bulkPut([row('2'), row('3')]);
    expect(await count()).toBe(3);
    await db.records.put(row('1', { presence: 'denied' }));
    expect(await count()).toBe(3);
    await eraseEverything(db);
    expect(await count()).toBe(0);
  });

  it('follows rows that are changed in place', async () => {
    await db.records.put(row('1'));
    expect(await count()).toBe(1);
    await db.records.update(row('1').key, { presence: 'gone' });
    expect(await count()).toBe(0);
    await db.records.where('key').equals(row('1').key).modify({ presence: 'present' });
    expect(await count()).toBe(1);
  });

  it('follows many rows written at once, and tells of a failure among them', async () => {
    const many = Array.from({ length: 120 }, (_, index) => row(String(index), index < 20 ? { presence: 'gone' } : {}));
    await db.records.bulkPut(many);
    expect(await count()).toBe(100);
    const taken = await db.records.bulkAdd([...many.slice(0, 60), row('x'), ...many.slice(60)]).catch((error) => error);
    expect(taken).toMatchObject({ name: 'BulkError', failures: { length: 120 } });
    expect(await count()).toBe(101);
  });

  it('is counted only once while no row of its type is written', async () => {
    await db.records.put(row('1'));
    expect(await count()).toBe(1);
    const where = vi.spyOn(db.records, 'where');
    await db.records.put({ ...newRecord('v1', 'DEAL', '', '9', '9'), dirty: 1 });
    expect(await count()).toBe(1);
    expect(where).not.toHaveBeenCalled();
  });

  it('knows what was gone before rows were marked', async () => {
    const { name } = db;
    const old = new Dexie(name);
    old.version(3).stores({
      records:
        'key, [viewId+objectType+objectId], [seenBySweep+dirty], [seenBySweep+presence], [viewId+unresolved], *aliases',
    });
    await old.table('records').bulkPut([row('1'), row('2', { presence: 'gone' })]);
    old.close();
    expect(await count()).toBe(1);
  });
});
