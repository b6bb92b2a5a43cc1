import type { HealthAlarm, PageMeasure } from '../../shared/profile/health.ts';
import type { Db } from './db.ts';

/** `first`: the first browsers only. `all`: everybody. `halted`: nobody; the one before is in force again. */
export type RolloutState = 'first' | 'all' | 'halted';

/** How a profile version spreads. Times in ms. */
export interface Rollout {
  readonly no: number;
  readonly version: string;
  /** The version that the others keep meanwhile. */
  readonly before: string;
  readonly state: RolloutState;
  readonly started_at: number;
  readonly decided_at: number | null;
  /** 1: the browsers' figures have decided, not a person. */
  readonly by_health: number;
  readonly reason: string | null;
}

/** Starts a roll-out; one that was under way is over, as its version is replaced. */
export function startRollout(db: Db, version: string, before: string, now: number): void {
  db.run(
    `UPDATE rollouts SET state = 'halted', decided_at = ?, reason = 'Another version was uploaded.' WHERE state = 'first'`,
    now,
  );
  db.run(`INSERT INTO rollouts (version, before, state, started_at) VALUES (?, ?, 'first', ?)`, version, before, now);
}

/** The roll-out under way, or null. */
export function runningRollout(db: Db): Rollout | null {
  return db.get<Rollout>(`SELECT * FROM rollouts WHERE state = 'first' ORDER BY no DESC LIMIT 1`) ?? null;
}

/** Roll-outs, newest first. */
export function listRollouts(db: Db, limit: number): Rollout[] {
  return db.all<Rollout>('SELECT * FROM rollouts ORDER BY no DESC LIMIT ?', limit);
}

/** Ends the roll-out under way. */
export function decideRollout(
  db: Db,
  no: number,
  decision: { readonly state: 'all' | 'halted'; readonly reason: string; readonly byHealth: boolean },
  now: number,
): void {
  db.run(
    'UPDATE rollouts SET state = ?, decided_at = ?, reason = ?, by_health = ? WHERE no = ?',
    decision.state,
    now,
    decision.reason,
    decision.byHealth ? 1 : 0,
    no,
  );
}

/** The browsers that have got the new version, in the order in which they asked. */
export function rolloutDevices(db: Db, no: number): number[] {
  return db
    .all<{ device_no: number }>(
      'SELECT device_no FROM rollout_devices WHERE rollout_no = ? ORDER BY since, device_no',
      no,
    )
    .map(({ device_no }) => device_no);
}

export function addRolloutDevice(db: Db, no: number, deviceNo: number, now: number): void {
  db.run('INSERT OR IGNORE INTO rollout_devices (rollout_no, device_no, since) VALUES (?, ?, ?)', no, deviceNo, now);
}

/** Times in a row that a browser could not prove its login under a new version. */
export interface NoLogin {
  readonly unproven: number;
  readonly signedOut: number;
}

/** Notes that a browser of the roll-out cannot prove its login, or (null) that it can. */
export function writeNoLogin(db: Db, rolloutNo: number, deviceNo: number, noLogin: NoLogin | null): void {
  db.run(
    'UPDATE rollout_devices SET no_login = ? WHERE rollout_no = ? AND device_no = ?',
    noLogin === null ? null : JSON.stringify(noLogin),
    rolloutNo,
    deviceNo,
  );
}

/** The browsers of a roll-out that cannot prove their login. */
export function readNoLogins(db: Db, rolloutNo: number): { readonly deviceNo: number; readonly noLogin: NoLogin }[] {
  return db
    .all<{ device_no: number; no_login: string }>(
      'SELECT device_no, no_login FROM rollout_devices WHERE rollout_no = ? AND no_login IS NOT NULL',
      rolloutNo,
    )
    .map(({ device_no, no_login }) => ({ deviceNo: device_no, noLogin: JSON.parse(no_login) as NoLogin }));
}

/** What a browser has measured on a kind of page, under one profile version. Times in ms. */
export interface PageHealth {
  readonly version: string;
  readonly page: string;
  readonly deviceNo: number;
  readonly at: number;
  readonly measures: readonly PageMeasure[];
  readonly alarms: readonly HealthAlarm[];
}

export function writePageHealth(db: Db, health: PageHealth): void {
  db.run(
    `INSERT INTO page_health (version, page, device_no, at, measures, alarms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (version, page, device_no) DO UPDATE SET at = excluded.at, measures = excluded.measures, alarms = excluded.alarms`,
    health.version,
    health.page,
    health.deviceNo,
    health.at,
    JSON.stringify(health.measures),
    JSON.stringify(health.alarms),
  );
}

/** What browsers have said about a version's pages, newest first. */
export function readPageHealth(db: Db, version: string, limit = 500): PageHealth[] {
  return db
    .all<{ page: string; device_no: number; at: number; measures: string; alarms: string }>(
      'SELECT page, device_no, at, measures, alarms FROM page_health WHERE version = ? ORDER BY at DESC LIMIT ?',
      version,
      limit,
    )
    .map(({ page, device_no, at, measures, alarms }) => ({
      version,
      page,
      deviceNo: device_no,
      at,
      measures: JSON.parse(measures) as PageMeasure[],
      alarms: JSON.parse(alarms) as HealthAlarm[],
    }));
}
