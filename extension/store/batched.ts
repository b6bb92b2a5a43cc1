import { Dexie, type IndexableType, type Table, type Transaction } from 'dexie';
import type { BridgeDatabase } from './database.ts';

type Named = Pick<Table, 'name' | 'schema'>;

interface Held {
  readonly row: unknown;
  readonly toWrite: boolean;
}

/** What the steps of one transaction share. A row that is gone is undefined. */
interface Share {
  readonly rows: Map<string, Map<unknown, Held>>;
  readonly remembered: Map<string, unknown>;
}

const shares = new WeakMap<Transaction, Share>();

/**
 * A transaction whose steps share rows: through getRow, putRow and the like each is read once and written once, at the end or at
 * `writeDown`. Outside of one the same functions go to the store at once. Queries see only what was written down.
 */
export function batched<T>(db: BridgeDatabase, tables: readonly Table[], work: () => Promise<T>): Promise<T> {
  return db.transaction('rw', [...tables], async () => {
    const transaction = current();
    if (transaction === null || shares.has(transaction)) return work();
    shares.set(transaction, { rows: new Map(), remembered: new Map() });
    const result = await work();
    await writeDown(db);
    return result;
  });
}

export async function getRow<T, K>(table: Table<T, K>, key: K): Promise<T | undefined> {
  const held = heldRows(table);
  if (held === null) return table.get(key);
  if (held.has(key)) await stay();
  else held.set(key, { row: await table.get(key), toWrite: false });
  return held.get(key)?.row as T | undefined;
}

export async function getRows<T, K>(table: Table<T, K>, keys: readonly K[]): Promise<(T | undefined)[]> {
  const held = heldRows(table);
  if (held === null) return table.bulkGet([...keys]);
  const missing = keys.filter((key) => !held.has(key));
  if (missing.length > 0) keep(table, missing, await table.bulkGet(missing));
  else await stay();
  return keys.map((key) => held.get(key)?.row as T | undefined);
}

export async function putRow<T, K>(table: Table<T, K>, row: NoInfer<T>): Promise<void> {
  const held = heldRows(table);
  if (held === null) await table.put(row);
  else {
    held.set(keyOf(table, row), { row, toWrite: true });
    await stay();
  }
}

export async function putRows<T, K>(table: Table<T, K>, rows: readonly NoInfer<T>[]): Promise<void> {
  const held = heldRows(table);
  if (held === null) await table.bulkPut([...rows]);
  else {
    for (const row of rows) held.set(keyOf(table, row), { row, toWrite: true });
    await stay();
  }
}

export async function deleteRows<T, K>(table: Table<T, K>, keys: readonly K[]): Promise<void> {
  const held = heldRows(table);
  if (held === null) await table.bulkDelete([...keys]);
  else {
    for (const key of keys) held.set(key, { row: undefined, toWrite: true });
    await stay();
  }
}

/** Rows that a query has brought, so that they need not be read again. */
export function noteRows<T, K>(table: Table<T, K>, rows: readonly (NoInfer<T> | undefined)[]): void {
  const found = rows.filter((row) => row !== undefined);
  keep(
    table,
    found.map((row) => keyOf(table, row)),
    found,
  );
}

/** What `load` gives, once a transaction; until it is forgotten. */
export async function remembered<T>(name: string, load: () => Promise<T>): Promise<T> {
  const share = shareNow();
  if (share === null) return load();
  if (share.remembered.has(name)) await stay();
  else share.remembered.set(name, await load());
  return share.remembered.get(name) as T;
}

export function forget(name: string): void {
  shareNow()?.remembered.delete(name);
}

/** Writes what was put so far, so that queries see it. */
export async function writeDown(db: BridgeDatabase): Promise<void> {
  const share = shareNow();
  if (share === null) return;
  for (const [name, rows] of share.rows) {
    const changed = [...rows].filter(([, { toWrite }]) => toWrite);
    const table = db.table(name);
    const gone = changed.flatMap(([key, { row }]) => (row === undefined ? [key as IndexableType] : []));
    const written = changed.flatMap(([, { row }]) => (row === undefined ? [] : [row]));
    for (const [key, { row }] of changed) rows.set(key, { row, toWrite: false });
    if (gone.length > 0) await table.bulkDelete(gone);
    if (written.length > 0) await table.bulkPut(written);
  }
}

/**
 * Dexie loses sight of a transaction after a hundred awaits in a row of which none is its own: what follows goes to the store outside of it, and it ends too
 * early. So whatever is answered from memory awaits Dexie once.
 */
function stay(): PromiseLike<void> {
  return Dexie.Promise.resolve();
}

function keep(table: Named, keys: readonly unknown[], rows: readonly unknown[]): void {
  const held = heldRows(table);
  for (const [index, key] of keys.entries()) {
    if (held && !held.has(key)) held.set(key, { row: rows[index], toWrite: false });
  }
}

function heldRows(table: Named): Map<unknown, Held> | null {
  const share = shareNow();
  if (share === null) return null;
  const rows = share.rows.get(table.name) ?? new Map<unknown, Held>();
  share.rows.set(table.name, rows);
  return rows;
}

function shareNow(): Share | null {
  const transaction = current();
  return transaction === null ? null : (shares.get(transaction) ?? null);
}

/** A transaction inside another is the same one. */
function current(): Transaction | null {
  let transaction = Dexie.currentTransaction as (Transaction & { parent?: Transaction }) | null;
  while (transaction?.parent) transaction = transaction.parent;
  return transaction;
}

function keyOf(table: Named, row: unknown): unknown {
  const { keyPath } = table.schema.primKey;
  if (typeof keyPath !== 'string') throw new TypeError(`rows of ${table.name} have no key of their own`);
  return (row as Record<string, unknown>)[keyPath];
}
