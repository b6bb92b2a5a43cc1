import type { BridgeDatabase } from '../../store/database.ts';
import type { RecordRow } from '../../store/rows.ts';
import { namesCompared } from './record-list.ts';
import { type Answers, type StoredRecord, storedRecord, wasMade } from './stored-record.ts';

/** So many rows are read and handed on at a time. */
const PIECE = 200;
/** What has come so far is shown at these sizes: more often would only move rows about under the reader's eyes. */
const STAGES = [2_000, 10_000];

export interface Asked {
  /** Keys of the records wanted begin so. */
  readonly prefix: string;
  readonly answers: Answers;
  readonly locale: string;
}

export interface Piece {
  readonly records: readonly StoredRecord[];
  /** Where the records of all pieces so far stand in the order of their names, by their number in the order of coming. Null between stages. */
  readonly order: Uint32Array | null;
  readonly last: boolean;
}

export type ReadRecords = (asked: Asked) => AsyncGenerator<Piece>;
/** Reads what comes after `come`, the records that earlier pieces of the same reading have brought; `order` counts those too. */
export type ReadOn = (asked: Asked, come: readonly StoredRecord[]) => AsyncGenerator<Piece>;

/** All records as the list shows them, or all after those that have `come`, some at a time: the next are under way while these are taken in. */
export async function* readRecords(
  db: BridgeDatabase,
  { prefix, answers, locale }: Asked,
  come: readonly StoredRecord[] = [],
): AsyncGenerator<Piece> {
  const named: Named[] = come.map(({ name, objectId }, number) => ({ name, objectId, number }));
  const compare = namesCompared(locale);
  let coming = rowsAfter(db, come.at(-1)?.key ?? prefix, prefix, PIECE);
  for (let last = false; !last; ) {
    const rows = await coming;
    last = rows.length < PIECE;
    if (!last) coming = rowsAfter(db, rows.at(-1)?.key ?? '', prefix, PIECE);
    const records = rows.filter(wasMade).map((row) => storedRecord(row, answers));
    const before = named.length;
    for (const { name, objectId } of records) named.push({ name, objectId, number: named.length });
    const stage = last || STAGES.some((size) => before < size && named.length >= size);
    yield { records, order: stage ? orderOf(named, compare) : null, last };
  }
}

interface Named extends Pick<StoredRecord, 'name' | 'objectId'> {
  readonly number: number;
}

function orderOf(named: readonly Named[], compare: (a: Named, b: Named) => number): Uint32Array {
  return Uint32Array.from(named.toSorted(compare), ({ number }) => number);
}

/** At most `count` rows whose keys begin with `prefix` and come after `key`. */
export function rowsAfter(db: BridgeDatabase, key: string, prefix: string, count: number): Promise<RecordRow[]> {
  return db.records.where('key').between(key, `${prefix}\uffff`, false, true).limit(count).toArray();
}
