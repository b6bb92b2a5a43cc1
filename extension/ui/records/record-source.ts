import { standardField } from '../../../shared/objects/standard-fields.ts';
import type { Rejected } from '../../../shared/protocol/messages.ts';
import { type BridgeDatabase, readFact, writeFact } from '../../store/database.ts';
import type { Facts, MirrorRow, RecordRow } from '../../store/rows.ts';
import { type Piece, type ReadRecords, readRecords, rowsAfter } from './read-records.ts';
import { StoreChanges } from './store-changes.ts';
import { type Answers, nameOf, type StoredRecord, storedRecord, wasMade } from './stored-record.ts';

/** So many whole rows are read at a time: taking them in takes well under a frame. */
const CHUNK = 50;
/** As many as fit on a large screen. */
export const FIRST_ROWS = 60;

/** Reads the records that this browser holds: those of the view in force, of all views where none is. */
export class RecordSource {
  readonly #db: BridgeDatabase;
  readonly #read: ReadRecords;
  readonly #changes: StoreChanges;
  #viewId: string | undefined;
  /** What was last said of objects, as far as a record's state depends on it. */
  #said: ReadonlyMap<string, MirrorRow['state']> = new Map();

  constructor(db: BridgeDatabase, read: ReadRecords = (asked) => readRecords(db, asked)) {
    this.#db = db;
    this.#read = read;
    this.#changes = new StoreChanges(db.name, { records: null, mirror: null, facts: ['view', 'status', 'again'] });
  }

  /**
   * A screenful to begin with, read by keys alone and so at once however many there are: with `rejected`, what was rejected; else what
   * stood on top when the page was last shown (the first by key where it never was).
   */
  async first(rejected: boolean): Promise<readonly StoredRecord[]> {
    const [view, status, listed] = await Promise.all([
      readFact(this.#db, 'view'),
      readFact(this.#db, 'status'),
      readFact(this.#db, 'listed'),
    ]);
    const { records } = this.#db;
    let rows: (RecordRow | undefined)[] = [];
    if (rejected && view !== undefined) {
      const ids = (status?.rejected ?? []).slice(0, FIRST_ROWS);
      const keys = ids.map(({ objectType, objectId }) => [view.viewId, objectType, objectId]);
      rows = await records.where('[viewId+objectType+objectId]').anyOf(keys).toArray();
    } else if (listed !== undefined && listed.viewId === view?.viewId) {
      rows = await records.bulkGet([...listed.keys]);
    }
    const there = rows.filter((row) => row !== undefined);
    const found = there.length > 0 ? there : await rowsAfter(this.#db, prefixOf(view), prefixOf(view), FIRST_ROWS);
    return this.#stored(found, await this.#answers());
  }

  /** Keeps what stands on top of the list, for `first`. */
  async keepFirst(keys: readonly string[]): Promise<void> {
    const view = await readFact(this.#db, 'view');
    const known = await readFact(this.#db, 'listed');
    if (view === undefined || (known?.viewId === view.viewId && known.keys.join('\n') === keys.join('\n'))) return;
    await writeFact(this.#db, 'listed', { viewId: view.viewId, keys });
  }

  /** All records as the list shows them, some at a time. */
  async *all(locale: string): AsyncGenerator<Piece> {
    const view = await readFact(this.#db, 'view');
    this.#viewId = view?.viewId;
    const answers = await this.#answers();
    yield* this.#read({ prefix: prefixOf(view), answers, locale });
  }

  /**
   * What has changed since it was last asked: records to be put and keys of those to be taken out; null when it cannot be told and all must be
   * read anew. `known` is what is there.
   */
  async changed(known: readonly StoredRecord[]): Promise<{ put: readonly StoredRecord[]; drop: string[] } | null> {
    const records = this.#changes.take('records');
    const facts = this.#changes.take('facts');
    const view = await readFact(this.#db, 'view');
    if (records.all || facts.all || view?.viewId !== this.#viewId) return null;
    const before = this.#said;
    const answers = await this.#answers();
    const ids = new Set([...before.keys(), ...this.#said.keys()].filter((id) => before.get(id) !== this.#said.get(id)));
    const keys = new Set([...records.keys].filter((key) => key.startsWith(prefixOf(view))));
    if (ids.size > 0) for (const record of known) if (ids.has(idOf(record))) keys.add(record.key);
    const rows = await this.rows([...keys]);
    const put = this.#stored(rows, answers);
    const there = new Set(put.map(({ key }) => key));
    return { put, drop: [...keys].filter((key) => !there.has(key)) };
  }

  /** One record with everything that is known of it; null when it has been erased meanwhile. */
  async details(key: string): Promise<RecordDetails | null> {
    const row = await this.#db.records.get(key);
    if (row === undefined) return null;
    const id = idOf(row);
    const status = await readFact(this.#db, 'status');
    const rejected = status?.rejected.find((one) => idOf(one) === id);
    const again = await readFact(this.#db, 'again');
    return {
      row,
      mirror: (await this.#db.mirror.get(id)) ?? null,
      rejected: rejected ?? null,
      again: again?.key === key ? again : null,
      names: await this.#namesIn(row),
    };
  }

  /** What the records are called that a record names by their ids, by field, as far as they are here. */
  async #namesIn({ viewId, objectType, reading }: RecordRow): Promise<Readonly<Record<string, string>>> {
    const names: Record<string, string> = {};
    for (const [field, value] of Object.entries(reading?.fields ?? {})) {
      const type = standardField(objectType, field)?.refersTo;
      if (type === undefined || typeof value !== 'string') continue;
      const there = await this.#db.records.where('[viewId+objectType+objectId]').equals([viewId, type, value]).first();
      const name = nameOf(there?.reading ?? null);
      if (name !== null) names[field] = name;
    }
    return names;
  }

  /** Whole rows, in the order of `keys`; those erased meanwhile are left out. */
  async rows(keys: readonly string[]): Promise<RecordRow[]> {
    const rows: RecordRow[] = [];
    for (let from = 0; from < keys.length; from += CHUNK) {
      const found = await this.#db.records.bulkGet(keys.slice(from, from + CHUNK));
      rows.push(...found.filter((row) => row !== undefined));
    }
    return rows;
  }

  /** Calls `changed` when something of what is shown here was written; the function that it returns ends that. */
  watch(changed: () => void): () => void {
    return this.#changes.watch(changed);
  }

  /** What the Worker has said, as far as a record's state depends on it: few rows, by an index. */
  async #answers(): Promise<Answers> {
    const mirror = await this.#db.mirror.where('state').anyOf('rejected', 'deleted').toArray();
    const rejected = (await readFact(this.#db, 'status'))?.rejected ?? [];
    this.#said = new Map([
      ...mirror.map(({ key, state }) => [key, state] as const),
      ...rejected.map((one) => [idOf(one), 'rejected'] as const),
    ]);
    return { mirror: byKey(mirror), rejected: new Map(rejected.map((one) => [idOf(one), one])) };
  }

  #stored(rows: readonly RecordRow[], answers: Answers): StoredRecord[] {
    return rows.filter(wasMade).map((row) => storedRecord(row, answers));
  }
}

const idOf = ({ objectType, objectId }: { readonly objectType: string; readonly objectId: string }) =>
  `${objectType}|${objectId}`;

/** Keys of records begin with their view. */
const prefixOf = (view: Facts['view'] | undefined) => (view === undefined ? '' : `${view.viewId}|`);

const byKey = (rows: readonly MirrorRow[]) => new Map(rows.map((row) => [row.key, row]));

export interface RecordDetails {
  readonly row: RecordRow;
  readonly mirror: MirrorRow | null;
  readonly rejected: Rejected | null;
  /** When a person has asked to read it again: what came of it, null = not read yet. */
  readonly again: Pick<Facts['again'], 'outcome'> | null;
  /** What the records that it names by their ids are called, by field. */
  readonly names: Readonly<Record<string, string>>;
}

export type AgainOutcome = NonNullable<Facts['again']['outcome']>;
