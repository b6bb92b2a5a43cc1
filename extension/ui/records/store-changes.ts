import { Dexie, type ObservabilitySet, RangeSet } from 'dexie';

/** What has been written to one table: by its keys, or more than could be named. */
export interface TableChanges {
  readonly keys: ReadonlySet<string>;
  readonly all: boolean;
}

/** Gathers what any of the extension's contexts writes to some tables: to any of their rows (null), or to those with these keys. */
export class StoreChanges {
  readonly #database: string;
  readonly #tables: Readonly<Record<string, readonly string[] | null>>;
  readonly #gathered = new Map<string, { keys: Set<string>; all: boolean }>();

  constructor(database: string, tables: Readonly<Record<string, readonly string[] | null>>) {
    this.#database = database;
    this.#tables = tables;
  }

  /** Calls `changed` after each change; the function that it returns ends that. */
  watch(changed: () => void): () => void {
    const hear = (parts: ObservabilitySet) => {
      const heard = Object.entries(this.#tables).filter(([table, keys]) => this.#gather(table, keys, parts));
      // The event comes inside of the transaction that has just ended.
      if (heard.length > 0) Dexie.ignoreTransaction(changed);
    };
    Dexie.on('storagemutated', hear);
    return () => Dexie.on.storagemutated.unsubscribe(hear);
  }

  /** What was gathered of a table since it was last taken. */
  take(table: string): TableChanges {
    const taken = this.#gathered.get(table) ?? { keys: new Set(), all: false };
    this.#gathered.delete(table);
    return taken;
  }

  #gather(table: string, wanted: readonly string[] | null, parts: ObservabilitySet): boolean {
    const part = parts[`idb://${this.#database}/${table}/`];
    if (part === undefined) return false;
    const keys: string[] = [];
    let all = false;
    for (const { from, to } of RangeSet(part)) {
      if (from !== to || typeof from !== 'string') all = true;
      else if (wanted === null || wanted.includes(from)) keys.push(from);
    }
    if (!all && keys.length === 0) return false;
    const known = this.#gathered.get(table) ?? { keys: new Set<string>(), all: false };
    this.#gathered.set(table, { keys: known.keys.union(new Set(keys)), all: known.all || all });
    return true;
  }
}
