import type { ObjectType } from '../../shared/objects/object-type.ts';
import { currentSettings } from '../store/current-settings.ts';
import { type BridgeDatabase, readFact, writeFact } from '../store/database.ts';
import type { Millis } from '../store/rows.ts';
import type { CrmRules } from './crm-rules.ts';
import { wantProbe } from './frontier.ts';
import { isQuiet } from './quiet-hours.ts';
import { planSweeps } from './sweeps.ts';

/** Without a press of Sync the lists are looked through so often, while the rep works with the CRM. */
export const SCHEDULE_MS = 60 * 60_000;

/** Plans a sweep of every type when one is due and the rep is at work; first it is looked up who is signed in. */
export async function planScheduled(
  db: BridgeDatabase,
  rules: CrmRules,
  facts: {
    readonly now: Millis;
    /** Which types this browser may sweep now, each with its sweep's id; null = it cannot be known now. */
    readonly turns: (viewId: string) => Promise<ReadonlyMap<ObjectType, string> | null>;
  },
): Promise<void> {
  const { now } = facts;
  const due = await readFact(db, 'nextSweepAt');
  if (due === undefined) return writeFact(db, 'nextSweepAt', now + SCHEDULE_MS);
  const settings = await currentSettings(db);
  const lastVisit = (await readFact(db, 'lastVisitAt')) ?? 0;
  const away = now - lastVisit > rules.pace.idleMs && !settings.openTabs;
  if (now < due || away || isQuiet(settings.quietHours, new Date(now).getHours())) return;
  if ((await readFact(db, 'trouble-crm'))?.needsPerson || (await readFact(db, 'paused'))) return;
  if ((await db.sweeps.where('active').equals(1).count()) > 0) return;
  const view = await readFact(db, 'view');
  if (view?.open !== true) {
    const probe = rules.probe();
    if (probe) await wantProbe(db, probe, now);
    return;
  }
  const turns = await facts.turns(view.viewId);
  if (turns === null) return;
  await planSweeps(db, rules, { syncId: null, viewId: view.viewId, thorough: false, turns }, facts);
  await writeFact(db, 'nextSweepAt', now + SCHEDULE_MS);
}
