/** A table of the simulation's disk (memory-store.ts), and how the product asks it: as Dexie's tables and collections are asked. */
import { faultsOf } from './disk.ts';
import { cloneOf } from './environment.ts';
import { compareKeys, Index, isKey, type Key } from './memory-keys.ts';
import type { Dexie } from './memory-store.ts';

export type Row = Record<string, unknown>;
/** By primary key. */
export type Rows = Map<Key, Row>;

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
    const row = this.#db.written(this.name, cloneOf(given) as Row);
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
