import type { Db } from '../../worker/ledger/db.ts';
import { migrate } from '../../worker/ledger/migrations.ts';
import { nodeDb } from '../../worker/testing/node-db.ts';

let db: Db | null = null;
let tables: readonly string[] = [];

/** A new ledger. One at a time in a process: its tables are made once, and emptied for the next. */
export function freshLedger(): Db {
  if (db === null) {
    db = nodeDb();
    migrate(db);

    const all = db.all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'migrations'",
    );
    tables = all.map(({ name }) => name);
    return db;
  }
  const ledger = db;
  ledger.transaction(() => {
    for (const table of tables) ledger.run(`DELETE FROM "${table}"`);
  });
  return ledger;
}
