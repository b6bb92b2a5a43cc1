import { parseProfile } from '../../shared/profile/schema.ts';
import type { HealthReport } from '../../shared/protocol/messages.ts';
import type { Db } from '../ledger/db.ts';
import { countActiveDevices } from '../ledger/devices-table.ts';
import { profileByVersion } from '../ledger/profiles-table.ts';
import {
  addRolloutDevice,
  decideRollout,
  type Rollout,
  readPageHealth,
  rolloutDevices,
  runningRollout,
  startRollout,
  writePageHealth,
} from '../ledger/rollouts-table.ts';
import { readSetting, writeSetting } from '../ledger/settings-table.ts';
import { judgePage } from './judge.ts';
import { judgeLogin, signedOutBrowsers } from './login.ts';

const HOUR_MS = 3600 * 1000;
/** Browsers that get a new version first. */
const FIRST = 3;
/** Browsers that must have found every page healthy before everybody gets it. */
const HEALTHY = 2;
const ACTIVE_MS = 24 * HOUR_MS;

/**
 * How many browsers may have the new version while nobody has measured it: one more every hour, as some of the first may not be at work. Where no
 * browser has measured the version before either, none will: then twice as many every hour.
 */
export function places(rollout: Pick<Rollout, 'started_at'>, measuredBefore: boolean, now: number): number {
  const hours = Math.max(0, Math.floor((now - rollout.started_at) / HOUR_MS));
  if (measuredBefore) return FIRST + hours;
  return hours > 20 ? Number.MAX_SAFE_INTEGER : FIRST * 2 ** hours;
}

/** A new version is in force: the first browsers get it, the others keep the one before until these have found it healthy. */
export function beginRollout(db: Db, version: string, before: string | null, now: number): void {
  if (before === null || before === version) return;
  startRollout(db, version, before, now);
}

/** The version that this browser gets now; null before IT has given one. */
export function versionFor(db: Db, deviceNo: number, now: number): string | null {
  const current = readSetting<string>(db, 'profile');
  const rollout = runningRollout(db);
  if (current === null || rollout === null || rollout.version !== current) return current;
  const devices = rolloutDevices(db, rollout.no);
  if (devices.includes(deviceNo)) return current;
  const measured = readPageHealth(db, rollout.before, 1).length > 0;
  // A browser that is signed out under it is not silent: the version goes no further until that is settled.
  if (devices.length >= FIRST && signedOutBrowsers(db, rollout) > 0) return rollout.before;
  if (devices.length >= places(rollout, measured, now)) return rollout.before;
  addRolloutDevice(db, rollout.no, deviceNo, now);
  return current;
}

/** What a browser's report has led to. */
export type HealthVerdict = 'noted' | 'halted' | 'rolled-out';

/** Notes what a browser has measured. Of a version that is being rolled out it decides whether it goes on. */
export function takeHealth(db: Db, deviceNo: number, report: HealthReport, now: number): HealthVerdict {
  return db.transaction(() => {
    const { profileVersion, pages, refused, noLogin } = report;
    const stored = profileByVersion(db, profileVersion);
    if (stored === null) return 'noted';
    for (const { page, measures, alarms } of pages)
      writePageHealth(db, { version: profileVersion, page, deviceNo, at: now, measures, alarms });
    const rollout = runningRollout(db);
    if (rollout === null || rollout.version !== profileVersion) return 'noted';
    const parsed = parseProfile(stored.profile);
    const health = parsed.ok ? parsed.profile.health : null;
    const problem =
      refused !== null
        ? `A browser cannot use it: ${refused}`
        : (judgeLogin(db, rollout, deviceNo, noLogin) ??
          (health === null ? null : firstProblem(db, rollout, deviceNo, health, pages)));
    if (problem !== null) {
      haltRollout(db, rollout, { reason: problem, byHealth: true }, now);
      return 'halted';
    }
    if (!isHealthyEverywhere(db, rollout, now)) return 'noted';
    const reason = 'The first browsers found every page healthy.';
    decideRollout(db, rollout.no, { state: 'all', reason, byHealth: true }, now);
    return 'rolled-out';
  });
}

/** The version before is in force again; browsers that have the new one get it back within minutes. */
export function haltRollout(
  db: Db,
  rollout: Rollout,
  why: { readonly reason: string; readonly byHealth: boolean },
  now: number,
): void {
  decideRollout(db, rollout.no, { state: 'halted', ...why }, now);
  writeSetting(db, 'profile', rollout.before);
}

function firstProblem(
  db: Db,
  rollout: Rollout,
  deviceNo: number,
  health: Parameters<typeof judgePage>[0],
  pages: HealthReport['pages'],
): string | null {
  const before = readPageHealth(db, rollout.before);
  for (const page of pages) {
    const same = before.filter((known) => known.page === page.page && known.alarms.length === 0);
    const own = same.filter((known) => known.deviceNo === deviceNo);
    const usual = (own.length > 0 ? own : same).flatMap(({ measures }) => measures);
    const problem = judgePage(health, usual, page);
    if (problem !== null) return problem;
  }
  return null;
}

/** Enough of the first browsers have measured every kind of page that browsers had measured under the version before. */
function isHealthyEverywhere(db: Db, rollout: Rollout, now: number): boolean {
  const wanted = new Set(readPageHealth(db, rollout.before).map(({ page }) => page));
  const seen = new Map<number, Set<string>>();
  for (const { page, deviceNo, measures } of readPageHealth(db, rollout.version)) {
    if (measures.length > 0) seen.set(deviceNo, (seen.get(deviceNo) ?? new Set()).add(page));
  }
  const profile = profileByVersion(db, rollout.version)?.profile;
  const kept = [...wanted].filter((page) => hasPage(profile, page));
  const healthy = [...seen.values()].filter((pages) => pages.size > 0 && kept.every((page) => pages.has(page))).length;
  return healthy >= Math.max(1, Math.min(HEALTHY, countActiveDevices(db, now - ACTIVE_MS)));
}

function hasPage(profile: unknown, page: string): boolean {
  const pages = (profile as { pages?: object } | null)?.pages;
  return pages !== undefined && Object.hasOwn(pages, page);
}
