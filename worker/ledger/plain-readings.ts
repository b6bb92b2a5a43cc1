import type { Reading } from '../../shared/protocol/reading.ts';
import { isAhead } from './crm-date.ts';
import type { Db } from './db.ts';
import { erasedRows } from './erasures.ts';
import { type PackedRows, readingAt } from './packed-batch.ts';
import { insertFresh, insertReplacing, lookUpRows, noteRows, type PlainContext, type RowOf } from './plain-rows.ts';
import { CONFIRMED } from './version-state.ts';

/** What became of readings that were taken in. */
export interface TakenPlain {
  readonly objects: readonly {
    readonly no: number;
    /** The object was found unchanged and confirmed. */
    readonly unchanged: boolean;
    readonly index: number;
  }[];
  /** How many versions were made. */
  readonly changed: number;
  /** Readings that need judgement. */
  readonly rest: readonly Reading[];
}

/**
 * The common readings of a batch, all of a type at once in a few statements: an object that nobody has read before, one that this reading shows as it is known,
 * and one of which a later reading of the same view shows the same fields with other values. Everything else is left to composing, reading by reading
 * (intake.ts); for these the outcome is the same.
 */
export function takePlain(db: Db, rows: PackedRows, context: PlainContext): TakenPlain {
  const known = lookUpRows(db, rows, context.viewNo);
  const erased = erasedRows(db, rows);
  const objects: TakenPlain['objects'][number][] = [];
  const left: number[] = [];
  const fresh: number[] = [];
  const replacing: RowOf[] = [];
  const noted: RowOf[] = [];
  for (let index = 0; index < rows.count; index += 1) {
    if (erased?.has(index) === true) continue;
    const found = known.get(index);
    if (isAhead(rows.dates[index] ?? 0, context.now)) left.push(index);
    else if (found === undefined) fresh.push(index);
    else if (found.same || found.replaces) {
      if (!found.same) replacing.push([index, found.no]);
      // A version that replaces another takes its date along.
      if (found.notesPage || (found.same && found.notesDate)) noted.push([index, found.no]);
      objects.push({ no: found.no, unchanged: found.same && found.state === CONFIRMED, index });
    } else left.push(index);
  }
  insertReplacing(db, rows, replacing, context);
  noteRows(db, rows, noted);
  if (fresh.length > 0) {
    const first = insertFresh(db, rows, fresh, context);
    for (const [n, index] of fresh.entries()) objects.push({ no: first + n, unchanged: false, index });
  }
  const rest = left.map((index) => readingAt(rows, index));
  return { objects, changed: fresh.length + replacing.length, rest };
}
