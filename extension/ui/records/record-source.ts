import { liveQuery } from 'dexie';
import type { Rejected } from '../../../shared/protocol/messages.ts';
import { BridgeDatabase, readFact } from '../../store/database.ts';
import type { Facts, MirrorRow, RecordRow } from '../../store/rows.ts';
import { type Answers, type StoredRecord, storedRecord } from './stored-record.ts';

/** So many rows are read at a time: the page stays alive in between. */
const CHUNK = 2000;

/** Reads the records that this browser holds. */
export class RecordSource {
  readonly #db: BridgeDatabase;

  constructor(db = new BridgeDatabase()) {
    this.#db = db;
  }

  /**
   * All records of the view in force (all views where none is), as the list shows them. The first of many are
   * given to `first`, so that a person sees something while the others are read.
   */
  async list(first: (records: readonly StoredRecord[]) => void): Promise<readonly StoredRecord[]> {
    const answers = await this.#answers();
    const records: StoredRecord[] = [];
    const view = await readFact(this.#db, 'view');
    const prefix = view === undefined ? '' : `${view.viewId}|`;
    for (let after = prefix; ; ) {
      const rows = await this.#db.records
        .where('key')
        .between(after, `${prefix}\uffff`, false, true)
        .limit(CHUNK)
        .toArray();
      for (const row of rows) records.push(storedRecord(row, answers));
      if (records.length === CHUNK) first([...records]);
      after = rows.at(-1)?.key ?? '';
      if (rows.length < CHUNK) return records;
    }
  }

  /** One record with everything that is known of it; null when it has been erased meanwhile. */
  async details(key: string): Promise<RecordDetails | null> {
    const row = await this.#db.records.get(key);
    if (row === undefined) return null;
    const id = `${row.objectType}|${row.objectId}`;
    const status = await readFact(this.#db, 'status');
    const rejected = status?.rejected.find(({ objectType, objectId }) => `${objectType}|${objectId}` === id);
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

  async #answers(): Promise<Answers> {
    const status = await readFact(this.#db, 'status');
    const rejected = new Map((status?.rejected ?? []).map((one) => [`${one.objectType}|${one.objectId}`, one]));
    const mirror = new Map((await this.#db.mirror.toArray()).map((row) => [row.key, row]));
    return { mirror, rejected };
  }
}

export interface RecordDetails {
  readonly row: RecordRow;
  readonly mirror: MirrorRow | null;
  readonly rejected: Rejected | null;
  /** When a person has asked to read it again: what came of it, null = not read yet. */
  readonly again: Pick<Facts['again'], 'outcome'> | null;
}

export type AgainOutcome = NonNullable<Facts['again']['outcome']>;
