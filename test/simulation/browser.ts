import { lookAtPolicy } from '../../extension/control/policy.ts';
import { keepConsent } from '../../extension/store/consent.ts';
import { BridgeDatabase, readFact, writeFact } from '../../extension/store/database.ts';
import type { OutboxRow, RecordRow, ViewRow } from '../../extension/store/rows.ts';
import { commitCapture } from '../../extension/sweep/capture.ts';
import type { CrmRules } from '../../extension/sweep/crm-rules.ts';
import { releaseAll, releaseTab, wantProbe } from '../../extension/sweep/frontier.ts';
import { closeView } from '../../extension/sweep/view.ts';
import { advance } from '../../extension/sync/engine.ts';
import type { EngineParts } from '../../extension/sync/engine-parts.ts';
import { pressSync } from '../../extension/sync/sync-run.ts';
import { WorkerLink } from '../../extension/sync/worker-link.ts';
import { listUrl, recordUrl } from '../../extension/testing/small-crm-rules.ts';
import { type SimulatedCrm, type SimulatedRecord, wordOf } from './crm.ts';
import type { CrmWatch } from './crm-watch.ts';
import { Disk } from './disk.ts';
import { type Interleaving, textOf } from './interleaving.ts';
import { peek } from './memory-store.ts';
import { SimulatedTab, TAB_ID } from './tab.ts';
import type { Witness } from './witness.ts';

export const WORKER_ORIGIN = 'https://bridge.example';

export interface BrowserSettings {
  readonly name: string;
  /** Whose browser it is. */
  readonly rep: string;
  readonly crm: SimulatedCrm;
  readonly watch: CrmWatch;
  readonly witness: Witness;
  readonly rules: () => CrmRules;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
  readonly random: () => number;
  readonly newId: () => string;
  readonly interleaving: Interleaving;
  readonly note: (...facts: readonly (string | number | null)[]) => void;
}

/** A rep's browser: the product's own store, plan and sync, and a tab that reads pages. It may die between any two steps on its disk. */
export class SimulatedBrowser {
  readonly rep: string;
  readonly name: string;
  /** Who is signed in to the CRM. */
  user: string;
  readonly disk: Disk;
  readonly wrong: string[] = [];
  readonly #settings: BrowserSettings;
  #db: BridgeDatabase;
  #parts: EngineParts;
  readonly #tab: SimulatedTab;
  /** Policy as the browser has it. */
  #policy: Readonly<Record<string, unknown>> = {};
  #skewMs = 0;
  /** What dies: the extension's process only, or the browser with its tabs. */
  #dies: 'extension' | 'browser' = 'extension';
  #deviceId = '';

  constructor(settings: BrowserSettings) {
    this.#settings = settings;
    this.name = settings.name;
    this.rep = settings.rep;
    this.user = settings.rep;
    this.disk = new Disk(settings.name);
    this.#db = new BridgeDatabase(settings.name);
    this.#parts = this.#engine();
    this.#tab = new SimulatedTab({
      ...settings,
      browser: this,
      db: () => this.#db,
      clock: () => this.#now(),
      isAlone: () => this.#isAlone(),
    });
  }

  get deviceId(): string {
    return this.#deviceId;
  }

  #now(): number {
    return this.#settings.now() + this.#skewMs;
  }

  #engine(): EngineParts {
    const { rules, fetch, newId, random } = this.#settings;
    const db = this.#db;
    const now = () => this.#now();
    // A dead process sends nothing more, and no answer finds it.
    const alive: typeof fetch = async (...request) => {
      if (this.#db !== db) return new Promise(() => undefined);
      const response = await fetch(...request).catch((error) => ({ error }));
      if (this.#db !== db) return new Promise(() => undefined);
      if ('error' in response) throw response.error;
      return response;
    };
    return {
      db,
      link: new WorkerLink(db, alive, now, random),
      now,
      newId,
      rules: async () => rules(),
      checkProfile: async () => ({ ok: true }),
      missingOrigins: async () => [],
    };
  }

  /**
   * Promise 1 in the browser: what was read is on its way to the Worker, or there. Looked at while nothing is under way, and where the store can be
   * looked into. Ids of records of which neither is true.
   */
  lost(hasTold: (user: string | null, objectId: string, word: string) => boolean): string[] {
    const busy = ACTORS.some((what) => this.#settings.interleaving.busy(`${this.name} ${what}`));
    if (busy || this.disk.died) return [];
    const rows = <T>(table: string) => (peek(this.name, table) ?? []) as readonly T[];
    const users = new Map(rows<ViewRow>('views').map(({ viewId, crmUser }) => [viewId, crmUser]));
    const outbox = rows<OutboxRow>('outbox').flatMap(({ viewId, readings }) =>
      readings.map(({ objectId, fields }) => `${viewId}|${objectId}|${wordOf(fields)}`),
    );
    const waiting = new Set(outbox);
    return rows<RecordRow>('records').flatMap(({ viewId, objectId, reading, dirty, presence }) => {
      if (reading === null || dirty === 1 || presence !== 'present' || reading.presence !== 'present') return [];
      const word = wordOf(reading.fields);
      const known = waiting.has(`${viewId}|${objectId}|${word}`) || hasTold(users.get(viewId) ?? null, objectId, word);
      return known ? [] : [objectId];
    });
  }

  /** Whether nothing else changes the store while the tab takes in a page, and it can be written. */
  #isAlone(): boolean {
    const others = ACTORS.some(
      (what) => what !== 'takes in a page' && this.#settings.interleaving.busy(`${this.name} ${what}`),
    );
    return !others && !this.disk.full && !this.disk.died;
  }

  /** Something that the browser does by itself; what it throws while its disk is full is tried again later, as the background does. */
  #do(what: string, work: () => Promise<unknown>): void {
    const who = `${this.name} ${what}`;
    const db = this.#db;
    this.#settings.interleaving.start(who, async () => {
      try {
        await work();
      } catch (error) {
        if (this.#db !== db || this.disk.died || this.disk.full || isQuota(error)) return;
        throw error;
      }
    });
  }

  async enrol(deviceId: string, token: string): Promise<void> {
    this.#deviceId = deviceId;
    // A browser whose token was taken back has forgotten everything, what the CRM had asked for too.
    this.#settings.watch.forgive(this.name);
    const device = { workerOrigin: WORKER_ORIGIN, deviceId, token, companyName: null, enrolledAt: this.#now() };
    await writeFact(this.#db, 'device', device);
    await keepConsent(this.#db, WORKER_ORIGIN, this.#now());
  }

  /** Has itself enrolled where it is not. */
  getToken(enrol: () => Promise<void>): void {
    this.#do('gets a token', async () => {
      if (!this.disk.full && !(await this.enrolled())) await enrol();
    });
  }

  async enrolled(): Promise<boolean> {
    return (await readFact(this.#db, 'device')) !== undefined;
  }

  setClock(ms: number): void {
    this.#skewMs = ms;
    this.#settings.watch.forgive(this.name);
  }

  press(kind: 'sync' | 'full-sync'): void {
    this.#do('presses Sync', () => pressSync(this.#parts, kind));
  }

  advance(): void {
    this.#do('goes on', () => advance(this.#parts));
  }

  /** The tab asks for a page; it may be reading another meanwhile. */
  lease(): void {
    this.#do('asks for a page', () => this.#tab.lease());
  }

  /** One of the pages that are being read comes back; sometimes twice, which must be the same as once. */
  answer(): void {
    this.#do('takes in a page', () => this.#tab.answer());
  }

  /** The rep opens a record, and its page is read beside all sweeps. */
  capture(record: SimulatedRecord): void {
    const { type, id } = record;
    const { crm, rules, newId, random } = this.#settings;
    const planned =
      crm.traits.details && random() < 0.8
        ? { page: `${type}-record`, request: { method: 'GET' as const, url: recordUrl(type, id) }, crmId: id }
        : { page: `${type}-list`, request: { method: 'GET' as const, url: listUrl(type) } };
    const reading = crm.shown(this.user, record, planned);
    if (reading === null) return;
    const now = this.#now();
    this.#do('captures', async () => {
      await writeFact(this.#db, 'lastVisitAt', now);
      if (!(await this.enrolled())) return;
      const facts = { now, loadedAt: now, url: planned.request.url, newId };
      const { kind } = await commitCapture(this.#db, rules(), [{ planned, reading }], facts);
      if (kind !== 'taken') await this.#lookWhoIsThere();
    });
  }

  /** The rep loads a page of the CRM. */
  visit(): void {
    this.#do('visits the CRM', async () => {
      await writeFact(this.#db, 'lastVisitAt', this.#now());
      const trouble = await readFact(this.#db, 'trouble-crm');
      if (trouble?.code === 'crm-signed-out') await this.#lookWhoIsThere();
    });
  }

  async #lookWhoIsThere(): Promise<void> {
    const probe = this.#settings.rules().probe();
    if (probe) await wantProbe(this.#db, probe, this.#now());
  }

  /** Policy sets other things from now on. */
  setPolicy(policy: Readonly<Record<string, unknown>>): void {
    this.#policy = policy;
    this.#do('has a new policy', () => lookAtPolicy(this.#db, async () => this.#policy, this.#now(), true));
  }

  /** The tab is closed: what it was reading never comes back. */
  closeTab(): void {
    this.#tab.close();
    this.#do('notes that the tab is closed', () => releaseTab(this.#db, TAB_ID));
  }

  /** The process dies before its `steps`-th next step on the disk. */
  dieIn(steps: number, what: 'extension' | 'browser'): void {
    this.#dies = what;
    this.disk.dieIn(steps);
  }

  /** Where it has died, it starts again. */
  async riseAgain(): Promise<void> {
    if (!this.disk.died) return;
    const { interleaving, note } = this.#settings;
    note('died', this.name, this.#dies);
    this.#db.close({ disableAutoOpen: true });
    for (const what of ACTORS) interleaving.forget(`${this.name} ${what}`);
    this.disk.reborn();
    this.#db = new BridgeDatabase(this.name);
    this.#parts = this.#engine();
    if (this.#dies === 'extension') return;
    this.#tab.close();
    const start = async () => {
      await releaseAll(this.#db);
      await closeView(this.#db, true);
    };
    await start().catch((error) => {
      if (!isQuota(error)) throw error;
    });
  }

  /** Works until nothing is left that could be done now; for a moment, or as long as `rounds`. Waits as the tab would. */
  async work(rounds: number): Promise<void> {
    for (let idle = 0, round = 0; idle < 2 && round < rounds; round += 1) {
      await advance(this.#parts);
      let read = false;
      for (let waits = 0; waits < 200; ) {
        const reply = await this.#tab.lease();
        if (reply.kind === 'lease') continue;
        if (await this.#tab.answer()) read = true;
        else if (reply.kind === 'wait' && reply.ms !== null) {
          waits += 1;
          this.#settings.pass(Math.max(1, reply.ms));
        } else break;
      }
      idle = read ? 0 : idle + 1;
    }
  }

  /** The same as something that may be interrupted. */
  workAWhile(): void {
    this.#do('goes on', () => this.work(2));
  }

  /** Everything is read; in the midst of it somebody else signs in, and the browser goes on. */
  takeOver(user: string): void {
    this.#do('goes on', async () => {
      await pressSync(this.#parts, 'full-sync');
      for (let page = 0; page < 3; page += 1) {
        await advance(this.#parts);
        await this.#tab.lease();
        await this.#tab.answer();
      }
      this.user = user;
      await this.work(2);
    });
  }

  /** Faults have stopped: the clock is right, the rep sits there alone, and there is room on the disk. */
  async calm(): Promise<void> {
    this.disk.full = false;
    this.disk.dieIn(0);
    await this.riseAgain();
    this.setClock(0);
    this.user = this.rep;
    this.#policy = {};
    await lookAtPolicy(this.#db, async () => this.#policy, this.#now(), true);
  }

  /** A sync as a rep makes it who stays until it is done. */
  async syncAndStay(kind: 'sync' | 'full-sync' = 'sync'): Promise<void> {
    await pressSync(this.#parts, kind);
    await this.work(40);
  }

  async close(): Promise<void> {
    this.#db.close();
    await BridgeDatabase.delete(this.name);
    this.disk.gone();
  }
}

const ACTORS = [
  'presses Sync',
  'goes on',
  'asks for a page',
  'takes in a page',
  'captures',
  'visits the CRM',
  'has a new policy',
  'gets a token',
  'notes that the tab is closed',
];

function isQuota(error: unknown): boolean {
  return /quota/i.test(textOf(error));
}
