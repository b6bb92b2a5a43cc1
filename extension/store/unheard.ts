import { objectIdOf } from '../../shared/objects/object-id.ts';
import { type ObjectType, type PerType, perType } from '../../shared/objects/object-type.ts';
import { getRow, putRow } from './batched.ts';
import { type BridgeDatabase, readFact } from './database.ts';
import type { MirrorRow, OutboxRow, SweepRow } from './rows.ts';

/** What this browser knows of an object type beyond what the Worker last said of it, in distinct objects. */
export interface Unheard {
  /** Read or sent since: to be added to those that wait. */
  readonly waiting: number;
  /** Of these, those that the Worker counted among the confirmed or the rejected when it last spoke. */
  readonly confirmed: number;
  readonly rejected: number;
}

/** The Worker has taken a batch of a sync; until it says what became of it, its objects wait. */
export async function noteTaken(db: BridgeDatabase, { syncId, readings }: OutboxRow): Promise<void> {
  if (syncId === null) return;
  const known = ((await getRow(db.facts, 'taken'))?.value ?? {}) as Partial<Record<ObjectType, readonly string[]>>;
  const taken = perType((type) => new Set(known[type]));
  for (const { objectType, objectId } of readings) taken[objectType].add(objectId);
  await putRow(db.facts, { key: 'taken', value: perType((type) => [...taken[type]]) });
}

/**
 * Each object once: one that waits at the Worker already is left out, however often it was read or sent since. What a running sweep has
 * only begun to read counts as waiting where the Worker knows nothing of it: it may turn out as it was.
 */
export async function unheardOf(
  db: BridgeDatabase,
  running: readonly SweepRow[],
  outbox: readonly OutboxRow[],
): Promise<PerType<Unheard>> {
  const taken = await readFact(db, 'taken');
  const sent = perType((type) => new Set(taken?.[type]));
  for (const { readings } of outbox) for (const { objectType, objectId } of readings) sent[objectType].add(objectId);
  const begun = perType(() => new Set<string>());
  for (const { sweepId } of running) {
    const keys = await db.records.where('[seenBySweep+dirty]').equals([sweepId, 1]).primaryKeys();
    for (const key of keys) {
      const [, type, , ...rest] = key.split('|');
      const objectType = type as ObjectType;
      const objectId = objectIdOf(objectType, rest.join('|'));
      if (!sent[objectType].has(objectId)) begun[objectType].add(objectId);
    }
  }
  const none =
    Object.values(sent).every(({ size }) => size === 0) && Object.values(begun).every(({ size }) => size === 0);
  const said = none ? EMPTY : await saidBefore(db);
  return perType((type) => {
    const count = (ids: ReadonlySet<string>, known: ReadonlySet<string>) =>
      [...ids].filter((id) => known.has(`${type}|${id}`)).length;
    const { pending, confirmed, rejected } = said;
    const unknown = [...begun[type]].filter((id) =>
      [pending, confirmed, rejected].every((known) => !known.has(`${type}|${id}`)),
    );
    return {
      waiting: sent[type].size - count(sent[type], pending) + unknown.length,
      confirmed: count(sent[type], confirmed),
      rejected: count(sent[type], rejected),
    };
  });
}

const NOTHING: ReadonlySet<string> = new Set();
const EMPTY = { pending: NOTHING, confirmed: NOTHING, rejected: NOTHING };

/** What the Worker last said of each object, by keys alone. */
async function saidBefore(db: BridgeDatabase) {
  const keys = async (...states: MirrorRow['state'][]) =>
    new Set(await db.mirror.where('state').anyOf(states).primaryKeys());
  return {
    pending: await keys('pending', 'in-flight'),
    confirmed: await keys('confirmed'),
    rejected: await keys('rejected'),
  };
}
