import type { Db, SqlValue } from './db.ts';

/** The Durable Object's own SQLite as a `Db`. */
export function durableDb(storage: DurableObjectStorage): Db {
  let depth = 0;
  const all = <R extends object>(sql: string, ...values: SqlValue[]): R[] =>
    storage.sql.exec(sql, ...values).toArray() as unknown as R[];
  return {
    all,
    get: <R extends object>(sql: string, ...values: SqlValue[]) => all<R>(sql, ...values)[0],
    run: (sql, ...values) => {
      storage.sql.exec(sql, ...values);
    },
    transaction: (work) => {
      if (depth > 0) return work();
      depth += 1;
      try {
        return storage.transactionSync(work);
      } finally {
        depth -= 1;
      }
    },
    size: () => storage.sql.databaseSize,
  };
}
