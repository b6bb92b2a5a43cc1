/** The browsers' disks as an IndexedDB in memory, under the real Dexie: slower than memory-store.ts, and the product's whole way of storing. */
import 'fake-indexeddb/auto';
import { IDBObjectStore, IDBTransaction } from 'fake-indexeddb';
import { diesNow, faultsOf } from './disk.ts';

/** What the in-memory IndexedDB keeps of a transaction, as far as faults need it. */
interface Transaction {
  readonly mode: IDBTransactionMode;
  readonly db: Connection;
  _state: 'active' | 'inactive' | 'committing' | 'finished';
  _start(): void;
  _abort(error: string | null): void;
  _execRequestAsync(request: { readonly source: unknown; readonly operation: () => unknown }): IDBRequest;
}
interface Connection {
  readonly name: string;
  readonly _rawDatabase: { readonly transactions: readonly Transaction[] };
}

const dead = new WeakSet<Connection>();

/** The process that holds the connection dies now. */
function die(connection: Connection): void {
  dead.add(connection);
  for (const transaction of [...connection._rawDatabase.transactions])
    if (transaction.db === connection && transaction._state !== 'finished') transaction._abort('AbortError');
}

const transactions = IDBTransaction.prototype as unknown as Transaction;
const start = transactions._start;
transactions._start = function (this: Transaction) {
  const known = faultsOf(this.db.name);
  if (dead.has(this.db)) {
    if (this._state !== 'finished') this._abort('AbortError');
  } else if (known !== undefined && this.mode !== 'versionchange' && diesNow(known)) die(this.db);
  else start.call(this);
};

const stores = IDBObjectStore.prototype;
for (const method of ['put', 'add'] as const) {
  const write = stores[method];
  stores[method] = function (this: IDBObjectStore, ...args) {
    const transaction = this.transaction as unknown as Transaction;
    if (faultsOf(transaction.db.name)?.full !== true || transaction.mode === 'versionchange')
      return write.apply(this, args);
    const operation = () => {
      throw new DOMException('The disk is full', 'QuotaExceededError');
    };
    return transaction._execRequestAsync({ source: this, operation }) as IDBRequest<IDBValidKey>;
  };
}
