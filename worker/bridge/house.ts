import { checkCounts, ledgerCounts } from '../ledger/counts.ts';
import { listDevices } from '../ledger/devices-table.ts';
import { countOrphans } from '../ledger/overview.ts';
import { currentFacts } from '../ledger/profiles-table.ts';
import { runRetention } from '../ledger/retention.ts';
import { readSetting, writeSetting } from '../ledger/settings-table.ts';
import { VIEW_COUNTS_MS } from '../ledger/sweeps.ts';
import { openUploads } from '../ledger/uploads-table.ts';
import { typeName } from '../ledger/version-state.ts';
import { metricsText } from '../upload/metrics.ts';
import { explainTrouble } from '../upload/trouble.ts';
import type { Rooms } from './rooms.ts';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Once a day: retention, and the check that counts add up. Hourly when the store fills. */
export function keepHouse({ db, configuration, world }: Rooms): void {
  const now = world.now();
  const last = readSetting<number>(db, 'house-kept') ?? 0;
  const { retentionDays, maxStoreBytes } = configuration;
  const size = db.size();
  const full = size > maxStoreBytes * 0.8;
  if (now - last < (full ? HOUR_MS : DAY_MS)) return;
  writeSetting(db, 'house-kept', now);
  const removed = runRetention(db, full ? Math.min(retentionDays, 2) : retentionDays, now);
  const problems = checkCounts(db);
  world.log('house-kept', { removed, storeBytes: size, full, countProblems: problems.length });
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

/** What IT sees of the whole bridge at a glance. */
export function overview({ db, driver, configuration, world }: Rooms) {
  const trouble = driver.visibleTrouble();
  const integration = driver.state.integration.get();
  const { dailyBudget, maxStoreBytes } = configuration;
  return {
    now: new Date(world.now()).toISOString(),
    trouble: trouble === null ? null : explainTrouble(trouble),
    cycle: driver.state.cycle.get(),
    counts: ledgerCounts(db),
    integration: integration === null ? null : { integrationId: integration.integrationId, name: integration.name },
    calls: { last24Hours: driver.callsToday(), budget: dailyBudget },
    store: { bytes: db.size(), limit: maxStoreBytes },
    profileVersion: currentFacts(db)?.version ?? null,
    stoppedTypes: (driver.state.stoppedTypes.get() ?? []).map(typeName),
    schemaConsentNeeded: driver.schemaNeeds() !== null,
    orphans: countOrphans(db, world.now() - VIEW_COUNTS_MS),
  };
}

/** The figures that IT can scrape: numbers and codes only. */
export function metrics({ db, driver, configuration }: Rooms): string {
  return metricsText({
    counts: ledgerCounts(db),
    callsToday: driver.callsToday(),
    budget: configuration.dailyBudget,
    storeBytes: db.size(),
    storeLimit: configuration.maxStoreBytes,
    openUploads: openUploads(db).length,
    trouble: driver.visibleTrouble()?.code ?? null,
    devices: listDevices(db).filter(({ revoked_at }) => revoked_at === null).length,
    countProblems: checkCounts(db).length,
  });
}
