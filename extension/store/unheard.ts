import { objectIdOf } from '../../shared/objects/object-id.ts';
import { OBJECT_TYPES, type ObjectType, type PerType, perType } from '../../shared/objects/object-type.ts';
import { getRow, putRow } from './batched.ts';
import { type BridgeDatabase, readFact } from './database.ts';
import { keyParts } from './record-key.ts';
import type { MirrorRow, OutboxRow, SweepRow } from './rows.ts';

/** What this browser knows of an object type beyond what the Worker last said of it, in distinct objects. */
export interface Unheard {
  /** Read or sent since: to be added to those that wait. */
  readonly waiting: number;
  /** Of these, those that the Worker counted among the confirmed or the rejected when it last spoke. */
  readonly confirmed: number;
  readonly rejected: number;
}

/** The Worker has taken a batch; until it says what became of it, its objects wait. */
export async function noteTaken(db: BridgeDatabase, { readings }: OutboxRow): Promise<void> {
  const known = ((await getRow(db.facts, 'taken'))?.value ?? {}) as Partial<Record<ObjectType, readonly string[]>>;
  const taken = perType((type) => new Set(known[type]));
  for (const { objectType, objectId } of readings) taken[objectType].add(objectId);
  await putRow(db.facts, { key: 'taken', value: perType((type) => [...taken[type]]) });
}

/** What is in the outbox, by its ids. */
export interface Queued {
  readonly batches: number;
  readonly readings: number;
  readonly objectIds: PerType<ReadonlySet<string>>;
}

/** Reads the outbox one batch at a time: while the Worker is away it may hold a whole CRM. */
export async function queuedIn(db: BridgeDatabase): Promise<Queued> {
  const objectIds = perType(() => new Set<string>());
  let [batches, count] = [0, 0];
  await db.outbox.each(({ readings }) => {
    batches += 1;
    count += readings.length;
    for (const { objectType, objectId } of readings) objectIds[objectType].add(objectId);
  });
  return { batches, readings: count, objectIds };
}

/**
 * Each object once: one that waits at the Worker already is left out, however often it was read or sent since. What a running sweep has
 * only begun to read counts as waiting where the Worker knows nothing of it: it may turn out as it was.
 */
export async function unheardOf(
  db: BridgeDatabase,
  running: readonly SweepRow[],
  queued: Queued,
): Promise<PerType<Unheard>> {
  const taken = await readFact(db, 'taken');
  const sent = perType((type) => new Set([...(taken?.[type] ?? []), ...queued.objectIds[type]]));
  const begun = perType(() => new Set<string>());
  for (const { sweepId } of running) {
    const keys = await db.records.where('[seenBySweep+dirty]').equals([sweepId, 1]).primaryKeys();
    for (const { type, source, crmId } of keys.map(keyParts)) {
      const objectId = objectIdOf(type, crmId, source);
      if (!sent[type].has(objectId)) begun[type].add(objectId);
    }
  }
  const said = await saidOf(db, [sent, begun]);
  return perType((type) => {
    const count = (...states: MirrorRow['state'][]) =>
      [...sent[type]].filter((id) => states.some((state) => state === said.get(`${type}|${id}`))).length;
    const unknown = [...begun[type]].filter((id) => !SPOKEN_FOR.has(said.get(`${type}|${id}`) ?? 'unknown'));
    return {
      waiting: sent[type].size - count('pending', 'in-flight') + unknown.length,
      confirmed: count('confirmed'),
      rejected: count('rejected'),
    };
  });
}

/** States that the Worker counts an object in. */
const SPOKEN_FOR: ReadonlySet<MirrorRow['state']> = new Set(['pending', 'in-flight', 'confirmed', 'rejected']);

/** What the Worker last said of these objects, by their keys. */
async function saidOf(
  db: BridgeDatabase,
  objects: readonly PerType<ReadonlySet<string>>[],
): Promise<Map<string, MirrorRow['state']>> {
  const keys = objects.flatMap((ids) => OBJECT_TYPES.flatMap((type) => [...ids[type]].map((id) => `${type}|${id}`)));
  // Before the first sync has ended the Worker has said nothing, and the keys may be a whole CRM's.
  const nothing = keys.length === 0 || (await db.mirror.limit(1).primaryKeys()).length === 0;
  const rows = nothing ? [] : await db.mirror.bulkGet(keys);
  return new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.key, row.state] as const])));
}
