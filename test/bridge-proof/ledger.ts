import type { Db } from '../../worker/ledger/db.ts';
import { insertDevice } from '../../worker/ledger/devices-table.ts';
import { migrate } from '../../worker/ledger/migrations.ts';
import { nodeDb } from '../../worker/testing/node-db.ts';

/** An empty ledger on Node with `devices` devices, numbered from 1. */
export function emptyLedger(devices = 1): Db {
  const db = nodeDb();
  migrate(db);
  for (let no = 1; no <= devices; no += 1)
    insertDevice(db, { deviceId: `d${no}`, name: null, tokenHash: `x${no}`, extensionVersion: '1' }, 0);
  return db;
}
