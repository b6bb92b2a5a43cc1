import { type Explained, explain } from '../../shared/errors/coded-error.ts';
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';
import { type BridgeDatabase, readFact } from '../store/database.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import { profileRules } from '../sweep/profile-rules.ts';
import type { ProfileCheck } from '../sync/profile-fetch.ts';

interface Held {
  readonly version: string;
  readonly profile: Profile;
  readonly rules: CrmRules;
}

/** The profile in force, parsed once per version. What it keeps is made anew from the store whenever it is missing. */
export class ProfileHolder {
  readonly #db: BridgeDatabase;
  #held: Held | null = null;
  /** What is in force, as long as neither profile nor policy is written. */
  #inForce: { readonly writes: number; readonly held: Held | null } | null = null;

  constructor(db: BridgeDatabase) {
    this.#db = db;
  }

  async rules(): Promise<CrmRules | null> {
    return (await this.#current())?.rules ?? null;
  }

  /** With all defaults filled in, as the content script needs it: it has no schema of its own. */
  async held(): Promise<{ readonly version: string; readonly profile: Profile } | null> {
    const current = await this.#current();
    return current && { version: current.version, profile: current.profile };
  }

  async check(profile: unknown): ReturnType<ProfileCheck> {
    const parsed = parseProfile(profile);
    if (parsed.ok) {
      const error = await this.#forbidden(profileRules(parsed.profile, '').origins);
      return error === null ? { ok: true } : { ok: false, error };
    }
    const [problem] = parsed.problems;
    const detail = problem ? `${problem.path}: ${problem.what} ${problem.why}` : 'It does not fit its schema.';
    return { ok: false, error: explain('profile-invalid', { detail }) };
  }

  /** Policy may name the only sites that are read; a profile that names another is not used at all. */
  async #forbidden(origins: readonly string[]): Promise<Explained | null> {
    const allowed = (await readFact(this.#db, 'policy'))?.settings.crmOrigins;
    const origin = allowed && origins.find((one) => !allowed.includes(one));
    return origin === undefined ? null : explain('crm-origin-forbidden', { origin });
  }

  async #current(): Promise<Held | null> {
    const writes = this.#db.factWrites('profile', 'policy');
    if (this.#inForce?.writes !== writes) this.#inForce = { writes, held: await this.#read() };
    return this.#inForce.held;
  }

  async #read(): Promise<Held | null> {
    const stored = await readFact(this.#db, 'profile');
    if (stored === undefined) return null;
    if (this.#held?.version !== stored.version) {
      const parsed = parseProfile(stored.profile);
      if (!parsed.ok) return null;
      const { profile } = parsed;
      this.#held = { version: stored.version, profile, rules: profileRules(profile, stored.version) };
    }
    return (await this.#forbidden(this.#held.rules.origins)) === null ? this.#held : null;
  }
}
