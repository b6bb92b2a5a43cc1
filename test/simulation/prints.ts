import type { BridgeDatabase } from '../../extension/store/database.ts';
import type { Db } from '../../worker/ledger/db.ts';

/** Everything that a browser has stored, as one text. */
export async function printOf(db: BridgeDatabase): Promise<string> {
  const tables = await Promise.all(db.tables.map(async (table) => [table.name, await table.toArray()]));
  return JSON.stringify(tables);
}

/** Everything that the ledger has stored, as one text. */
export function ledgerPrint(db: Db): string {
  const tables = db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  return JSON.stringify(tables.map(({ name }) => [name, db.all(`SELECT * FROM "${name}"`)]));
}
