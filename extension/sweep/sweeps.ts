import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { recordKey } from '../store/record-key.ts';
import type { Millis, SweepRow } from '../store/rows.ts';
import type { CrmRules } from './crm-rules.ts';
import { dropPages, plannedRow } from './frontier.ts';
import { newRecord } from './record-rows.ts';

/** A list of at most so many pages is always read whole. */
const SHORT_LIST_PAGES = 20;

export interface SweepWish {
  readonly syncId: string | null;
  readonly viewId: string;
  /** Every list page and every record page again. */
  readonly thorough: boolean;
  /** The types that this browser may sweep now, each with the id of its sweep. */
  readonly turns: ReadonlyMap<ObjectType, string>;
}

/**
 * Plans one sweep per object type of the profile. A sweep of this view that was interrupted goes on instead, now for this sync;
 * sweeps of another view or another profile end as incomplete: nothing is concluded from them.
 */
export async function planSweeps(
  db: BridgeDatabase,
  rules: CrmRules,
  wish: SweepWish,
  facts: { readonly now: Millis },
): Promise<void> {
  await db.transaction('rw', db.sweeps, db.pages, db.records, async () => {
    const active = await db.sweeps.where('active').equals(1).toArray();
    for (const sweep of active) {
      const usable = sweep.viewId === wish.viewId && sweep.profileVersion === rules.version;
      if (!usable || (wish.thorough && !sweep.thorough)) await endSweep(db, sweep, facts.now);
    }
    for (const type of rules.types) {
      const sweepId = wish.turns.get(type);
      if (sweepId === undefined) continue;
      const running = active.find(
        (sweep) =>
          sweep.objectType === type &&
          sweep.viewId === wish.viewId &&
          sweep.profileVersion === rules.version &&
          (!wish.thorough || sweep.thorough),
      );
      if (running) await db.sweeps.put({ ...running, syncId: wish.syncId ?? running.syncId });
      else await planSweep(db, rules, type, sweepId, wish, facts.now);
    }
  });
}

/** Ends a sweep early. What it has read stays; what it had still to read is dropped. */
export async function endSweep(db: BridgeDatabase, sweep: SweepRow, now: Millis): Promise<void> {
  await db.sweeps.put({ ...sweep, state: 'incomplete', active: 0, complete: false, finishedAt: now });
  await dropPages(db, sweep.sweepId);
}

async function planSweep(
  db: BridgeDatabase,
  rules: CrmRules,
  objectType: ObjectType,
  sweepId: string,
  wish: SweepWish,
  now: Millis,
): Promise<void> {
  const earlier = await db.sweeps.where('[viewId+objectType]').equals([wish.viewId, objectType]).toArray();
  const completed = earlier.filter((sweep) => sweep.state === 'done' && sweep.profileVersion === rules.version);
  await forgetOld(db, earlier);
  const knownUntil = Math.max(0, ...completed.map((sweep) => sweep.finishedAt ?? 0));
  const lists = rules.listPages(objectType).filter((page) => rules.isAllowed(page.request));
  const rows = lists.map((page, index) => plannedRow(sweepId, objectType, 'list', page, index, rules.startUrl));
  const sweep: SweepRow = {
    sweepId,
    syncId: wish.syncId,
    viewId: wish.viewId,
    objectType,
    kind: sweepKind(completed, rules, objectType, wish.thorough, now),
    profileVersion: rules.version,
    startedAt: now,
    finishedAt: null,
    state: 'reading',
    active: 1,
    complete: true,
    pagesPlanned: rows.length,
    pagesDone: 0,
    listPages: 0,
    listsOpen: rows.length,
    total: null,
    read: 0,
    new: 0,
    changed: 0,
    unchanged: 0,
    withProblems: 0,
    skipped: 0,
    knownUntil,
    thorough: wish.thorough,
    problems: [],
    stalePages: 0,
    partsSent: 0,
  };
  const constants = await putConstants(db, rules, sweep);
  await db.pages.bulkPut(rows);
  await db.sweeps.put({ ...sweep, read: constants });
}

/** Full if none was completed, one is due, the list is short, or its order proves nothing. */
function sweepKind(
  completed: readonly SweepRow[],
  rules: CrmRules,
  type: ObjectType,
  thorough: boolean,
  now: Millis,
): SweepRow['kind'] {
  const full = completed.filter((sweep) => sweep.kind === 'full');
  const newest = full.toSorted((one, other) => other.startedAt - one.startedAt)[0];
  if (thorough || newest === undefined || !newest.complete || !rules.newestFirst(type)) return 'full';
  if (newest.listPages <= SHORT_LIST_PAGES) return 'full';
  return now - newest.startedAt > rules.fullSweepEveryMs ? 'full' : 'incremental';
}

/** Sweeps of a type that are kept for their numbers, beside the newest complete full one. */
const KEPT_SWEEPS = 10;

async function forgetOld(db: BridgeDatabase, sweeps: readonly SweepRow[]): Promise<void> {
  const newestFirst = sweeps.toSorted((one, other) => other.startedAt - one.startedAt);
  const full = newestFirst.find((sweep) => sweep.state === 'done' && sweep.kind === 'full' && sweep.complete);
  const old = newestFirst.slice(KEPT_SWEEPS).filter((sweep) => sweep.active === 0 && sweep !== full);
  await db.sweeps.bulkDelete(old.map((sweep) => sweep.sweepId));
}

/** Records that the profile states count as read by every sweep. */
async function putConstants(db: BridgeDatabase, rules: CrmRules, sweep: SweepRow): Promise<number> {
  const readings = rules
    .constants(new Date(sweep.startedAt).toISOString())
    .filter((reading) => reading.objectType === sweep.objectType);
  for (const reading of readings) {
    const crmId = reading.crmId ?? reading.objectId;
    const key = recordKey(sweep.viewId, sweep.objectType, '', crmId);
    const known = (await db.records.get(key)) ?? newRecord(sweep.viewId, sweep.objectType, '', crmId, reading.objectId);
    await db.records.put({
      ...known,
      reading,
      constant: true,
      seenBySweep: sweep.sweepId,
      seenAt: sweep.startedAt,
      dirty: 1,
    });
  }
  return readings.length;
}
