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

/** The tables in which two prints of the ledger differ. */
export function changedTables(before: string, after: string): string[] {
  const tables = (print: string) =>
    new Map((JSON.parse(print) as [string, unknown][]).map(([name, rows]) => [name, JSON.stringify(rows)]));
  const [one, other] = [tables(before), tables(after)];
  return [...other.keys()].filter((name) => one.get(name) !== other.get(name));
}
