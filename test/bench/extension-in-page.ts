/** What runs inside a page of an extension: its store, and its way to its background, timed. Bundled by `extension.ts`. */

import { advance } from '../../extension/sync/engine.ts';
import { pressSync } from '../../extension/sync/sync-run.ts';
import { Bench } from '../../extension/testing/bench.ts';

/** Milliseconds a list page: leased and committed by the product, and its records put by IndexedDB alone. */
export interface StoreSample {
  readonly product: number;
  readonly raw: number;
}

export interface ExtensionInPage {
  /** Milliseconds that `times` questions to the background took, one after the other. */
  ask(times: number): Promise<number>;
  /** Takes in a list of `pages` pages of `rows` rows, page by page beside the same rows in a bare store. */
  store(pages: number, rows: number): Promise<StoreSample[]>;
}

const inPage: ExtensionInPage = {
  async ask(times) {
    const message = { channel: 'command', name: 'result', parameters: {} };
    const started = performance.now();
    for (let n = 0; n < times; n += 1) await chrome.runtime.sendMessage(message);
    return performance.now() - started;
  },

  async store(pages, rows) {
    const bench = new Bench({ types: ['ACCOUNT'], details: false });
    bench.crm.pageSize = rows;
    for (let n = 0; n < pages * rows; n += 1) bench.crm.put('ACCOUNT', `a${n}`, record(n));
    await bench.enrol();
    await pressSync(bench.engine, 'sync');
    const bare = await emptyCopy(bench.db.name, `${bench.db.name}-bare`);
    const samples: StoreSample[] = [];
    let known = 0;
    for (let idle = 0; idle < 3; ) {
      const started = performance.now();
      if (!(await bench.readOne())) {
        await advance(bench.engine);
        bench.now += 1_000;
        idle += 1;
        continue;
      }
      idle = 0;
      const product = performance.now() - started;
      const taken = await bench.db.records.toArray();
      const fresh = taken.filter(({ crmId }) => Number(crmId.slice(1)) >= known);
      known = taken.length;
      // The page that proves the login has no rows.
      if (fresh.length > 0) samples.push({ product, raw: await putAll(bare, fresh) });
    }
    bare.close();
    return samples;
  },
};
Object.assign(globalThis, { crmExtension: inPage });

function record(n: number): Record<string, string> {
  return {
    modifiedDate: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
    url: `https://crm.example/ACCOUNT/record?id=a${n}`,
    name: `Nordwind Logistik ${n}`,
    city: 'Köln',
    phone: `+49 221 ${n}`,
    industry: 'Transport',
    notes: 'Called twice, wants an offer for the whole group before the end of the quarter.',
  };
}

/** A database with the same table of records, its keys and indexes, and nothing in it. */
async function emptyCopy(name: string, copy: string): Promise<IDBDatabase> {
  const original = await opened(indexedDB.open(name));
  const table = original.transaction('records').objectStore('records');
  const { keyPath: key } = table;
  const indexes = Array.from(table.indexNames, (index) => table.index(index)).map(
    ({ name: index, keyPath, unique, multiEntry }) => ({ index, keyPath, options: { unique, multiEntry } }),
  );
  const request = indexedDB.open(copy);
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore('records', { keyPath: key });
    for (const { index, keyPath, options } of indexes) store.createIndex(index, keyPath, options);
  };
  const made = await opened(request);
  original.close();
  return made;
}

function opened(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Puts rows in one transaction; milliseconds until it is complete. */
async function putAll(db: IDBDatabase, rows: readonly object[]): Promise<number> {
  const started = performance.now();
  const transaction = db.transaction('records', 'readwrite');
  const store = transaction.objectStore('records');
  for (const row of rows) store.put(row);
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  return performance.now() - started;
}
