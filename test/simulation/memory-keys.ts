/** IndexedDB's keys: numbers before strings before arrays; nothing else of ours is one. */
export type Key = number | string | readonly Key[];

export function isKey(value: unknown): value is Key {
  if (typeof value === 'number') return !Number.isNaN(value);
  return typeof value === 'string' || (Array.isArray(value) && value.every(isKey));
}

const rank = (key: Key) => (typeof key === 'number' ? 0 : typeof key === 'string' ? 1 : 2);

/** Negative, zero or positive as `one` comes before, is, or comes after `other`. */
export function compareKeys(one: Key, other: Key): number {
  const ranks = rank(one) - rank(other);
  if (ranks !== 0) return ranks;
  if (typeof one !== 'object' || typeof other !== 'object') return one < other ? -1 : one > other ? 1 : 0;
  for (const [index, part] of one.entries()) {
    const against = other[index];
    if (against === undefined) return 1;
    const order = compareKeys(part, against);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

/** An index as Dexie writes it down: `field`, `[field+field]`, `*field` (one entry for each of a list). */
export class Index {
  readonly name: string;
  readonly #fields: readonly string[];
  readonly #compound: boolean;
  readonly #multi: boolean;

  constructor(written: string) {
    this.#multi = written.startsWith('*');
    this.name = this.#multi ? written.slice(1) : written;
    this.#compound = this.name.startsWith('[');
    this.#fields = this.#compound ? this.name.slice(1, -1).split('+') : [this.name];
  }

  /** The keys under which the row stands in the index; none where it has no value for it. */
  keysOf(row: object): readonly Key[] {
    const values = this.#fields.map((field) => (row as Record<string, unknown>)[field]);
    if (this.#compound) return isKey(values) ? [values] : [];
    const [value] = values;
    if (this.#multi && Array.isArray(value)) return [...new Set(value.filter(isKey))];
    return isKey(value) ? [value] : [];
  }
}
