import type { FieldValue, Reading } from '../../shared/protocol/reading.ts';
import type { Db } from './db.ts';
import { refusalOf } from './refusal.ts';
import { touchSyncObject } from './sync-objects.ts';
import { DELETE, PENDING, REJECTED, SUPERSEDED, typeNumber, UPSERT } from './version-state.ts';

type State = NonNullable<Reading['history']>[number];

interface Newest {
  readonly object_no: number;
  readonly no: number;
  readonly kind: number;
  readonly state: number;
  readonly content: string;
  readonly modified: number;
  readonly taken_to: number | null;
}

/**
 * Takes in the earlier states that a CRM's list of changes shows (design: history): each becomes a version with its own date, sent before the newest, which
 * is sent once more after them. States that the ledger has, or has had, are not taken again: the same batch twice is the same as once.
 * Call it after the batch's readings were taken in. Answers how many states were taken.
 */
export function takeHistory(
  db: Db,
  batch: { readonly readings: readonly Reading[]; readonly syncId: string | null },
  now: number,
): number {
  const told = batch.readings.filter(({ presence, history }) => presence === 'present' && (history?.length ?? 0) > 0);
  if (told.length === 0) return 0;
  return db.transaction(() => {
    let taken = 0;
    for (const reading of told) {
      const newest = newestOf(db, reading);
      if (newest === undefined || newest.kind === DELETE || newest.state === REJECTED) continue;
      const states = freshStates(db, newest, reading.history ?? []);
      const last = (reading.history ?? []).reduce(
        (latest, state) => Math.max(latest, Date.parse(state.modifiedDate)),
        0,
      );
      db.run(
        `INSERT INTO object_history (object_no, taken_to) VALUES (?, ?)
         ON CONFLICT (object_no) DO UPDATE SET taken_to = MAX(taken_to, excluded.taken_to)`,
        newest.object_no,
        last,
      );
      if (states.length === 0) continue;
      addStates(db, newest, states, typeNumber(reading.objectType), now);
      if (batch.syncId !== null) touchSyncObject(db, batch.syncId, newest.object_no);
      taken += states.length;
    }
    return taken;
  });
}

function newestOf(db: Db, { objectType, objectId }: Reading): Newest | undefined {
  return db.get<{ [K in keyof Newest]: Newest[K] }>(
    `SELECT o.no AS object_no, v.no, v.kind, v.state, v.content, v.modified, h.taken_to
     FROM objects o JOIN versions v ON v.no = o.newest LEFT JOIN object_history h ON h.object_no = o.no
     WHERE o.type = ? AND o.object_id = ?`,
    typeNumber(objectType),
    objectId,
  );
}

/** States that lie before the newest version and that no version of the object has had, oldest first. */
function freshStates(db: Db, newest: Newest, history: readonly State[]): State[] {
  const after = newest.taken_to ?? Number.NEGATIVE_INFINITY;
  const within = history.filter((state) => {
    const at = Date.parse(state.modifiedDate);
    return at > after && at < newest.modified;
  });
  if (within.length === 0) return [];
  const known = new Set(
    db
      .all<{ modified: number }>('SELECT DISTINCT modified FROM versions WHERE object_no = ?', newest.object_no)
      .map(({ modified }) => modified),
  );
  return within
    .filter((state) => !known.has(Date.parse(state.modifiedDate)))
    .toSorted((one, other) => Date.parse(one.modifiedDate) - Date.parse(other.modifiedDate));
}

/** The states, then the newest once more: Gong takes the version that comes last for the present one. */
function addStates(db: Db, newest: Newest, states: readonly State[], type: number, now: number): void {
  const content = JSON.parse(newest.content) as Record<string, FieldValue>;
  const unsent = newest.state === PENDING;
  if (unsent) {
    db.run(
      `UPDATE versions SET state = ${SUPERSEDED}, settled_at = ?, hold = 0, hold_reason = NULL WHERE no = ?`,
      now,
      newest.no,
    );
  }
  let no = db.get<{ no: number | null }>('SELECT MAX(no) AS no FROM versions')?.no ?? 0;
  const add = (fields: Readonly<Record<string, FieldValue>>, modified: number, history: 0 | 1 | 2) => {
    no += 1;
    db.run(
      `INSERT INTO versions (no, object_no, type, kind, content, modified, history, state, hold, hold_reason, received_at)
       VALUES (?, ?, ?, ${UPSERT}, ?, ?, ?, ${PENDING}, 1, 'unjudged', ?)`,
      no,
      newest.object_no,
      type,
      JSON.stringify(fields),
      modified,
      history,
      now,
    );
  };
  for (const { fields, modifiedDate } of states) {
    const former = { ...content, ...fields };
    if (refusalOf(type, former) === null) add(former, Date.parse(modifiedDate), 1);
  }
  add(content, newest.modified, unsent ? 0 : 2);
  db.run('UPDATE objects SET newest = ? WHERE no = ?', no, newest.object_no);
}
