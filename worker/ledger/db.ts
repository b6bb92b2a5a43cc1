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

/** Whether a statement failed because the disk, or the object's share of it, is full. SQLite's own words; the runtime gives no code. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && /SQLITE_FULL|database or disk is full/i.test(error.message);
}

/** Does what can wait for another time: answers false, and has done nothing, where there is no room. */
export function unlessFull(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (!isFull(error)) throw error;
    return false;
  }
}
