import type { StoredRecord } from './stored-record.ts';

/** Records in the order of their names, then of their ids. What is added is put in its place: however many there are, nothing is sorted anew. */
export class RecordList {
  readonly #compare: (a: StoredRecord, b: StoredRecord) => number;
  #ordered: readonly StoredRecord[];

  /** `ordered`: what is there to begin with, in that order already. */
  constructor(locale: string, ordered: readonly StoredRecord[] = []) {
    this.#compare = namesCompared(locale);
    this.#ordered = ordered;
  }

  /** Another array after each change. */
  get ordered(): readonly StoredRecord[] {
    return this.#ordered;
  }

  /** Adds records; those that are there already are replaced. */
  put(records: readonly StoredRecord[]): void {
    const coming = new Map(records.map((record) => [record.key, record]));
    const kept = this.#without(coming);
    this.#ordered = merged(kept, [...coming.values()].sort(this.#compare), this.#compare);
  }

  /** Takes records out. */
  drop(keys: readonly string[]): void {
    this.#ordered = this.#without(new Set(keys));
  }

  #without(keys: { has(key: string): boolean }): readonly StoredRecord[] {
    const kept = this.#ordered.filter(({ key }) => !keys.has(key));
    return kept.length < this.#ordered.length ? kept : this.#ordered;
  }
}

type Named = Pick<StoredRecord, 'name' | 'objectId'>;

/** The order of names as the reader of this locale has it, numbers by their value; of equal names that of their ids. */
export function namesCompared(locale: string): (a: Named, b: Named) => number {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  return (a, b) => compare(a.name, b.name) || compare(a.objectId, b.objectId);
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
