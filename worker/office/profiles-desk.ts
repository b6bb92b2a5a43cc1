import { RpcTarget } from 'cloudflare:workers';
import type * as z from 'zod';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { type ProfileProblem, problemText } from '../../shared/profile/profile-problem.ts';
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';
import type { profileUploadAnswerSchema } from '../../shared/protocol/messages.ts';
import { type Refused, type Reply, refused, taken } from '../api/answers.ts';
import { hashSecret } from '../devices/secrets.ts';
import { listDevices } from '../ledger/devices-table.ts';
import { currentProfile, listProfiles, profileByVersion, putProfile } from '../ledger/profiles-table.ts';
import {
  decideRollout,
  listRollouts,
  type Rollout,
  readPageHealth,
  rolloutDevices,
  runningRollout,
} from '../ledger/rollouts-table.ts';
import { readSetting } from '../ledger/settings-table.ts';
import { customFields, factsOf, type ProfileFacts } from '../profile-facts.ts';
import { sentence } from '../rollout/judge.ts';
import { signedOutBrowsers } from '../rollout/login.ts';
import { beginRollout, haltRollout, places } from '../rollout/rollout.ts';
import type { Desk } from './desk.ts';
import {
  type Duplicates,
  duplicatesUnder,
  type ProfileWish,
  type WaitingProfile,
  waitingProfile,
  writeWaiting,
} from './profile-consent.ts';
import { type CsvProblem, readUsersCsv } from './users-csv.ts';

type Uploaded = z.infer<typeof profileUploadAnswerSchema>;

/** Profiles, their versions, how they spread and how their pages do. */
export class ProfilesDesk extends RpcTarget {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    super();
    this.#desk = desk;
  }

  /** What is wrong with a profile, without putting it in force. */
  async validate(input: unknown): Promise<Reply<{ ok: boolean; problems: ProfileProblem[] }>> {
    const parsed = parseProfile(input);
    return taken({ ok: parsed.ok, problems: parsed.ok ? [] : parsed.problems });
  }

  /** Puts a profile in force: for everybody where it is the first, for the first browsers where it follows another. */
  async put(input: unknown): Promise<Reply<Uploaded>> {
    const parsed = parseProfile(input);
    if (!parsed.ok) return invalid(parsed.problems);
    return taken(await this.#wish({ wish: 'upload', version: versionOf(input), profile: input }, parsed.profile));
  }

  /** A profile that would make records come twice, and how many; null when none waits. */
  async waiting() {
    const { db } = this.#desk;
    const waiting = waitingProfile(db);
    const parsed = parseProfile(waiting?.profile);
    const duplicates = parsed.ok ? duplicatesUnder(db, parsed.profile) : [];
    return taken({ waiting: waiting === null ? null : { version: waiting.version, wish: waiting.wish, duplicates } });
  }

  /** IT's consent to other ids, asked twice: without the word of the first answer nothing happens but that answer. */
  async consent(
    confirm: string | null,
  ): Promise<Reply<{ done: boolean; duplicates: readonly Duplicates[]; confirm: string | null }>> {
    const { db } = this.#desk;
    const waiting = waitingProfile(db);
    if (waiting === null) return refused('not-found');
    const parsed = parseProfile(waiting.profile);
    if (!parsed.ok) return invalid(parsed.problems);
    const duplicates = duplicatesUnder(db, parsed.profile);
    if (confirm !== waiting.version) return taken({ done: false, duplicates, confirm: waiting.version });
    await this.#enforce(waiting, parsed.profile);
    return taken({ done: true, duplicates, confirm: null });
  }

  /** IT keeps the profile in force: what waited is forgotten. */
  async withdrawWaiting(): Promise<Reply<{ done: boolean }>> {
    const { db, note } = this.#desk;
    const waiting = waitingProfile(db);
    if (waiting === null) return refused('not-found');
    writeWaiting(db, null);
    note('profile-withdrawn', waiting.version);
    return taken({ done: true });
  }

  async versions() {
    const { db, world } = this.#desk;
    const rollout = runningRollout(db);
    return taken({
      current: readSetting<string>(db, 'profile'),
      versions: listProfiles(db).map(({ uploadedAt, ...line }) => ({
        ...line,
        uploadedAt: new Date(uploadedAt).toISOString(),
      })),
      rollouts: listRollouts(db, 20).map((one) => rolloutLine(one)),
      running:
        rollout === null
          ? null
          : {
              ...rolloutLine(rollout),
              devices: rolloutDevices(db, rollout.no).length,
              signedOut: signedOutBrowsers(db, rollout),
              places: places(rollout, readPageHealth(db, rollout.before, 1).length > 0, world.now()),
            },
    });
  }

  /** The text of one version; null means the one in force. */
  async text(version: string | null): Promise<Reply<{ version: string; text: string }>> {
    const { db } = this.#desk;
    const found = version === null ? currentProfile(db) : profileByVersion(db, version);
    if (found === null) return refused(version === null ? 'no-profile' : 'not-found');
    return taken({ version: found.version, text: JSON.stringify(found.profile, null, 2) });
  }

  /** An earlier version is in force again, for everybody at once: it has proven itself. Where it makes other ids it waits for consent. */
  async rollBack(version: string): Promise<Reply<Uploaded>> {
    const found = profileByVersion<ProfileFacts>(this.#desk.db, version);
    if (found === null) return refused('not-found');
    const parsed = parseProfile(found.profile);
    if (!parsed.ok) return invalid(parsed.problems);
    return taken(await this.#wish({ wish: 'roll-back', version, profile: found.profile }, parsed.profile));
  }

  /** IT’s word on the roll-out under way: everybody, or nobody. */
  async decide(state: 'all' | 'halted'): Promise<Reply<{ done: boolean }>> {
    const { db, world, driver, arm, note } = this.#desk;
    const running = runningRollout(db);
    if (running === null) return refused('not-found');
    if (state === 'halted') haltRollout(db, running, { reason: 'IT has halted it.', byHealth: false }, world.now());
    else {
      const reason = 'IT has released it for everybody.';
      decideRollout(db, running.no, { state, reason, byHealth: false }, world.now());
    }
    note(state === 'all' ? 'profile-released' : 'profile-halted', running.version);
    driver.profileChanged();
    await arm();
    return taken({ done: true });
  }

  /** What browsers have measured on each kind of page under a version. */
  async health(version: string) {
    const { db } = this.#desk;
    const devices = new Map(listDevices(db).map((device) => [device.no, device]));
    return taken({
      pages: readPageHealth(db, version).map(({ page, deviceNo, at, measures, alarms }) => {
        const latest = measures.at(-1);
        const fills = Object.values(latest?.fill ?? {});
        return {
          page,
          deviceId: devices.get(deviceNo)?.device_id ?? '',
          deviceName: devices.get(deviceNo)?.name ?? null,
          at: new Date(at).toISOString(),
          measured: measures.length,
          rows: latest?.rows ?? null,
          filled: fills.length === 0 ? null : fills.reduce((sum, share) => sum + share, 0) / fills.length,
          problems: latest?.problems ?? null,
          alarms: alarms.map(sentence),
        };
      }),
    });
  }

  /** Users out of a CSV file become constants of a new version of the profile in force. */
  async importUsers(csv: string): Promise<Reply<{ problems: CsvProblem[]; users: number; uploaded: Uploaded | null }>> {
    const current = currentProfile(this.#desk.db);
    if (current === null) return refused('no-profile');
    const { users, problems } = readUsersCsv(csv);
    if (problems.length > 0) return taken({ problems, users: users.length, uploaded: null });
    const profile = current.profile as { objects?: Record<string, object | undefined> };
    const objects = profile.objects ?? {};
    const input = {
      ...profile,
      objects: { ...objects, BUSINESS_USER: { ...objects['BUSINESS_USER'], constants: users } },
    };
    const parsed = parseProfile(input);
    if (!parsed.ok) return invalid(parsed.problems);
    const uploaded = await this.#wish({ wish: 'users', version: versionOf(input), profile: input }, parsed.profile);
    return taken({ problems: [], users: users.length, uploaded });
  }

  /** Puts a profile in force, or lets it wait where records would come to Gong twice. */
  async #wish(wanted: WaitingProfile, parsed: Profile): Promise<Uploaded> {
    const { db, note } = this.#desk;
    const waiting = duplicatesUnder(db, parsed);
    if (waiting.length === 0) return await this.#enforce(wanted, parsed);
    const { version } = wanted;
    writeWaiting(db, wanted);
    note('profile-waits', version);
    return { version, customFields: countFields(factsOf(parsed)), waiting: [...waiting] };
  }

  async #enforce({ wish, version, profile }: WaitingProfile, parsed: Profile): Promise<Uploaded> {
    const { db, world, driver, arm, note } = this.#desk;
    const facts = factsOf(parsed);
    const now = world.now();
    const before = inForceForAll(db);
    db.transaction(() => {
      const again = readSetting<string>(db, 'profile') === version;
      putProfile(db, { version, profile, facts }, now);
      writeWaiting(db, null);
      if (wish === 'roll-back') endRollout(db, now);
      else if (!again) beginRollout(db, version, before, now);
      note(DONE_WORDS[wish], version);
    });
    driver.profileChanged();
    await arm();
    return { version, customFields: countFields(facts) };
  }
}

/** How a wish stands in the administrators' log once it is done. */
const DONE_WORDS = {
  upload: 'profile-uploaded',
  'roll-back': 'profile-rolled-back',
  users: 'users-imported',
} as const satisfies Record<ProfileWish, string>;

function invalid(problems: readonly ProfileProblem[]): Refused {
  return refused('profile-invalid', { detail: problems.map(problemText).slice(0, 5).join(' ') });
}

/** An earlier version is for everybody: whatever was being rolled out is not. */
function endRollout(db: Desk['db'], now: number): void {
  const running = runningRollout(db);
  if (running === null) return;
  const reason = 'IT has gone back to an earlier version.';
  decideRollout(db, running.no, { state: 'halted', reason, byHealth: false }, now);
}

/** The same text is the same version. */
function versionOf(input: unknown): string {
  return hashSecret(JSON.stringify(input)).slice(0, 16);
}

function countFields(facts: ProfileFacts): number {
  return OBJECT_TYPES.reduce((sum, type) => sum + customFields(facts, type).length, 0);
}

/** The version that everybody may have: during a roll-out the one before it. */
function inForceForAll(db: Desk['db']): string | null {
  return runningRollout(db)?.before ?? readSetting<string>(db, 'profile');
}

function rolloutLine({ version, before, state, started_at, decided_at, reason }: Rollout) {
  return {
    version,
    before,
    state,
    startedAt: new Date(started_at).toISOString(),
    decidedAt: decided_at === null ? null : new Date(decided_at).toISOString(),
    reason,
  };
}
