import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Db } from '../ledger/db.ts';
import { insertDevice } from '../ledger/devices-table.ts';
import { durableDb } from '../ledger/durable-db.ts';

/** Runs `work` on the empty, migrated ledger of a Durable Object of its own, with one device (number 1). */
export async function withDb<T>(work: (db: Db) => T | Promise<T>): Promise<T> {
  const stub = env.BRIDGE.get(env.BRIDGE.newUniqueId());
  return await runInDurableObject(stub, async (_instance, state) => {
    const db = durableDb(state.storage);
    insertDevice(db, { deviceId: 'd1', name: null, tokenHash: 'x', extensionVersion: '1' }, 0);
    return await work(db);
  });
}
