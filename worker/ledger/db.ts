/** A value that SQLite stores. Times are milliseconds since the epoch, UTC. */
export type SqlValue = string | number | null | ArrayBuffer;
export type Row = Record<string, SqlValue>;

/** What the ledger needs of SQLite; the Durable Object's storage is one implementation, `node:sqlite` can be another. */
export interface Db {
  /** All rows of a query. `R` is the caller's word for the columns that its SQL names. */
  all<R extends object = Row>(sql: string, ...values: SqlValue[]): R[];
  /** The first row, or undefined. */
  get<R extends object = Row>(sql: string, ...values: SqlValue[]): R | undefined;
  run(sql: string, ...values: SqlValue[]): void;
  /** All or nothing. `work` must not await. Nested calls join the outer one. */
  transaction<T>(work: () => T): T;
  /** Bytes on disk. */
  size(): number;
}

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
