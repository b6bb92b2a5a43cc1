/**
 * Dexie's interface, as far as the product uses it, over tables in memory: the simulation's disk. Transactions are exclusive on their tables, begin in the
 * order in which they were asked for, and are whole or not at all. What the product uses beyond this fails loudly.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { diesNow, faultsOf } from './disk.ts';
import type { Key } from './memory-keys.ts';
import { type Row, type Rows, Table } from './memory-table.ts';

interface Stored {
  readonly rows: Map<string, Rows>;
  readonly counters: Map<string, number>;
  /** Transactions that run or wait, oldest first. */
  readonly queue: Transaction[];
}

/** The rows of a table as they are stored, without a step on the disk; null where nothing is stored here. */
export function peek(database: string, table: string): readonly Row[] | null {
  const stored = databases.get(database);
  return stored === undefined ? null : [...(stored.rows.get(table)?.values() ?? [])];
}

const databases = new Map<string, Stored>();
const current = new AsyncLocalStorage<Transaction | null>();
const never = () => new Promise<never>(() => undefined);

/** Transactions that have begun and not ended: at a moment when nothing goes on, one of them waits for something else than its store. */
export const open = new Set<Transaction>();

class Transaction {
  readonly tables: ReadonlySet<string>;
  readonly writes: boolean;
  readonly #before = new Map<string, Rows>();
  ended = false;
  failure: unknown = null;
  begin = () => {};

  constructor(tables: ReadonlySet<string>, writes: boolean) {
    this.tables = tables;
    this.writes = writes;
  }

  /** The rows of a table, to be changed; they come back as they are now if the transaction does not end well. */
  changing(stored: Stored, table: string): Rows {
    const rows = stored.rows.get(table) ?? new Map<Key, Row>();
    if (!this.#before.has(table)) this.#before.set(table, new Map(rows));
    stored.rows.set(table, rows);
    return rows;
  }

  rollBack(stored: Stored): void {
    for (const [table, rows] of this.#before) stored.rows.set(table, rows);
  }

  overlaps(other: Transaction): boolean {
    if (!this.writes && !other.writes) return false;
    for (const table of this.tables) if (other.tables.has(table)) return true;
    return false;
  }
}

/** Lets begin whatever need not wait for an earlier one. */
function beginNext({ queue }: Stored): void {
  for (const [index, transaction] of queue.entries()) {
    if (open.has(transaction) || queue.slice(0, index).some((earlier) => earlier.overlaps(transaction))) continue;
    open.add(transaction);
    transaction.begin();
  }
}

interface Core {
  mutate(request: { readonly type: 'put'; readonly values: readonly Row[] }): readonly Row[];
}

export class Dexie {
  readonly name: string;
  readonly tables: Table[] = [];
  readonly stored: Stored;
  #closed = false;
  #written: (table: string, row: Row) => Row = (_, row) => row;

  constructor(name: string) {
    this.name = name;
    this.stored = databases.get(name) ?? { rows: new Map(), counters: new Map(), queue: [] };
    databases.set(name, this.stored);
  }

  /** Which transaction an await belongs to the runtime itself knows here. */
  static readonly Promise = Promise;

  static get currentTransaction(): Transaction | null {
    return current.getStore() ?? null;
  }

  static async delete(name: string): Promise<void> {
    databases.delete(name);
  }

  version(_: number): { stores(schema: Readonly<Record<string, string>>): { upgrade(change: unknown): void } } {
    return {
      stores: (schema) => {
        for (const [name, written] of Object.entries(schema)) {
          const table = new Table(this, name, written);
          const earlier = this.tables.findIndex((one) => one.name === name);
          this.tables.splice(earlier < 0 ? this.tables.length : earlier, 1, table);
          // A later version tells a table's indexes anew.
          Object.defineProperty(this, name, { value: table, configurable: true });
        }
        // No store here was made by an earlier version.
        return { upgrade: () => undefined };
      },
    };
  }

  /** A middleware of Dexie's lowest stack, as far as it changes rows on their way to the disk. */
  use({ create }: { create(core: { table(name: string): Core }): { table(name: string): Core } }): void {
    const core = create({ table: () => ({ mutate: ({ values }) => values }) });
    this.#written = (table, row) => core.table(table).mutate({ type: 'put', values: [row] })[0] ?? row;
  }

  /** The row as it is to be stored. */
  written(table: string, row: Row): Row {
    return this.#written(table, row);
  }

  table(name: string): Table {
    const table = this.tables.find((one) => one.name === name);
    if (table === undefined) throw new RangeError(`no table is called ${name}`);
    return table;
  }

  close(): void {
    this.#closed = true;
  }

  async transaction<T>(mode: string, ...rest: unknown[]): Promise<T> {
    const work = rest.pop() as () => Promise<T>;
    const tables = new Set((rest.flat() as Table[]).map(({ name }) => name));
    const outer = current.getStore() ?? null;
    if (outer === null) return this.#run(new Transaction(tables, mode.startsWith('rw')), work);
    for (const name of tables)
      if (!outer.tables.has(name)) throw new Error(`${name} is not part of the transaction around this one`);
    return work();
  }

  async #run<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
    const { stored } = this;
    // A dead process asks for nothing.
    if (this.#closed) return never();
    stored.queue.push(transaction);
    const begun = new Promise<void>((resolve) => {
      transaction.begin = resolve;
    });
    beginNext(stored);
    await begun;
    try {
      const result = await current.run(transaction, work);
      if (transaction.failure !== null) throw transaction.failure;
      await this.step();
      return result;
    } catch (error) {
      transaction.rollBack(stored);
      throw error;
    } finally {
      this.#end(transaction);
    }
  }

  #end(transaction: Transaction): void {
    transaction.ended = true;
    open.delete(transaction);
    const { queue } = this.stored;
    queue.splice(queue.indexOf(transaction), 1);
    beginNext(this.stored);
  }

  /** One step on the disk, before which the process may die: then nothing of its transactions stays, and it hears nothing more. */
  async step(): Promise<void> {
    await null;
    if (this.#closed) return never();
    const known = faultsOf(this.name);
    if (known === undefined || !diesNow(known)) return;
    this.#closed = true;
    for (const transaction of this.stored.queue.splice(0)) {
      transaction.rollBack(this.stored);
      transaction.ended = true;
      open.delete(transaction);
    }
    return never();
  }

  /** Carries out one operation: in the transaction around it, else in one of its own. */
  async operate<T>(table: string, writes: boolean, work: (transaction: Transaction) => T): Promise<T> {
    const outer = current.getStore() ?? null;
    const operation = async (transaction: Transaction) => {
      await this.step();
      if (transaction.ended || !transaction.tables.has(table) || (writes && !transaction.writes))
        throw new Error(`${table}: this transaction has ended or does not cover it`);
      try {
        return work(transaction);
      } catch (error) {
        transaction.failure = error;
        throw error;
      }
    };
    if (outer !== null) return operation(outer);
    const own = new Transaction(new Set([table]), writes);
    return this.#run(own, () => operation(own));
  }
}
