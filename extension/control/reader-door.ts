import { explain } from '../../shared/errors/coded-error.ts';
import type { HelloReply, NextReply, ReaderMessage } from '../messaging/reader-channel.ts';
import type { Sender } from '../messaging/sender.ts';
import type { PartName } from '../reader/needed-parts.ts';
import { agreedAt } from '../store/consent.ts';
import { currentSettings } from '../store/current-settings.ts';
import { type BridgeDatabase, readFact, writeFact } from '../store/database.ts';
import type { Millis } from '../store/rows.ts';
import { clearTrouble, noteTrouble } from '../store/trouble.ts';
import type { CommitEffect } from '../sweep/answer.ts';
import { commitCapture } from '../sweep/capture.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import { Dispatcher } from '../sweep/dispatcher.ts';
import { anyTodo, releaseTab, wantProbe } from '../sweep/frontier.ts';
import { localDay } from '../sweep/pace.ts';
import { againWanted } from '../sweep/read-again.ts';
import { runningSync } from '../sync/sync-run.ts';
import type { Browser } from './browser.ts';
import type { ProfileHolder } from './profile-holder.ts';
import { loopsFor } from './readers.ts';

export interface ReaderDoorParts {
  readonly db: BridgeDatabase;
  readonly browser: Browser;
  readonly profile: ProfileHolder;
  readonly now: () => Millis;
  readonly random: () => number;
  readonly newId: () => string;
  readonly setTimer: (run: () => void, ms: number) => void;
  /** Something may have to be done, in so many milliseconds. */
  readonly kick: (ms?: number) => void;
  /** A failure of our own. */
  readonly failed: (error: unknown) => Promise<void>;
}

/** Only how it gets on: an end is told by the reader that finds nothing more to do. */
const LOOK_MS = 1_500;
/** The longest that reading waits for a page that the rep loads. */
const YIELD_MS = 3_000;

/** Whether anything is under way for which pages are read. */
export async function hasWork(db: BridgeDatabase): Promise<boolean> {
  const active = await db.sweeps.where('active').equals(1).count();
  return active > 0 || (await runningSync(db)) !== undefined || againWanted(db);
}

/** The background's side towards the readers in the CRM's tabs: what they say, and what the browser says of their tabs. */
export class ReaderDoor {
  readonly #parts: ReaderDoorParts;
  readonly #db: BridgeDatabase;
  readonly #dispatcher: Dispatcher;
  #yieldUntil: Millis = 0;
  /** As the store has it, as long as it is not written. */
  #agreed: { readonly writes: number; readonly at: Millis | null } | null = null;

  constructor(parts: ReaderDoorParts) {
    const { db, now, random, newId } = parts;
    this.#parts = parts;
    this.#db = db;
    this.#dispatcher = new Dispatcher({
      ...{ db, now, random, newId },
      rules: () => this.#readingRules(),
      sleep: (ms) => new Promise((resolve) => parts.setTimer(resolve, ms)),
      day: localDay,
      onEffect: (effect) => this.#onEffect(effect),
      onLater: (ms) => parts.kick(ms),
      failed: (error) => void parts.failed(error),
      yieldUntil: () => this.#yieldUntil,
    });
  }

  /** More may be read than before. */
  granted(): void {
    this.#dispatcher.changed();
  }

  /** A message of a content script; its sender has been judged. */
  async take(sender: Extract<Sender, { kind: 'reader' }>, message: ReaderMessage): Promise<unknown> {
    const rules = await this.#readingRules();
    if (rules === null || !rules.origins.includes(sender.origin))
      return message.name === 'hello' ? NOTHING_TO_READ : REST;
    // One reader a tab: the top document, which stays while frames come and go; a frame only where the top is another site.
    const reads = sender.frameId === 0 || sender.topOrigin === null || !rules.origins.includes(sender.topOrigin);
    if (message.name === 'hello') return this.#hello(sender, reads, message);
    if (message.name === 'load') return this.#load(sender, reads, message.parts);
    if (message.name === 'next' && !reads) return REST;
    try {
      if (message.name === 'next')
        return await (this.#dispatcher.next(sender, message.answer, message.holds) satisfies Promise<NextReply>);
      await this.#captured(rules, sender.origin, message);
    } catch (error) {
      // Nothing was committed: the lease runs out and the page is read again.
      await this.#parts.failed(error);
      return REST;
    }
    return null;
  }

  /** A tab of the CRM loads a page, or has loaded it: the rep comes first. */
  tabLoads(origin: string, loading: boolean): void {
    void this.#parts.profile.rules().then(async (rules) => {
      if (!rules?.origins.includes(origin)) return;
      this.#yieldUntil = loading ? this.#parts.now() + YIELD_MS : 0;
      this.#dispatcher.changed();
      if (!loading) await this.#maybeSignedIn(rules);
    });
  }

  /** A page of the CRM has come up while a sign-in is waited for; its tab may not even have a reader yet. */
  async #maybeSignedIn(rules: CrmRules): Promise<void> {
    const trouble = await readFact(this.#db, 'trouble-crm');
    if (trouble?.code !== 'crm-signed-out' || !(await hasWork(this.#db))) return;
    await writeFact(this.#db, 'lastVisitAt', this.#parts.now());
    await this.#lookWhoIsThere(rules);
    this.#parts.kick();
  }

  async tabClosed(tabId: number): Promise<void> {
    this.#dispatcher.forget(tabId);
    if ((await releaseTab(this.#db, tabId)) > 0) this.#parts.kick();
  }

  async #hello(
    sender: { readonly tabId: number; readonly frameId: number },
    reads: boolean,
    { profileVersion, fresh, url }: Extract<ReaderMessage, { name: 'hello' }>,
  ): Promise<HelloReply> {
    const rules = await this.#parts.profile.rules();
    const held = await this.#parts.profile.held();
    if (rules === null || held === null) return NOTHING_TO_READ;
    if (fresh) {
      // A new document in a tab: what the one before it was reading is free again.
      if (sender.frameId === 0) {
        this.#dispatcher.forget(sender.tabId);
        await releaseTab(this.#db, sender.tabId);
      }
      await writeFact(this.#db, 'lastVisitAt', this.#parts.now());
      const trouble = await readFact(this.#db, 'trouble-crm');
      if (trouble?.code === 'crm-signed-out' && (await hasWork(this.#db))) await this.#lookWhoIsThere(rules);
    }
    const settings = await currentSettings(this.#db);
    const paused = (await readFact(this.#db, 'paused')) ?? false;
    const todo = await anyTodo(this.#db);
    return {
      profile: held.version === profileVersion ? null : held,
      capture: settings.capture && !paused ? rules.pagesForUrl(url) : [],
      loops: reads && todo && !paused ? loopsFor(rules) : 0,
      probe: rules.probe(),
    };
  }

  /** Gives a reader the script that reads pages. Where the browser refuses, nothing has been leased yet, and the person is told. */
  async #load(
    sender: { readonly tabId: number; readonly frameId: number },
    reads: boolean,
    parts: readonly PartName[],
  ): Promise<null> {
    const detail = await this.#parts.browser.injectPageReader(sender.tabId, sender.frameId, parts);
    const trouble = await readFact(this.#db, 'trouble-crm');
    if (!reads) return null;
    if (detail !== null) {
      const facts = { now: this.#parts.now(), needsPerson: true };
      await noteTrouble(this.#db, 'trouble-crm', explain('reader-not-injected', { detail }), facts);
    } else if (trouble?.code === 'reader-not-injected') await clearTrouble(this.#db, 'trouble-crm');
    return null;
  }

  async #captured(
    rules: CrmRules,
    origin: string,
    message: Extract<ReaderMessage, { name: 'captured' }>,
  ): Promise<void> {
    const { readings, loadedAt, profileVersion } = message;
    const [first] = readings;
    const settings = await currentSettings(this.#db);
    const own = readings.every(({ planned }) => new URL(planned.request.url).origin === origin);
    if (first === undefined || !own || profileVersion !== rules.version) return;
    if (!settings.capture || (await readFact(this.#db, 'paused')) || (await readFact(this.#db, 'device')) === undefined)
      return;
    const { url } = first.planned.request;
    const facts = {
      now: this.#parts.now(),
      loadedAt: Math.min(loadedAt, this.#parts.now()),
      url,
      newId: this.#parts.newId,
    };
    const { kind } = await commitCapture(this.#db, rules, readings, facts);
    if (kind === 'taken') {
      // The rep is signed in again: what waited for that goes on.
      if ((await readFact(this.#db, 'trouble-crm'))?.code === 'crm-signed-out') await this.#lookWhoIsThere(rules);
    } else if (await hasWork(this.#db)) {
      await this.#lookWhoIsThere(rules);
    }
    this.#parts.kick();
  }

  async #lookWhoIsThere(rules: CrmRules): Promise<void> {
    const probe = rules.probe();
    if (probe) await wantProbe(this.#db, probe, this.#parts.now());
  }

  /** The rules by which pages are read; null as long as nothing may be read: not before the person has agreed. */
  async #readingRules(): Promise<CrmRules | null> {
    const writes = this.#db.factWrites('device', 'consent');
    if (this.#agreed?.writes !== writes) this.#agreed = { writes, at: await agreedAt(this.#db) };
    return this.#agreed.at === null ? null : this.#parts.profile.rules();
  }

  /** While the CRM answers, it is enough to look now and then whether a sweep has come to its end. */
  #onEffect(effect: CommitEffect | null): void {
    this.#parts.kick(effect?.kind === 'committed' || effect?.kind === 'late' ? LOOK_MS : 0);
  }
}

const REST: NextReply = { kind: 'rest' };
const NOTHING_TO_READ: HelloReply = { profile: null, capture: [], loops: 0, probe: null };
