import type { ObjectType } from '../../shared/objects/object-type.ts';
import { MAX_BATCH_BYTES, MAX_BATCH_READINGS } from '../../shared/protocol/messages.ts';
import { type Reading, readingSchema } from '../../shared/protocol/reading.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact } from '../store/database.ts';
import { readingPrint } from '../store/fingerprint.ts';
import { recordKey } from '../store/record-key.ts';
import type { OutboxRow, RecordRow, SweepRow } from '../store/rows.ts';
import type { SyncProblem } from '../store/sync-result.ts';
import type { CrmRules } from './crm-rules.ts';
import { provenSigns } from './format-evidence.ts';
import { aliasKey, typesRead } from './names.ts';
import { newRecord, orderedPieces } from './record-rows.ts';

/** Room in a batch for everything that is not a reading. */
const ENVELOPE_BYTES = 2_000;
const MOST_PROBLEMS = 100;

/** Records made in one transaction: what is read meanwhile waits for it, and readers have pages for some 100 ms at full speed. */
const MADE_AT_ONCE = 50;

const PRESENT = new Set(['present']);

/**
 * Makes records out of the pieces of some rows that a sweep has read, and puts them into the outbox as a batch, in one transaction.
 * True while there may be more.
 */
export function interpretSome(
  db: BridgeDatabase,
  rules: CrmRules,
  sweepId: string,
  newId: () => string,
): Promise<boolean> {
  return db.transaction('rw', db.records, db.outbox, db.sweeps, db.facts, db.views, async () => {
    const sweep = await db.sweeps.get(sweepId);
    if (sweep === undefined) return false;
    const rows = await db.records.where('[seenBySweep+dirty]').equals([sweepId, 1]).limit(MADE_AT_ONCE).toArray();
    if (rows.length === 0) return false;
    const made = await interpretRows(db, rules, rows);
    await db.records.bulkPut(made.map(({ row }) => row));
    const users = await putImpliedUsers(db, sweep, made);
    await queue(db, sweep, [...users, ...made.flatMap(({ reading }) => (reading ? [reading] : []))], newId);
    await db.sweeps.put(counted(sweep, made));
    return rows.length === MADE_AT_ONCE;
  });
}

/**
 * Keeps the users that these records imply, and gives those that have to be sent: new ones, and all of them where everything is sent again.
 * They belong to no sweep, so that none ever misses them.
 */
export async function putImpliedUsers(
  db: BridgeDatabase,
  from: { readonly viewId: string; readonly thorough?: boolean },
  made: readonly Made[],
): Promise<Reading[]> {
  const users = new Map(made.flatMap(({ implied = [] }) => implied).map((user) => [user.objectId, user]));
  const fresh: Reading[] = [];
  for (const user of users.values()) {
    const { viewId } = from;
    const crmId = user.crmId ?? user.objectId;
    const key = recordKey(viewId, user.objectType, '', crmId);
    const known = await db.records.get(key);
    // Somebody whom a list shows is read there.
    if (known && !known.constant) continue;
    const print = readingPrint(user);
    if (known?.print === print && from.thorough !== true) continue;
    const row = known ?? newRecord(viewId, user.objectType, '', crmId, user.objectId);
    await db.records.put({ ...row, reading: user, constant: true, print, queuedPrint: print });
    fresh.push(user);
  }
  return fresh;
}

/**
 * Records that the sweep has seen and that have not changed: those that the ledger has confirmed as they are need no sending,
 * the others are sent once more. `after` is the key to go on from; returns the next, or null at the end.
 */
export function settleKnown(
  db: BridgeDatabase,
  sweepId: string,
  after: string,
  newId: () => string,
): Promise<string | null> {
  return db.transaction('rw', db.records, db.outbox, db.sweeps, db.views, async () => {
    const sweep = await db.sweeps.get(sweepId);
    if (sweep === undefined) return null;
    const rows = await db.records
      .where('[viewId+objectType+objectId]')
      .between([sweep.viewId, sweep.objectType, after], [sweep.viewId, sweep.objectType, '\uffff'], false, true)
      .limit(MAX_BATCH_READINGS)
      .toArray();
    const known = rows.filter(
      (row) => row.seenBySweep === sweepId && row.settledBy !== sweepId && row.dirty !== 1 && row.reading !== null,
    );
    const confirmed = known.filter((row) => row.confirmedPrint !== null && row.confirmedPrint === row.print);
    const open = known.filter((row) => !confirmed.includes(row));
    await queue(
      db,
      sweep,
      open.flatMap((row) => (row.reading ? [row.reading] : [])),
      newId,
    );
    await db.records.bulkPut(known.map((row) => ({ ...row, settledBy: sweepId, queuedPrint: row.print })));
    await db.sweeps.put({
      ...sweep,
      skipped: sweep.skipped + confirmed.length,
      unchanged: sweep.unchanged + known.length,
      withProblems: sweep.withProblems + known.filter((row) => (row.reading?.problems.length ?? 0) > 0).length,
    });
    return rows.length < MAX_BATCH_READINGS ? null : (rows.at(-1)?.objectId ?? null);
  });
}

const NO_ROLE = 'No page shows whether it is a record of this type, so nothing is sent of it.';

export interface Made {
  readonly row: RecordRow;
  readonly before: RecordRow;
  /** Null where it cannot be sent as it is. */
  readonly reading: Reading | null;
  readonly refused: string | null;
  /** Its pages do not show that it is a record of its type at all. */
  readonly foreign?: true;
  /** Users that its references imply. */
  readonly implied?: readonly Reading[];
}

/**
 * Makes readings of rows. Names are looked up in the store in one go: a first pass notes which are asked for, so that no
 * list of all names is ever held in memory. A name counts only among records of a type that this view has read in full: else
 * another record of the same name may be unread. What the profile itself states counts always.
 */
export async function interpretRows(
  db: BridgeDatabase,
  rules: CrmRules,
  rows: readonly RecordRow[],
  justRead?: SweepRow,
): Promise<Made[]> {
  const viewSigns = (await readFact(db, 'view'))?.signs ?? {};
  const views = new Map(
    (await db.views.bulkGet([...new Set(rows.map((row) => row.viewId))])).map((one) => [one?.viewId, one]),
  );
  const signsOf = (row: RecordRow) => {
    const oldest = Math.min(...Object.values(row.pieces).map((piece) => piece.readAt));
    return { ...provenSigns(views.get(row.viewId), rules, oldest), ...viewSigns };
  };
  const wanted = new Set<string>();
  for (const row of rows) {
    readingOf(rules, row, signsOf(row), (type, text) => {
      wanted.add(aliasKey(row.viewId, type, text));
      return [];
    });
  }
  const named = new Map<string, Set<string>>();
  if (wanted.size > 0) {
    const owners = await db.records
      .where('aliases')
      .anyOf([...wanted])
      .toArray();
    const read = new Map<string, ReadonlySet<ObjectType>>();
    for (const owner of owners) {
      if (!PRESENT.has(owner.presence)) continue;
      const types = read.get(owner.viewId) ?? (await typesRead(db, rules, owner.viewId, justRead));
      read.set(owner.viewId, types);
      if (!owner.constant && !types.has(owner.objectType)) continue;
      for (const alias of owner.aliases) {
        if (wanted.has(alias)) named.set(alias, (named.get(alias) ?? new Set()).add(owner.objectId));
      }
    }
  }
  return rows.map((before) => {
    const asked = new Set<ObjectType>();
    const lookup = (type: ObjectType, text: string) => {
      asked.add(type);
      return [...(named.get(aliasKey(before.viewId, type, text)) ?? [])];
    };
    const reading = readingOf(rules, before, signsOf(before), lookup);
    const wants = reading.problems.some(({ code }) => code.startsWith('reference-')) ? [...asked] : [];
    const raws = orderedPieces(before).map((piece) => piece.raw);
    const role = before.constant || before.presence !== 'present' ? true : rules.hasRole(raws);
    if (role === false) return { row: { ...before, dirty: null }, before, reading: null, refused: null, foreign: true };
    if (role === null) return { row: { ...before, dirty: null }, before, reading: null, refused: NO_ROLE };
    const aliases = before.constant ? constantAliases(reading) : rules.aliases(raws);
    const checked = readingSchema.safeParse(reading);
    const row: RecordRow = {
      ...before,
      objectId: reading.objectId,
      reading,
      print: readingPrint(reading),
      queuedPrint: readingPrint(reading),
      dirty: null,
      unresolved: wants.length > 0 ? 1 : null,
      wants,
      settledBy: before.seenBySweep,
      aliases: [...new Set(aliases.map((alias) => aliasKey(before.viewId, before.objectType, alias)))],
    };
    const refused = checked.success ? null : (checked.error.issues[0]?.message ?? 'It breaks the protocol.');
    const implied = before.constant ? [] : rules.impliedUsers(raws, { readAt: reading.readAt, lookup });
    return { row, before, reading: checked.success ? reading : null, refused, implied };
  });
}

function readingOf(
  rules: CrmRules,
  row: RecordRow,
  viewSigns: Readonly<Record<string, string>>,
  lookup: (type: ObjectType, text: string) => readonly string[],
): Reading {
  if (row.constant && row.reading !== null && row.presence === 'present') return row.reading;
  const pieces = orderedPieces(row);
  const readAt = new Date(
    Math.max(row.presence === 'present' ? 0 : row.seenAt, ...pieces.map((piece) => piece.readAt)),
  );
  if (row.presence !== 'present') return absence(row, readAt.toISOString());
  const signs = Object.assign({}, viewSigns, ...pieces.map((piece) => piece.signs));
  return rules.interpret(
    pieces.map((piece) => piece.raw),
    { readAt: readAt.toISOString(), signs, lookup },
  );
}

/** What the record's own page says instead of the record. */
function absence(row: RecordRow, readAt: string): Reading {
  return {
    objectType: row.objectType,
    objectId: row.objectId,
    crmId: row.crmId,
    presence: row.presence,
    fields: {},
    problems: [],
    readAt,
  };
}

function constantAliases(reading: Reading): string[] {
  return ['name', 'emailAddress'].flatMap((field) => {
    const value = reading.fields[field];
    return typeof value === 'string' ? [value] : [];
  });
}

function counted(sweep: SweepRow, made: readonly Made[]): SweepRow {
  const problems: SyncProblem[] = [];
  let { new: fresh, changed, unchanged, withProblems } = sweep;
  for (const { row, before, refused, foreign } of made) {
    if (foreign) continue;
    const url = row.reading?.pageUrl;
    const about = { objectType: row.objectType, objectId: row.objectId, ...(url === undefined ? {} : { url }) };
    // A record that is made twice in one sweep counts once.
    if (before.settledBy === sweep.sweepId) continue;
    if (before.print === null) fresh += 1;
    else if (before.print === row.print) unchanged += 1;
    else changed += 1;
    const found = row.reading?.problems ?? [];
    if (found.length > 0 || refused !== null) withProblems += 1;
    for (const { code, field, message } of found) {
      problems.push({ ...about, code, message, ...(field === undefined ? {} : { field }) });
    }
    if (refused !== null) problems.push({ ...about, code: 'value-invalid', message: refused });
  }
  const all = [...sweep.problems, ...problems].slice(0, MOST_PROBLEMS);
  return { ...sweep, new: fresh, changed, unchanged, withProblems, problems: all };
}

/** Readings into batches of at most 500 and 1 MB. */
export async function queue(
  db: BridgeDatabase,
  from: Pick<SweepRow, 'viewId' | 'profileVersion'> & {
    readonly syncId: string | null;
    readonly sweepId: string | null;
  },
  readings: readonly Reading[],
  newId: () => string,
): Promise<void> {
  const crmUser = (await db.views.get(from.viewId))?.crmUser ?? null;
  let batch: Reading[] = [];
  let bytes = ENVELOPE_BYTES;
  const rows: OutboxRow[] = [];
  const close = () => {
    if (batch.length === 0) return;
    const { syncId, sweepId, viewId, profileVersion } = from;
    rows.push({
      batchId: newId(),
      syncId,
      sweepId,
      viewId,
      crmUser,
      profileVersion,
      readings: batch,
      bytes,
      attempted: 0,
    });
    batch = [];
    bytes = ENVELOPE_BYTES;
  };
  const encoder = new TextEncoder();
  for (const reading of readings) {
    const size = encoder.encode(JSON.stringify(reading)).length + 1;
    if (batch.length >= MAX_BATCH_READINGS || bytes + size > MAX_BATCH_BYTES) close();
    batch.push(reading);
    bytes += size;
  }
  close();
  await db.outbox.bulkAdd(rows);
}
