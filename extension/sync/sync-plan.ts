import { explain } from '../../shared/errors/coded-error.ts';
import { type ObjectType, TYPE_WORDS } from '../../shared/objects/object-type.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { SyncRow } from '../store/rows.ts';
import type { SyncProblem } from '../store/sync-result.ts';
import { noteTrouble } from '../store/trouble.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import { wantProbe } from '../sweep/frontier.ts';
import { againWanted } from '../sweep/read-again.ts';
import { SCHEDULE_MS } from '../sweep/schedule.ts';
import { endSweep, planSweeps } from '../sweep/sweeps.ts';
import { askTurns } from './company-share.ts';
import type { EngineParts } from './engine-parts.ts';

/** Sweeps of another profile version or another person's view have ended: nothing is concluded from them. */
export async function endForeign(parts: EngineParts, rules: CrmRules): Promise<void> {
  const { db } = parts;
  const view = await readFact(db, 'view');
  await db.transaction('rw', db.sweeps, db.pages, db.syncs, async () => {
    const active = await db.sweeps.where('active').equals(1).toArray();
    const foreign = active.filter(
      (sweep) => sweep.profileVersion !== rules.version || (view !== undefined && sweep.viewId !== view.viewId),
    );
    for (const sweep of foreign) {
      await endSweep(db, sweep, parts.now());
      const sync = sweep.syncId === null ? undefined : await db.syncs.get(sweep.syncId);
      // The sync itself goes on: with the new profile at once, as somebody else only after the rep has been told.
      if (sync?.finishedAt === null && sync.planned) await db.syncs.put({ ...sync, planned: false });
    }
  });
}

/** Sweeps under way while it is in doubt who is signed in: that is looked up, unless a person has to act first. */
export async function lookWhoIsThere(parts: EngineParts, rules: CrmRules): Promise<void> {
  const { db } = parts;
  if ((await readFact(db, 'view'))?.open === true || (await readFact(db, 'trouble-crm'))?.needsPerson) return;
  const probe = rules.probe();
  const active = await db.sweeps.where('active').equals(1).count();
  if (probe && (active > 0 || (await againWanted(db)))) await wantProbe(db, probe, parts.now());
}

/** What another browser reads for all: this sync says so instead of counting it. */
function sweptElsewhere(rules: CrmRules, turns: ReadonlyMap<ObjectType, string>): SyncProblem[] {
  return rules.types
    .filter((type) => !turns.has(type))
    .map((objectType) => {
      const { code, what, why } = explain('sweep-elsewhere', { types: TYPE_WORDS[objectType] });
      return { code, objectType, message: `${what} ${why}` };
    });
}

/** First who is signed in, then the sweeps of that view. */
export async function planSync(parts: EngineParts, rules: CrmRules, sync: SyncRow): Promise<void> {
  const { db } = parts;
  const view = await readFact(db, 'view');
  const trouble = await readFact(db, 'trouble-crm');
  if (trouble?.code === 'crm-signed-out' || trouble?.code === 'viewer-changed') return;
  if (view?.open !== true) {
    const probe = rules.probe();
    if (probe) await wantProbe(db, probe, parts.now());
    return;
  }
  if (sync.viewId !== null && sync.viewId !== view.viewId) {
    await noteTrouble(db, 'trouble-crm', explain('viewer-changed'), { now: parts.now(), needsPerson: true });
    return;
  }
  const turns = await askTurns(parts, rules, view.viewId, true);
  if (turns === null) return;
  const wish = { syncId: sync.syncId, viewId: view.viewId, thorough: sync.kind === 'full-sync', turns };
  await planSweeps(db, rules, wish, { now: parts.now() });
  // Nothing that was due by itself is read once more right after.
  await writeFact(db, 'nextSweepAt', parts.now() + SCHEDULE_MS);
  const problems = [...sync.problems, ...sweptElsewhere(rules, turns)];
  await db.syncs.update(sync.syncId, { planned: true, viewId: view.viewId, problems });
  // Batches that an earlier sync has left behind are part of this one, unless the Worker may have them already.
  await db.outbox
    .filter((batch) => batch.attempted === 0 && batch.viewId === view.viewId && batch.syncId !== sync.syncId)
    .modify({ syncId: sync.syncId });
}
