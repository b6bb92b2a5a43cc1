import { keepConsent } from '../../extension/store/consent.ts';
import { BridgeDatabase, writeFact } from '../../extension/store/database.ts';
import { commitAnswer } from '../../extension/sweep/commit.ts';
import type { CrmRules } from '../../extension/sweep/crm-rules.ts';
import { releaseAll } from '../../extension/sweep/frontier.ts';
import { type Lease, takeLease } from '../../extension/sweep/lease.ts';
import { closeView } from '../../extension/sweep/view.ts';
import { advance } from '../../extension/sync/engine.ts';
import type { EngineParts } from '../../extension/sync/engine-parts.ts';
import { pressSync } from '../../extension/sync/sync-run.ts';
import { WorkerLink } from '../../extension/sync/worker-link.ts';
import { ORIGIN } from '../../extension/testing/small-crm-rules.ts';
import type { SimulatedCrm } from './crm.ts';

export interface BrowserSettings {
  readonly name: string;
  readonly user: string;
  readonly token: string;
  readonly crm: SimulatedCrm;
  readonly rules: () => CrmRules;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
}

/** A rep's browser: the product's own store, plan and sync, and tabs that read pages. It may die between any two writes. */
export class SimulatedBrowser {
  readonly user: string;
  readonly #settings: BrowserSettings;
  #db: BridgeDatabase;
  #parts: EngineParts;
  /** Pages that a tab is reading now. */
  #reading: Lease[] = [];
  #skewMs = 0;

  constructor(settings: BrowserSettings) {
    this.user = settings.user;
    this.#settings = settings;
    this.#db = new BridgeDatabase(settings.name);
    this.#parts = this.#engine();
  }

  #now(): number {
    return this.#settings.now() + this.#skewMs;
  }

  #engine(): EngineParts {
    const { rules, fetch, newId, random } = this.#settings;
    const now = () => this.#now();
    return {
      db: this.#db,
      link: new WorkerLink(this.#db, fetch, now, random),
      now,
      newId,
      rules: async () => rules(),
      checkProfile: async () => ({ ok: true }),
      missingOrigins: async () => [],
    };
  }

  async enrol(): Promise<void> {
    const { token, name } = this.#settings;
    const workerOrigin = 'https://bridge.example';
    const device = { workerOrigin, deviceId: name, token, companyName: null, enrolledAt: this.#now() };
    await writeFact(this.#db, 'device', device);
    await keepConsent(this.#db, workerOrigin, this.#now());
  }

  setClock(ms: number): void {
    this.#skewMs = ms;
  }

  async press(kind: 'sync' | 'full-sync'): Promise<void> {
    await pressSync(this.#parts, kind);
  }

  async advance(): Promise<void> {
    await advance(this.#parts);
  }

  /** A tab asks for a page; it may be reading another meanwhile. */
  async lease(): Promise<boolean> {
    const ask = { tabId: 1, origin: ORIGIN, share: (concurrency: number) => concurrency };
    const facts = { now: this.#now(), day: new Date(this.#now()).toISOString().slice(0, 10), random: 0 };
    const reply = await takeLease(this.#db, this.#settings.rules(), ask, { ...facts, newId: this.#settings.newId() });
    if (reply.kind !== 'lease') return false;
    this.#reading.push(reply.lease);
    return true;
  }

  /** One of the pages that are being read comes back; sometimes twice. */
  async answer(): Promise<boolean> {
    const { crm, user, rules, random, newId } = this.#settings;
    const [lease] = this.#reading.splice(Math.floor(random() * this.#reading.length), 1);
    if (lease === undefined) return false;
    const answer = { leaseId: lease.leaseId, outcome: crm.answer(user, lease), durationMs: 20 };
    const facts = () => ({ now: this.#now(), random: 0, newId: newId() });
    await commitAnswer(this.#db, rules(), answer, facts());
    if (random() < 0.05) await commitAnswer(this.#db, rules(), answer, facts());
    return true;
  }

  /** The tab is closed: what it was reading never comes back. */
  closeTab(): void {
    this.#reading = [];
  }

  /** Carries out `work` and dies in its midst: after so many turns of the event loop nothing more is written. The browser starts again. */
  async dieDuring(work: () => Promise<unknown>, turns: number): Promise<void> {
    const ended = work().catch(() => undefined);
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    this.#db.close({ disableAutoOpen: true });
    await ended;
    this.#reading = [];
    this.#db = new BridgeDatabase(this.#settings.name);
    this.#parts = this.#engine();
    await releaseAll(this.#db);
    await closeView(this.#db, true);
  }

  /** Works until nothing is left that could be done now. */
  async work(limit: number): Promise<void> {
    for (let idle = 0, round = 0; idle < 3 && round < limit; round += 1) {
      await this.advance();
      let read = false;
      while (await this.lease()) read = true;
      while (await this.answer()) read = true;
      idle = read ? 0 : idle + 1;
    }
  }

  async close(): Promise<void> {
    this.#db.close();
    await BridgeDatabase.delete(this.#settings.name);
  }
}
