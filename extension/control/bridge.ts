import { explain } from '../../shared/errors/coded-error.ts';
import type { ManagedSettings } from '../settings/managed-settings.ts';
import { currentSettings } from '../store/current-settings.ts';
import { type BridgeDatabase, readFact, writeFact } from '../store/database.ts';
import { glanceOf } from '../store/glance.ts';
import { noticeOf } from '../store/notices.ts';
import type { Overview } from '../store/overview.ts';
import { readOverview } from '../store/read-overview.ts';
import type { Millis } from '../store/rows.ts';
import { clearTrouble, firstTrouble, noteTrouble } from '../store/trouble.ts';
import { releaseAll } from '../sweep/frontier.ts';
import { againWanted } from '../sweep/read-again.ts';
import { closeView } from '../sweep/view.ts';
import { advance, PROFILE_AGE_MS } from '../sync/engine.ts';
import type { EngineParts } from '../sync/engine-parts.ts';
import { fetchProfile } from '../sync/profile-fetch.ts';
import { syncState } from '../sync/result.ts';
import { runningSync } from '../sync/sync-run.ts';
import { WorkerLink } from '../sync/worker-link.ts';
import type { Browser } from './browser.ts';
import { enrolByPolicy } from './enrolment.ts';
import { lookAtPolicy, type StoredPolicy } from './policy.ts';
import { ProfileHolder } from './profile-holder.ts';
import { hasWork, ReaderDoor } from './reader-door.ts';
import { closeOwnTab, wakeReaders } from './readers.ts';
import { Scheduler } from './scheduler.ts';

export interface BridgeParts {
  readonly db: BridgeDatabase;
  readonly browser: Browser;
  readonly fetch: typeof fetch;
  readonly now: () => Millis;
  readonly random: () => number;
  readonly newId: () => string;
  readonly setTimer: (run: () => void, ms: number) => void;
  readonly extensionVersion: string;
  /** What browser policy sets, unread. */
  readonly policy: StoredPolicy;
  readonly log: (text: string, error: unknown) => void;
}

const SOONEST_LOOK_MS = 60_000;
/** While a person has to act first, it is looked at so often whether that has happened unnoticed. */
const STUCK_MS = 5 * 60_000;
/** After a failure of our own, e.g. of the store. */
const RETRY_MS = 5_000;
/** The popup's first moment is at most this old while a sync is under way. */
const GLANCE_MS = 2_000;
/** And it takes at most one part in so many of the time: it costs more the more records are on their way. */
const GLANCE_SHARE = 20;

/** The background's rooms, wired together. It keeps nothing in memory that it cannot do without. */
export class Bridge {
  readonly db: BridgeDatabase;
  readonly browser: Browser;
  readonly fetch: typeof fetch;
  readonly now: () => Millis;
  readonly extensionVersion: string;
  readonly engine: EngineParts;
  readonly profile: ProfileHolder;
  readonly readers: ReaderDoor;
  readonly #parts: BridgeParts;
  readonly #scheduler: Scheduler;
  #badge = '';
  #glanceAt: Millis = 0;
  #glanceTook = 0;
  #registered: string | null = null;

  constructor(parts: BridgeParts) {
    const { db, browser, now, random, newId } = parts;
    this.#parts = parts;
    this.db = db;
    this.browser = browser;
    this.fetch = parts.fetch;
    this.now = now;
    this.extensionVersion = parts.extensionVersion;
    this.profile = new ProfileHolder(db);
    const link = new WorkerLink(db, parts.fetch, now, random);
    const rules = () => this.profile.rules();
    this.engine = {
      db,
      link,
      now,
      newId,
      rules,
      checkProfile: (profile) => this.profile.check(profile),
      missingOrigins: (origins) => browser.missingOrigins(origins),
    };
    this.#scheduler = new Scheduler({ step: () => this.#step(), now, setTimer: parts.setTimer });
    this.readers = new ReaderDoor({
      ...{ db, browser, now, random, newId, profile: this.profile, setTimer: parts.setTimer },
      kick: (ms) => this.kick(ms),
      failed: (error) => this.#failed(error),
    });
  }

  /** Something may have to be done. */
  kick(ms = 0): void {
    this.#scheduler.kick(ms);
  }

  settled(): Promise<void> {
    return this.#scheduler.settled();
  }

  /** The service worker has started, for whatever reason: what was under way goes on. */
  start(): void {
    void this.#newSession()
      .then(() => lookAtPolicy(this.db, this.#parts.policy, this.now()))
      .then(() => this.#registerReaders())
      .then(() => enrolByPolicy(this))
      .finally(() => this.kick());
  }

  /** What policy sets, as last read: an empty or malformed policy does not take back what was known. */
  async managed(): Promise<ManagedSettings> {
    return (await readFact(this.db, 'policy'))?.settings ?? {};
  }

  /** The browser has a new policy, which may be an empty one. */
  async policyChanged(): Promise<void> {
    await lookAtPolicy(this.db, this.#parts.policy, this.now(), true);
    await enrolByPolicy(this);
    // A policy may forbid the profile's sites, or allow them again.
    const { db, link, checkProfile } = this.engine;
    if ((await readFact(db, 'device')) !== undefined) await fetchProfile(db, link, checkProfile, this.now());
    this.kick();
  }

  /** Leases of a browser that was killed, or of an extension that was updated since, bind nobody. */
  async #newSession(): Promise<void> {
    if (!(await this.browser.isNewSession())) return;
    await releaseAll(this.db);
    await closeView(this.db, false);
  }

  /** The browser has started: who is signed in now is not known. */
  async browserStarted(): Promise<void> {
    await closeView(this.db, true);
    this.kick();
  }

  async overview(): Promise<Overview> {
    const rules = await this.profile.rules();
    const fetched = await readFact(this.db, 'profile');
    const enrolled = (await readFact(this.db, 'device')) !== undefined;
    const stored = await firstTrouble(this.db);
    const { workerAddress, enrolmentKey } = await this.managed();
    const overview = await readOverview(this.db, {
      now: this.now(),
      trouble: stored ?? (enrolled ? null : this.#notEnrolled()),
      sync: await syncState(this.db, undefined, this.now()),
      managedAddress: workerAddress ?? null,
      managedCode: enrolmentKey !== undefined,
      profile: rules && {
        version: rules.version,
        name: rules.name,
        crmOrigins: rules.origins,
        types: rules.types,
        fetchedAt: new Date(fetched?.fetchedAt ?? 0).toISOString(),
      },
    });
    this.#glanceAt = this.now();
    await this.browser.keepGlance(glanceOf(overview)).catch(() => undefined);
    return overview;
  }

  /** What the browser has granted; readers are registered for the CRM's origins among it. */
  async lookAtPermissions(): Promise<readonly string[]> {
    const rules = await this.profile.rules();
    const device = await readFact(this.db, 'device');
    const wanted = [...(device ? [device.workerOrigin] : []), ...(rules?.origins ?? [])];
    const missing = await this.browser.missingOrigins(wanted);
    await writeFact(this.db, 'missingOrigins', missing);
    await this.browser.register((rules?.origins ?? []).filter((origin) => !missing.includes(origin)));
    if (missing.length === 0) await clearTrouble(this.db, 'trouble-permission');
    return missing;
  }

  async #step(): Promise<number | null> {
    try {
      const { readers, granted, again } = await advance(this.engine);
      if (granted) this.readers.granted();
      await this.#registerReaders();
      await this.#getReadersToWork(readers);
      await this.#showBadge();
      await this.#keepGlance();
      const busy = again !== null || readers || (await hasWork(this.db)) || (await this.db.outbox.count()) > 0;
      const scheduled = await this.#nextLook();
      const stuck = (await firstTrouble(this.db))?.needsPerson === true && again === null;
      await this.browser.setAlarm(busy ? this.now() + (again ?? (stuck ? STUCK_MS : 0)) : scheduled);
      return again;
    } catch (error) {
      await this.#failed(error);
      await this.browser.setAlarm(this.now() + RETRY_MS);
      return RETRY_MS;
    }
  }

  /** While nothing is to be done: the next scheduled sweep, or sooner a look whether IT has changed the profile; null when not enrolled. */
  async #nextLook(): Promise<number | null> {
    if ((await readFact(this.db, 'device')) === undefined) return null;
    const fetchedAt = (await readFact(this.db, 'profile'))?.fetchedAt ?? this.now();
    const look = Math.max(fetchedAt + PROFILE_AGE_MS + 1_000, this.now() + SOONEST_LOOK_MS);
    return Math.min((await readFact(this.db, 'nextSweepAt')) ?? look, look);
  }

  /** A failure of our own; when the disk is full a person has to make room. */
  async #failed(error: unknown): Promise<void> {
    this.#parts.log('The background could not go on', error);
    const full = error instanceof Error && (error.name === 'QuotaExceededError' || /quota/i.test(error.message));
    if (!full) return;
    const facts = { now: this.now(), needsPerson: true };
    await noteTrouble(this.db, 'trouble-store', explain('store-full'), facts).catch(() => undefined);
  }

  /** A profile may name other origins than the one before. */
  async #registerReaders(): Promise<void> {
    const version = (await this.profile.rules())?.version ?? null;
    if (version === this.#registered) return;
    await this.lookAtPermissions();
    this.#registered = version;
  }

  async #getReadersToWork(readers: boolean): Promise<void> {
    const rules = await this.profile.rules();
    if (rules === null || (await readFact(this.db, 'paused'))) return;
    if (!readers) {
      if (!(await hasWork(this.db))) await closeOwnTab(this.db, this.browser);
      return;
    }
    const settings = await currentSettings(this.db);
    const mayOpen = settings.openTabs || (await runningSync(this.db)) !== undefined || (await againWanted(this.db));
    const awake = await wakeReaders(this.db, this.browser, rules, mayOpen);
    const trouble = await readFact(this.db, 'trouble-crm');
    if (!awake && trouble === undefined) {
      await noteTrouble(this.db, 'trouble-crm', explain('crm-tab-closed'), { now: this.now(), needsPerson: true });
    } else if (awake && trouble?.code === 'crm-tab-closed') {
      await clearTrouble(this.db, 'trouble-crm');
    }
  }

  /** While a sync is under way it changes all the time: often enough is enough. */
  async #keepGlance(): Promise<void> {
    const running = (await runningSync(this.db)) !== undefined;
    if (running && this.now() - this.#glanceAt < Math.max(GLANCE_MS, GLANCE_SHARE * this.#glanceTook)) return;
    const began = this.now();
    await this.overview();
    this.#glanceTook = this.now() - began;
  }

  async #showBadge(): Promise<void> {
    const notice = await noticeOf(this.db);
    const print = JSON.stringify(notice);
    if (this.#badge === print) return;
    this.#badge = print;
    await this.browser.setBadge(notice);
  }

  #notEnrolled() {
    const since = new Date(this.now()).toISOString();
    return { ...explain('not-enrolled'), needsPerson: true, since, until: null };
  }
}
