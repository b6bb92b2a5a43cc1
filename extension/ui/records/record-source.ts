import { liveQuery } from 'dexie';
import type { Rejected } from '../../../shared/protocol/messages.ts';
import { BridgeDatabase, readFact, writeFact } from '../../store/database.ts';
import type { Facts, MirrorRow, RecordRow } from '../../store/rows.ts';
import { type Answers, type StoredRecord, storedRecord } from './stored-record.ts';

/** So many rows are read at a time: the page stays alive in between. */
const CHUNK = 500;
/** What has come so far is shown at these sizes, each many times the one before: ordering it anew takes its time. */
const STAGES = [2000, 10_000];
/** As many as fit on a large screen. */
export const FIRST_ROWS = 60;

/** Reads the records that this browser holds. */
export class RecordSource {
  readonly #db: BridgeDatabase;

  constructor(db = new BridgeDatabase()) {
    this.#db = db;
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
    const found = there.length > 0 ? there : await this.#after(prefixOf(view), prefixOf(view), FIRST_ROWS);
    const said = await this.#db.mirror.bulkGet(found.map(idOf));
    const answers = { mirror: byKey(said.filter((row) => row !== undefined)), rejected: rejectedById(status) };
    return found.map((row) => storedRecord(row, answers));
  }

  /** Keeps what stands on top of the list, for `first`. */
  async keepFirst(keys: readonly string[]): Promise<void> {
    const view = await readFact(this.#db, 'view');
    const known = await readFact(this.#db, 'listed');
    if (view === undefined || (known?.viewId === view.viewId && known.keys.join('\n') === keys.join('\n'))) return;
    await writeFact(this.#db, 'listed', { viewId: view.viewId, keys });
  }

  /**
   * All records of the view in force (all views where none is), as the list shows them. `soFar` is given what is there
   * while the others are read.
   */
  async list(soFar: (records: readonly StoredRecord[]) => void): Promise<readonly StoredRecord[]> {
    const status = await readFact(this.#db, 'status');
    const answers: Answers = { mirror: byKey(await this.#db.mirror.toArray()), rejected: rejectedById(status) };
    const records: StoredRecord[] = [];
    const prefix = prefixOf(await readFact(this.#db, 'view'));
    for (let after = prefix; ; ) {
      const rows = await this.#after(after, prefix, CHUNK);
      for (const row of rows) records.push(storedRecord(row, answers));
      if (STAGES.includes(records.length)) soFar([...records]);
      after = rows.at(-1)?.key ?? '';
      if (rows.length < CHUNK) return records;
    }
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
    };
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

  /** Calls `changed` when a sync has moved on or records have come or gone; the function that it returns ends that. */
  watch(changed: () => void): () => void {
    const signs = liveQuery(async () => {
      const newest = await this.#db.syncs.orderBy('startedAt').last();
      const again = await readFact(this.#db, 'again');
      const counts = `${await this.#db.records.count()} ${await this.#db.mirror.count()}`;
      return `${newest?.syncId} ${newest?.phase} ${counts} ${again?.askedAt} ${again?.outcome}`;
    });
    let last: string | undefined;
    const subscription = signs.subscribe((sign) => {
      if (sign !== last) changed();
      last = sign;
    });
    return () => subscription.unsubscribe();
  }

  #after(key: string, prefix: string, count: number): Promise<RecordRow[]> {
    return this.#db.records.where('key').between(key, `${prefix}\uffff`, false, true).limit(count).toArray();
  }
}

const idOf = ({ objectType, objectId }: { readonly objectType: string; readonly objectId: string }) =>
  `${objectType}|${objectId}`;

/** Keys of records begin with their view. */
const prefixOf = (view: Facts['view'] | undefined) => (view === undefined ? '' : `${view.viewId}|`);

const byKey = (rows: readonly MirrorRow[]) => new Map(rows.map((row) => [row.key, row]));

const rejectedById = (status: Facts['status'] | undefined) =>
  new Map((status?.rejected ?? []).map((one) => [idOf(one), one]));

export interface RecordDetails {
  readonly row: RecordRow;
  readonly mirror: MirrorRow | null;
  readonly rejected: Rejected | null;
  /** When a person has asked to read it again: what came of it, null = not read yet. */
  readonly again: Pick<Facts['again'], 'outcome'> | null;
}

export type AgainOutcome = NonNullable<Facts['again']['outcome']>;
