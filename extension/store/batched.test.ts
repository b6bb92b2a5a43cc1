import { beforeEach, describe, expect, it, vi } from 'vitest';
import { batched, deleteRows, getRow, getRows, putRow, writeDown } from './batched.ts';
import { BridgeDatabase, readFact, writeFact } from './database.ts';

let db: BridgeDatabase;

beforeEach(() => {
  db = new BridgeDatabase(`batched-${crypto.randomUUID()}`);
});

describe('a batched transaction', () => {
  it('reads a row once and writes it once, and its steps see each other’s changes', async () => {
    await writeFact(db, 'paused', false);
    const get = vi.spyOn(db.facts, 'get');
    let writes = 0;
    db.facts.hook('updating', () => {
      writes += 1;
    });
    const seen = await batched(db, [db.facts], async () => {
      const values: unknown[] = [];
      for (const paused of [true, false, true]) {
        values.push(await readFact(db, 'paused'));
        await writeFact(db, 'paused', paused);
      }
      return values;
    });
    expect(seen).toEqual([false, true, false]);
    expect([get.mock.calls.length, writes]).toEqual([1, 1]);
    expect(await readFact(db, 'paused')).toBe(true);
  });

  it('writes nothing at all when a step fails', async () => {
    const failing = batched(db, [db.views], async () => {
      await putRow(db.views, { viewId: 'v', crmUser: null, since: 1 });
      await writeDown(db);
      throw new Error('stopped');
    });
    await expect(failing).rejects.toThrow('stopped');
    expect(await db.views.count()).toBe(0);
  });

  it('shows queries what was written down, also from a transaction within', async () => {
    const count = await batched(db, [db.views], async () => {
      await putRow(db.views, { viewId: 'v', crmUser: 'anna', since: 1 });
      await putRow(db.views, { viewId: 'w', crmUser: 'anna', since: 1 });
      await db.transaction('rw', db.views, () => deleteRows(db.views, ['w']));
      await writeDown(db);
      return db.views.where('crmUser').equals('anna').count();
    });
    expect(count).toBe(1);
    expect(await getRow(db.views, 'w')).toBeUndefined();
  });

  it('stays open however long its steps find everything in memory', async () => {
    const deep = async (left: number): Promise<number> => (left === 0 ? 0 : (await deep(left - 1)) + 1);
    await batched(db, [db.facts, db.views], async () => {
      await writeFact(db, 'paused', false);
      for (let step = 0; step < 50; step++) {
        await readFact(db, 'paused');
        await deep(20);
        await putRow(db.views, { viewId: 'v', crmUser: null, since: step });
        await deep(20);
        await getRows(db.views, ['v']);
      }
      expect(await db.facts.count()).toBe(0);
    });
    expect(await readFact(db, 'paused')).toBe(false);
  });

  it('remembers that a row is not there', async () => {
    const rows = await batched(db, [db.views], async () => {
      await getRows(db.views, ['v', 'w']);
      await putRow(db.views, { viewId: 'w', crmUser: null, since: 1 });
      return getRows(db.views, ['v', 'w']);
    });
    expect(rows.map((row) => row?.viewId)).toEqual([undefined, 'w']);
  });
});
