import type { StoredRecord } from './stored-record.ts';

/** Records in the order of their names, then of their ids. What is added is put in its place: however many there are, nothing is sorted anew. */
export class RecordList {
  readonly #compare: (a: StoredRecord, b: StoredRecord) => number;
  readonly #byKey = new Map<string, StoredRecord>();
  #ordered: readonly StoredRecord[] = [];

  constructor(locale: string) {
    const { compare } = new Intl.Collator(locale, { numeric: true });
    this.#compare = (a, b) => compare(a.name, b.name) || compare(a.objectId, b.objectId);
  }

  /** Another array after each change. */
  get ordered(): readonly StoredRecord[] {
    return this.#ordered;
  }

  /** Adds records; those that are there already are replaced. */
  put(records: readonly StoredRecord[]): void {
    const coming = new Map(records.map((record) => [record.key, record]));
    const kept = this.#without(coming);
    for (const [key, record] of coming) this.#byKey.set(key, record);
    this.#ordered = merged(kept, [...coming.values()].sort(this.#compare), this.#compare);
  }

  /** Takes records out. */
  drop(keys: readonly string[]): void {
    this.#ordered = this.#without(new Set(keys));
    for (const key of keys) this.#byKey.delete(key);
  }

  #without(keys: { has(key: string): boolean; keys(): Iterable<string> }): readonly StoredRecord[] {
    const any = [...keys.keys()].some((key) => this.#byKey.has(key));
    return any ? this.#ordered.filter(({ key }) => !keys.has(key)) : this.#ordered;
  }
}

/** Both in order: the place of each of the few is found among the many by halving. */
function merged(
  many: readonly StoredRecord[],
  few: readonly StoredRecord[],
  compare: (a: StoredRecord, b: StoredRecord) => number,
): readonly StoredRecord[] {
  const all: StoredRecord[] = [];
  let from = 0;
  for (const record of few) {
    let [low, high] = [from, many.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = many[middle];
      if (there !== undefined && compare(there, record) <= 0) low = middle + 1;
      else high = middle;
    }
    for (; from < low; from++) all.push(many[from] as StoredRecord);
    all.push(record);
  }
  for (; from < many.length; from++) all.push(many[from] as StoredRecord);
  return all;
}
