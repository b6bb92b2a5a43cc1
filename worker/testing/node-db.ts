import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Db, SqlValue } from '../ledger/db.ts';

/** The ledger's store on Node, for simulations outside the Workers runtime. */
export function nodeDb(path = ':memory:'): Db {
  const database = new DatabaseSync(path);
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const values = (list: SqlValue[]) =>
    list.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
  let depth = 0;
  const all = <R extends object>(sql: string, ...list: SqlValue[]) =>
    prepared(sql).all(...values(list)) as unknown as R[];
  return {
    all,
    get: <R extends object>(sql: string, ...list: SqlValue[]) => all<R>(sql, ...list)[0],
    run: (sql, ...list) => {
      prepared(sql).run(...values(list));
    },
    transaction: (work) => {
      if (depth > 0) return work();
      depth += 1;
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
      }
    },
    size: () =>
      Number(
        all<{ size: number }>('SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size')[0]
          ?.size,
      ),
  };
}
