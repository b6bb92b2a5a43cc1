import { RpcTarget } from 'cloudflare:workers';
import type * as z from 'zod';
import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import { type ProfileProblem, problemText } from '../../shared/profile/profile-problem.ts';
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';
import type { profileUploadAnswerSchema } from '../../shared/protocol/messages.ts';
import { type Reply, refused, taken } from '../api/answers.ts';
import { hashSecret } from '../devices/secrets.ts';
import { changedIdRules, idRulesOf } from '../id-rules.ts';
import { listDevices } from '../ledger/devices-table.ts';
import { countLive, currentProfile, listProfiles, profileByVersion, putProfile } from '../ledger/profiles-table.ts';
import {
  decideRollout,
  listRollouts,
  type Rollout,
  readPageHealth,
  rolloutDevices,
  runningRollout,
} from '../ledger/rollouts-table.ts';
import { readSetting, writeSetting } from '../ledger/settings-table.ts';
import { customFields, factsOf, type ProfileFacts } from '../profile-facts.ts';
import { sentence } from '../rollout/judge.ts';
import { beginRollout, haltRollout, places } from '../rollout/rollout.ts';
import type { Desk } from './desk.ts';
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
    if (!parsed.ok)
      return refused('profile-invalid', { detail: parsed.problems.map(problemText).slice(0, 5).join(' ') });
    const duplicates = this.#duplicates(parsed.profile);
    if (duplicates.length === 0) return taken(await this.#enforce(input, factsOf(parsed.profile), 'profile-uploaded'));
    const { db, note } = this.#desk;
    const version = versionOf(input);
    writeSetting(db, WAITING, { version, profile: input, duplicates } satisfies WaitingProfile);
    note('profile-waits', version);
    return taken({ version, customFields: countFields(factsOf(parsed.profile)), waiting: duplicates });
  }

  /** A profile that makes ids otherwise than the one in force, and of how many objects; null when none waits. */
  async waiting(): Promise<Reply<{ waiting: Omit<WaitingProfile, 'profile'> | null }>> {
    const waiting = readSetting<WaitingProfile>(this.#desk.db, WAITING);
    return taken({ waiting: waiting === null ? null : { version: waiting.version, duplicates: waiting.duplicates } });
  }

  /** IT's consent to other ids, asked twice: without the word of the first answer nothing happens but that answer. */
  async consent(
    confirm: string | null,
  ): Promise<Reply<{ done: boolean; duplicates: readonly Duplicates[]; confirm: string | null }>> {
    const waiting = readSetting<WaitingProfile>(this.#desk.db, WAITING);
    if (waiting === null) return refused('not-found');
    const { version, profile, duplicates } = waiting;
    if (confirm !== version) return taken({ done: false, duplicates, confirm: version });
    const parsed = parseProfile(profile);
    if (!parsed.ok)
      return refused('profile-invalid', { detail: parsed.problems.map(problemText).slice(0, 5).join(' ') });
    await this.#enforce(profile, factsOf(parsed.profile), 'profile-uploaded');
    return taken({ done: true, duplicates, confirm: null });
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

  /** An earlier version is in force again, for everybody at once: it has proven itself. */
  async rollBack(version: string): Promise<Reply<{ version: string }>> {
    const { db, world, driver, arm, note } = this.#desk;
    const found = profileByVersion<ProfileFacts>(db, version);
    if (found === null) return refused('not-found');
    const parsed = parseProfile(found.profile);
    if (!parsed.ok)
      return refused('profile-invalid', { detail: parsed.problems.map(problemText).slice(0, 5).join(' ') });
    const running = runningRollout(db);
    if (running !== null) {
      const reason = 'IT has gone back to an earlier version.';
      decideRollout(db, running.no, { state: 'halted', reason, byHealth: false }, world.now());
    }
    putProfile(db, { version, profile: found.profile, facts: factsOf(parsed.profile) }, world.now());
    note('profile-rolled-back', version);
    driver.profileChanged();
    await arm();
    return taken({ version });
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
    if (!parsed.ok)
      return refused('profile-invalid', { detail: parsed.problems.map(problemText).slice(0, 5).join(' ') });
    const uploaded = await this.#enforce(input, factsOf(parsed.profile), 'users-imported');
    return taken({ problems: [], users: users.length, uploaded });
  }

  /** Types whose ids the profile makes otherwise than the one in force, with the objects that would come twice (design: a change to how objectId is made). */
  #duplicates(profile: Profile): Duplicates[] {
    const { db } = this.#desk;
    const current = currentProfile(db);
    const before = current === null ? null : parseProfile(current.profile);
    if (before === null || !before.ok) return [];
    return changedIdRules(idRulesOf(before.profile), idRulesOf(profile))
      .map((objectType) => ({ objectType, objects: countLive(db, objectType) }))
      .filter(({ objects }) => objects > 0);
  }

  async #enforce(input: unknown, facts: ProfileFacts, action: string): Promise<Uploaded> {
    const { db, world, driver, arm, note } = this.#desk;
    const version = versionOf(input);
    const before = inForceForAll(db);
    db.transaction(() => {
      const again = readSetting<string>(db, 'profile') === version;
      putProfile(db, { version, profile: input, facts }, world.now());
      writeSetting(db, WAITING, null);
      if (!again) beginRollout(db, version, before, world.now());
      note(action, version);
    });
    driver.profileChanged();
    await arm();
    return { version, customFields: countFields(facts) };
  }
}

/** The setting under which a profile waits for consent. */
const WAITING = 'profile-waiting';

interface Duplicates {
  readonly objectType: ObjectType;
  /** Objects that are there and would come a second time. */
  readonly objects: number;
}

interface WaitingProfile {
  readonly version: string;
  readonly profile: unknown;
  readonly duplicates: readonly Duplicates[];
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
