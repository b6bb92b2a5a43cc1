import { checkCounts } from '../ledger/counts.ts';
import { unlessFull } from '../ledger/db.ts';
import { finishErasures } from '../ledger/erasures.ts';
import { runRetention } from '../ledger/retention.ts';
import { readSetting, writeSetting } from '../ledger/settings-table.ts';
import type { Rooms } from './rooms.ts';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** At once: what was asked to be erased. Once a day: retention, deletions that Gong has refused, the check that counts add up. Hourly when the store fills. */
export function keepHouse({
  db,
  configuration,
  world,
  driver,
}: Pick<Rooms, 'db' | 'configuration' | 'world' | 'driver'>): void {
  const now = world.now();
  unlessFull(() => {
    const erased = finishErasures(db, now);
    if (erased > 0) world.log('erased', { objects: erased });
  });
  const last = readSetting<number>(db, 'house-kept') ?? 0;
  const { retentionDays, maxStoreBytes } = configuration;
  const size = db.size();
  const full = size > maxStoreBytes * 0.8 || driver.visibleTrouble()?.code === 'ledger-full';
  if (now - last < (full ? HOUR_MS : DAY_MS)) return;
  // First: where there is no room, nothing can be noted before something was removed.
  const removed = runRetention(db, full ? Math.min(retentionDays, 2) : retentionDays, now);
  writeSetting(db, 'house-kept', now);
  const deletions = driver.retryDeletions();
  const problems = checkCounts(db);
  writeSetting(db, 'count-problems', problems.length > 0 ? problems : null);
  world.log('house-kept', {
    removed,
    deletionsAgain: deletions,
    storeBytes: size,
    full,
    countProblems: problems.length,
  });
  for (const problem of problems) world.log('counts-differ', { problem });
}

/** For uptime monitors: not well when something has kept the bridge from uploading for an hour, or a person must act. */
export function health({ driver, world }: Rooms): { ok: boolean; code: string | null; since: string | null } {
  const trouble = driver.visibleTrouble();
  const lasting = trouble !== null && (trouble.kind === 'stop' || world.now() - trouble.since > HOUR_MS);
  return {
    ok: !lasting,
    code: trouble?.code ?? null,
    since: trouble === null ? null : new Date(trouble.since).toISOString(),
  };
}
