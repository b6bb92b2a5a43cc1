import { Dexie, type Table, type Transaction } from 'dexie';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import { deleteRows, getRow, putRow } from './batched.ts';
import { markAside } from './counted-records.ts';
import type {
  FactKey,
  FactRow,
  Facts,
  HealthRow,
  MirrorRow,
  OutboxRow,
  PageRow,
  RecordRow,
  SweepRow,
  SyncRow,
  ViewRow,
} from './rows.ts';

/**
 * Everything the extension knows, in the extension's own IndexedDB (a content script cannot see it). The service worker may be
 * stopped between any two lines: what belongs together is written in one transaction.
 */
export class BridgeDatabase extends Dexie {
  declare readonly facts: Table<FactRow, FactKey>;
  declare readonly views: Table<ViewRow, string>;
  declare readonly sweeps: Table<SweepRow, string>;
  declare readonly pages: Table<PageRow, string>;
  declare readonly records: Table<RecordRow, string>;
  declare readonly outbox: Table<OutboxRow, number>;
  declare readonly syncs: Table<SyncRow, string>;
  declare readonly mirror: Table<MirrorRow, string>;
  declare readonly health: Table<HealthRow, string>;

  /** How often a fact was written by this context: what was made of it may be kept until then. */
  readonly #factWrites = new Map<FactKey, number>();
  readonly #recordWrites = new Map<ObjectType, number>();
  #erasures = 0;
  /** What countRecords has counted, by view and type. */
  readonly recordCounts = new Map<string, { readonly writes: number; readonly count: number }>();

  constructor(name = 'crm-bridge') {
    super(name);
    this.version(1).stores({
      facts: 'key',
      views: 'viewId, crmUser',
      sweeps: 'sweepId, active, syncId, viewId, [viewId+objectType]',
      pages: 'pageId, [state+order], [sweepId+state], sweepId, leaseId, tabId',
      records:
        'key, [viewId+objectType], [viewId+objectType+objectId], [seenBySweep+dirty], [seenBySweep+presence], [viewId+unresolved], *aliases',
      outbox: '++seq, batchId, syncId, sweepId',
      syncs: 'syncId, startedAt',
      mirror: 'key, state',
    });
    this.version(2).stores({ health: 'key, viewId' });
    // An index whose keys another begins with costs its part of every write; Dexie asks the longer one instead.
    this.version(3).stores({
      pages: 'pageId, [state+order], [sweepId+state], leaseId, tabId',
      records:
        'key, [viewId+objectType+objectId], [seenBySweep+dirty], [seenBySweep+presence], [viewId+unresolved], *aliases',
    });
    // Leased pages are few: who looks for one by tab or lease goes through them all.
    this.version(4).stores({ pages: 'pageId, [state+order], [sweepId+state]' });
    // `aside` comes first: behind [viewId+objectType] Dexie would ask this index, which has few rows, for all of a type.
    this.version(5)
      .stores({
        records:
          'key, [viewId+objectType+objectId], [seenBySweep+dirty], [seenBySweep+presence], [viewId+unresolved], [aside+viewId+objectType], *aliases',
      })
      .upgrade(markGone);
    this.use(
      markAside((types) => {
        for (const type of types) this.#recordWrites.set(type, this.recordWrites(type) + 1);
      }),
    );
  }

  /** How often rows of this type were written by this context, and everything erased. */
  recordWrites(type: ObjectType): number {
    return (this.#recordWrites.get(type) ?? 0) + this.#erasures;
  }

  noteFacts(...keys: readonly FactKey[]): void {
    for (const key of keys) this.#factWrites.set(key, (this.#factWrites.get(key) ?? 0) + 1);
  }

  noteErased(): void {
    this.#erasures += 1;
  }

  factWrites(...keys: readonly FactKey[]): number {
    return keys.reduce((sum, key) => sum + (this.#factWrites.get(key) ?? 0), this.#erasures);
  }
}

/** Rows that say that they are gone, found by an index: reading them all would take a large store a minute. */
async function markGone(transaction: Transaction): Promise<void> {
  const records: Table<RecordRow, string> = transaction.table('records');
  const gone: string[] = [];
  await records.orderBy('[seenBySweep+presence]').eachKey((key, { primaryKey }) => {
    const [, presence] = key as unknown as [sweepId: string, presence: string];
    if (presence === 'gone') gone.push(primaryKey);
  });
  const rows = await records.bulkGet(gone);
  await records.bulkPut(rows.flatMap((row) => (row === undefined ? [] : [{ ...row, aside: 1 as const }])));
}

/** The value of a fact, or undefined. */
export async function readFact<K extends FactKey>(db: BridgeDatabase, key: K): Promise<Facts[K] | undefined> {
  const row = await getRow(db.facts, key);
  return row?.value as Facts[K] | undefined;
}

export async function writeFact<K extends FactKey>(db: BridgeDatabase, key: K, value: Facts[K]): Promise<void> {
  await putRow(db.facts, { key, value });
  db.noteFacts(key);
}

export async function dropFact(db: BridgeDatabase, ...keys: FactKey[]): Promise<void> {
  await deleteRows(db.facts, keys);
  db.noteFacts(...keys);
}

/** Erases every record, the token, the settings: everything. */
export async function eraseEverything(db: BridgeDatabase): Promise<void> {
  await db.transaction('rw', db.tables, async () => {
    for (const table of db.tables) await table.clear();
  });
  db.noteErased();
}
