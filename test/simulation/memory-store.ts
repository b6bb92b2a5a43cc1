/**
 * Dexie's interface, as far as the product uses it, over tables in memory: the simulation's disk. Transactions are exclusive on their tables, begin in the
 * order in which they were asked for, and are whole or not at all. What the product uses beyond this fails loudly.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { diesNow, faultsOf } from './disk.ts';
import { cloneOf } from './environment.ts';
import { compareKeys, Index, isKey, type Key } from './memory-keys.ts';

type Row = Record<string, unknown>;
type Rows = Map<Key, Row>;

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

export class Dexie {
  readonly name: string;
  readonly tables: Table[] = [];
  readonly stored: Stored;
  #closed = false;

  constructor(name: string) {
    this.name = name;
    this.stored = databases.get(name) ?? { rows: new Map(), counters: new Map(), queue: [] };
    databases.set(name, this.stored);
  }

  static get currentTransaction(): Transaction | null {
    return current.getStore() ?? null;
  }

  static async delete(name: string): Promise<void> {
    databases.delete(name);
  }

  version(_: number): { stores(schema: Readonly<Record<string, string>>): void } {
    return {
      stores: (schema) => {
        for (const [name, written] of Object.entries(schema)) {
          const table = new Table(this, name, written);
          const earlier = this.tables.findIndex((one) => one.name === name);
          this.tables.splice(earlier < 0 ? this.tables.length : earlier, 1, table);
          // A later version tells a table's indexes anew.
          Object.defineProperty(this, name, { value: table, configurable: true });
        }
      },
    };
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

/** One table. Rows go in and come out as copies. */
export class Table {
  readonly name: string;
  readonly schema: { readonly primKey: { readonly keyPath: string } };
  readonly #db: Dexie;
  readonly #counts: boolean;
  readonly #indexes: ReadonlyMap<string, Index>;

  constructor(db: Dexie, name: string, written: string) {
    const [key = '', ...indexes] = written.split(',').map((part) => part.trim());
    this.#db = db;
    this.name = name;
    this.#counts = key.startsWith('++');
    const keyPath = key.replace('++', '');
    this.schema = { primKey: { keyPath } };
    this.#indexes = new Map([keyPath, ...indexes].map((one) => new Index(one)).map((index) => [index.name, index]));
  }

  #read<T>(work: (rows: Rows) => T): Promise<T> {
    return this.#db.operate(this.name, false, () => work(this.#db.stored.rows.get(this.name) ?? new Map()));
  }

  write<T>(work: (rows: Rows) => T): Promise<T> {
    return this.#db.operate(this.name, true, (transaction) => work(transaction.changing(this.#db.stored, this.name)));
  }

  /** Puts a copy; answers its key. */
  #put(rows: Rows, given: object, isNew: boolean): Key {
    if (faultsOf(this.#db.name)?.full) throw new DOMException('The disk is full', 'QuotaExceededError');
    const row = cloneOf(given) as Row;
    const { keyPath } = this.schema.primKey;
    const { counters } = this.#db.stored;
    if (this.#counts && row[keyPath] === undefined) {
      const next = (counters.get(this.name) ?? 0) + 1;
      counters.set(this.name, next);
      row[keyPath] = next;
    }
    const key = row[keyPath];
    if (!isKey(key)) throw new DOMException(`${this.name}: a row without a key`, 'DataError');
    if (isNew && rows.has(key)) throw new DOMException(`${this.name}: the key is taken`, 'ConstraintError');
    rows.set(key, row);
    return key;
  }

  get(key: Key): Promise<Row | undefined> {
    return this.#read((rows) => cloneOf(rows.get(key)));
  }

  bulkGet(keys: readonly Key[]): Promise<(Row | undefined)[]> {
    return this.#read((rows) => keys.map((key) => cloneOf(rows.get(key))));
  }

  put(row: object): Promise<Key> {
    return this.write((rows) => this.#put(rows, row, false));
  }

  add(row: object): Promise<Key> {
    return this.write((rows) => this.#put(rows, row, true));
  }

  bulkPut(list: readonly object[]): Promise<void> {
    return this.write((rows) => {
      for (const row of list) this.#put(rows, row, false);
    });
  }

  bulkAdd(list: readonly object[]): Promise<void> {
    return this.write((rows) => {
      for (const row of list) this.#put(rows, row, true);
    });
  }

  update(key: Key, changes: object): Promise<number> {
    return this.write((rows) => {
      const row = rows.get(key);
      if (row === undefined) return 0;
      this.#put(rows, { ...row, ...changes }, false);
      return 1;
    });
  }

  /** Changes rows that are there. */
  modify(keys: readonly Key[], changes: object): Promise<void> {
    return this.write((rows) => {
      for (const key of keys) this.#put(rows, { ...rows.get(key), ...changes }, false);
    });
  }

  delete(key: Key): Promise<void> {
    return this.bulkDelete([key]);
  }

  bulkDelete(keys: readonly Key[]): Promise<void> {
    return this.write((rows) => {
      for (const key of keys) rows.delete(key);
    });
  }

  clear(): Promise<void> {
    return this.write((rows) => rows.clear());
  }

  where(name: string): Where {
    return new Where((matches) => this.#collection(name, matches));
  }

  orderBy(name: string): Collection {
    return this.#collection(name, () => true);
  }

  filter(matches: (row: never) => boolean): Collection {
    return this.#all().filter(matches);
  }

  toArray(): Promise<Row[]> {
    return this.#all().toArray();
  }

  count(): Promise<number> {
    return this.#read((rows) => rows.size);
  }

  each(work: (row: never) => void): Promise<void> {
    return this.#all().each(work);
  }

  #all(): Collection {
    return this.#collection(this.schema.primKey.keyPath, () => true);
  }

  #collection(name: string, matches: (key: Key) => boolean): Collection {
    // As Dexie does, what asks for the beginning of a compound index is answered from it.
    const beginning = name.startsWith('[') ? `${name.slice(0, -1)}+` : `[${name}+`;
    const longer = [...this.#indexes.keys()].some((one) => one.startsWith(beginning));
    const index = this.#indexes.get(name) ?? (longer ? new Index(name) : undefined);
    if (index === undefined) throw new RangeError(`${this.name} has no index ${name}`);
    const find = (rows: Rows) =>
      [...rows]
        .flatMap(([key, row]) => index.keysOf(row).map((at) => ({ at, key, row })))
        .filter(({ at }) => matches(at))
        .sort((one, other) => compareKeys(one.at, other.at) || compareKeys(one.key, other.key));
    return new Collection(this, (work) => this.#read((rows) => work(find(rows))));
  }
}

interface Found {
  readonly key: Key;
  readonly row: Row;
}

/** Which keys of an index are wanted. */
class Where {
  readonly #collection: (matches: (key: Key) => boolean) => Collection;

  constructor(collection: (matches: (key: Key) => boolean) => Collection) {
    this.#collection = collection;
  }

  equals(wanted: Key): Collection {
    return this.#collection((key) => compareKeys(key, wanted) === 0);
  }

  anyOf(wanted: readonly Key[]): Collection {
    return this.#collection((key) => wanted.some((one) => compareKeys(key, one) === 0));
  }

  startsWith(start: string): Collection {
    return this.#collection((key) => typeof key === 'string' && key.startsWith(start));
  }

  between(lower: Key, upper: Key, withLower = true, withUpper = false): Collection {
    return this.#collection((key) => {
      const [above, below] = [compareKeys(key, lower), compareKeys(upper, key)];
      return (above > 0 || (withLower && above === 0)) && (below > 0 || (withUpper && below === 0));
    });
  }
}

/** Rows of a table in the order of an index. */
class Collection {
  readonly #table: Table;
  readonly #read: <T>(work: (found: readonly Found[]) => T) => Promise<T>;

  constructor(table: Table, read: <T>(work: (found: readonly Found[]) => T) => Promise<T>) {
    this.#table = table;
    this.#read = read;
  }

  #narrowed(narrow: (found: readonly Found[]) => readonly Found[]): Collection {
    return new Collection(this.#table, (work) => this.#read((found) => work(narrow(found))));
  }

  filter(matches: (row: never) => boolean): Collection {
    return this.#narrowed((found) => found.filter(({ row }) => matches(row as never)));
  }

  limit(most: number): Collection {
    return this.#narrowed((found) => found.slice(0, most));
  }

  offset(first: number): Collection {
    return this.#narrowed((found) => found.slice(first));
  }

  toArray(): Promise<Row[]> {
    return this.#read((found) => found.map(({ row }) => cloneOf(row)));
  }

  first(): Promise<Row | undefined> {
    return this.#read((found) => cloneOf(found[0]?.row));
  }

  last(): Promise<Row | undefined> {
    return this.#read((found) => cloneOf(found.at(-1)?.row));
  }

  count(): Promise<number> {
    return this.#read((found) => found.length);
  }

  primaryKeys(): Promise<Key[]> {
    return this.#read((found) => found.map(({ key }) => key));
  }

  each(work: (row: never) => void): Promise<void> {
    return this.#read((found) => {
      for (const { row } of found) work(cloneOf(row) as never);
    });
  }

  async delete(): Promise<void> {
    await this.#table.bulkDelete(await this.primaryKeys());
  }

  async modify(changes: object): Promise<void> {
    await this.#table.modify(await this.primaryKeys(), changes);
  }
}
