import { deliverAlerts, noteAlarms } from '../alerts/alerts.ts';
import { type AlarmFacts, raisedAlarms } from '../alerts/conditions.ts';
import type { Webhook } from '../alerts/webhook.ts';
import { countHeldDeletions, countRejected } from '../ledger/overview.ts';
import { listRollouts, readPageHealth } from '../ledger/rollouts-table.ts';
import { readSetting } from '../ledger/settings-table.ts';
import { secretFact } from '../secret-box.ts';
import type { DeskParts } from './desk.ts';

/** Looks whether something needs an administrator, notes what has changed since, and posts it. */
export async function watchOnce(parts: DeskParts): Promise<void> {
  const { db, configuration, world } = parts;
  noteAlarms(db, raisedAlarms(alarmFacts(parts)), world);
  const hook = await secretFact<Webhook>(db, configuration.tokenKey, 'webhook').read();
  await deliverAlerts(db, hook, world);
}

function alarmFacts({ db, driver, configuration, world }: DeskParts): AlarmFacts {
  const [newest] = listRollouts(db, 1);
  const current = readSetting<string>(db, 'profile');
  const sick = current === null ? [] : readPageHealth(db, current).filter(({ alarms }) => alarms.length > 0);
  return {
    now: world.now(),
    trouble: driver.visibleTrouble(),
    schemaConsentNeeded: driver.schemaNeeds() !== null,
    storeBytes: db.size(),
    storeLimit: configuration.maxStoreBytes,
    countProblems: readSetting<string[]>(db, 'count-problems') ?? [],
    deletionsHeld: countHeldDeletions(db),
    rolloutHalted:
      newest?.state === 'halted' && newest.by_health === 1
        ? { version: newest.version, reason: newest.reason ?? '' }
        : null,
    sickPages: [...new Set(sick.map(({ page }) => page))],
    rejected: countRejected(db),
  };
}
