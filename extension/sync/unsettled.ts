import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { dropFact, readFact, writeFact } from '../store/database.ts';
import type { Facts, Millis, OutboxRow, RecordRow } from '../store/rows.ts';
import type { EngineParts } from './engine-parts.ts';
import { askStates, pollStatus, STATES_AT_ONCE } from './status-poll.ts';
import { runningSync } from './sync-run.ts';

/**
 * What pages that the rep opened and sweeps by the clock have brought belongs to no sync that would ask what became of it: the Worker is
 * asked soon after it has taken something, then less and less often, until it has said so of each object.
 */
type Unsettled = Facts['unsettled'];

const FIRST_MS = 5_000;
const LONGEST_MS = 5 * 60_000;

/** The Worker has taken a batch: what belongs to no sync is to be asked for. Part of the transaction that takes it out of the outbox. */
export async function noteUnsettled(db: BridgeDatabase, row: OutboxRow, now: Millis): Promise<void> {
  if (row.syncId !== null) return;
  const known = await readFact(db, 'unsettled');
  const objects = new Map((known?.objects ?? []).map((one) => [keyOf(one), one]));
  for (const { objectType, objectId } of row.readings) {
    const one = { viewId: row.viewId, objectType, objectId };
    objects.set(keyOf(one), one);
  }
  await writeFact(db, 'unsettled', { objects: [...objects.values()], asked: 0, notBefore: now + FIRST_MS });
}

/** Milliseconds until the Worker is to be asked; null when nothing is unsettled. */
export async function untilNextQuestion(db: BridgeDatabase, now: Millis): Promise<number | null> {
  const unsettled = await readFact(db, 'unsettled');
  return unsettled === undefined ? null : Math.max(0, unsettled.notBefore - now);
}

/** Asks what became of what is unsettled, if it is time to, and how everything stands; both are kept. */
export async function askForUnsettled(parts: EngineParts): Promise<void> {
  const { db, link, now } = parts;
  const unsettled = await readFact(db, 'unsettled');
  if (unsettled === undefined || now() < unsettled.notBefore || (await link.notBefore()) > 0) return;
  const left = await stillMoving(parts, unsettled.objects);
  // A sync under way asks for the whole by itself.
  const heard = (await runningSync(db)) !== undefined || (await pollStatus(db, link, null, now())) !== null;
  if (heard && left.length === 0) return dropFact(db, 'unsettled');
  const asked = unsettled.asked + 1;
  const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** asked);
  await writeFact(db, 'unsettled', { objects: left, asked, notBefore: now() + wait });
}

/** Those of these objects that are not confirmed, rejected or deleted yet, as far as the Worker has answered. */
async function stillMoving({ db, link }: EngineParts, objects: Unsettled['objects']): Promise<Unsettled['objects']> {
  const left: Unsettled['objects'][number][] = [];
  for (let from = 0; from < objects.length; from += STATES_AT_ONCE) {
    const asked = objects.slice(from, from + STATES_AT_ONCE);
    const states = await askStates(db, link, await rowsOf(db, asked));
    const moves = ({ objectType, objectId }: Unsettled['objects'][number]) =>
      ['pending', 'in-flight'].includes(states?.get(`${objectType}|${objectId}`) ?? '');
    left.push(...(states === null ? asked : asked.filter(moves)));
  }
  return left;
}

const keyOf = ({ viewId, objectType, objectId }: Unsettled['objects'][number]) => `${viewId}|${objectType}|${objectId}`;

/** The rows of these objects that are still there. */
async function rowsOf(db: BridgeDatabase, objects: Unsettled['objects']): Promise<RecordRow[]> {
  const keys = objects.map(({ viewId, objectType, objectId }): [string, ObjectType, string] => [
    viewId,
    objectType,
    objectId,
  ]);
  return db.records.where('[viewId+objectType+objectId]').anyOf(keys).toArray();
}
