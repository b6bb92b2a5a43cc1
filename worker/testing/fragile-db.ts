import type { Db, SqlValue } from '../ledger/db.ts';

/** A ledger whose storage can be full: then every write fails as SQLite's does, and reads go on. */
export interface FragileDb extends Db {
  full(on: boolean): void;
  isFull(): boolean;
}

// What makes a table only where there is none writes nothing at any later start.
const WRITES =
  /^\s*(?:INSERT|UPDATE|DELETE|REPLACE|CREATE(?! TABLE IF NOT EXISTS)|WITH\b[\s\S]*\b(?:UPDATE|INSERT|DELETE)\b)/i;

export function fragileDb(db: Db): FragileDb {
  let isFull = false;
  const guard = (sql: string) => {
    if (isFull && WRITES.test(sql)) throw new Error('database or disk is full: SQLITE_FULL');
  };
  return {
    ...db,
    full: (on) => {
      isFull = on;
    },
    isFull: () => isFull,
    all: <R extends object>(sql: string, ...values: SqlValue[]) => {
      guard(sql);
      return db.all<R>(sql, ...values);
    },
    get: <R extends object>(sql: string, ...values: SqlValue[]) => {
      guard(sql);
      return db.get<R>(sql, ...values);
    },
    run: (sql, ...values) => {
      guard(sql);
      db.run(sql, ...values);
    },
  };
}
