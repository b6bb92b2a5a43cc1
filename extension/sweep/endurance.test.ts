import { expect, it } from 'vitest';
import { createRandom, type Random } from '../../test/demo-crm/data/random.ts';
import { size } from '../../test/numbers.ts';
import { readFact, writeFact } from '../store/database.ts';
import { advance } from '../sync/engine.ts';
import { pressSync } from '../sync/sync-run.ts';
import { Bench } from '../testing/bench.ts';
import { listUrl, recordUrl } from '../testing/small-crm-rules.ts';
import { commitCapture } from './capture.ts';
import { commitAnswer } from './commit.ts';
import { releaseTab, wantProbe } from './frontier.ts';
import { LEASE_MS, type Lease, takeLease } from './lease.ts';

const SEEDS = Array.from({ length: size(1, 12) }, (_, index) => index + 1);
const RECORDS = size(44, 300);
const SESSION_REQUESTS = size(40, 200);
const DAY_MS = 24 * 3600_000;
const TYPES = ['ACCOUNT', 'DEAL'] as const;

/** A CRM of which more and more is asked, on one seed: readers die, sessions end, requests fail, people edit and open pages meanwhile. */
class Ordeal {
  readonly bench = new Bench({ types: TYPES, newestFirst: true, pace: { concurrency: 4 } });
  readonly #random: Random;
  /** Requests before the moment to which the CRM has asked to wait. */
  early = 0;
  /** Records that were called gone while the CRM had them. */
  readonly falselyGone: string[] = [];
  #closedUntil = 0;
  #requests = 0;
  #made = RECORDS;

  constructor(seed: number) {
    this.#random = createRandom(seed, 4);
    const { crm, worker } = this.bench;
    crm.newestFirst = true;
    crm.pageSize = 2;
    for (const type of TYPES) {
      for (let index = 0; index < RECORDS; index++) {
        crm.put(type, `r${index}`, { name: `Record ${index}`, modifiedDate: this.#iso(-DAY_MS - index * 60_000) });
      }
    }
    worker.refuse = ({ readings }) => {
      const gone = readings.filter(({ presence }) => presence !== 'present');
      const alive = gone.filter(({ objectType, objectId }) => crm.records.get(objectType)?.has(objectId));
      this.falselyGone.push(...alive.map(({ objectId }) => objectId));
      return null;
    };
    crm.fault = () => this.#fault();
  }

  /** Everything goes wrong for a while. */
  async suffer(steps: number): Promise<void> {
    await pressSync(this.bench.engine, 'sync');
    for (let step = 0; step < steps; step++) {
      if (step % 5 === 0) await advance(this.bench.engine);
      await this.#signInWhereAsked();
      await this.#readOrDie();
      if (this.#random.chance(0.06)) this.#edit();
      if (this.#random.chance(0.03)) await this.#open();
      this.bench.now += this.#random.between(5, 400);
    }
  }

  /** Nothing goes wrong any more; Sync is pressed, and once more on the next day, when a full sweep is due. */
  async recover(afterFirst: () => void): Promise<void> {
    this.bench.crm.fault = () => null;
    this.bench.crm.signedIn = true;
    this.bench.now += 3600_000;
    for (let index = 0; index < 2; index++) await this.bench.sync();
    afterFirst();
    this.bench.now += 1.1 * DAY_MS;
    for (let index = 0; index < 2; index++) await this.bench.sync();
  }

  #fault() {
    const { crm, now } = this.bench;
    if (now < this.#closedUntil) this.early += 1;
    this.#requests += 1;
    if (this.#requests % SESSION_REQUESTS === 0) crm.signedIn = false;
    if (this.#random.chance(0.05)) return { kind: 'status', status: 500, retryAfterMs: null } as const;
    if (!this.#random.chance(0.02)) return null;
    const retryAfterMs = this.#random.between(1, 60) * 1000;
    this.#closedUntil = Math.max(this.#closedUntil, now + retryAfterMs);
    return { kind: 'status', status: 503, retryAfterMs } as const;
  }

  async #signInWhereAsked(): Promise<void> {
    const { crm, db, engine, rules } = this.bench;
    const trouble = await readFact(db, 'trouble-crm');
    if (trouble?.code !== 'crm-signed-out') return;
    crm.signedIn = true;
    await writeFact(db, 'lastVisitAt', this.bench.now);
    const probe = rules.probe();
    if (probe) await wantProbe(db, probe, engine.now());
  }

  async #readOrDie(): Promise<void> {
    const { bench } = this;
    const tabId = this.#random.between(1, 3);
    const reply = await this.#lease(tabId);
    if (reply === null) {
      bench.now += this.#random.between(100, 5_000);
      return;
    }
    const fate = this.#random.next();
    if (fate < 0.03) {
      bench.now += LEASE_MS;
      return;
    }
    if (fate < 0.06) return void (await releaseTab(bench.db, tabId));
    const answer = bench.crm.answer(reply);
    if (fate < 0.1) return void (await releaseTab(bench.db, tabId));
    const facts = () => ({ now: bench.now, random: this.#random.next(), newId: crypto.randomUUID() });
    await commitAnswer(bench.db, bench.rules, answer, facts());
    if (fate < 0.15) await commitAnswer(bench.db, bench.rules, answer, facts());
  }

  async #lease(tabId: number): Promise<Lease | null> {
    const { bench } = this;
    const ask = { tabId, origin: 'https://crm.example', share: (concurrency: number) => concurrency };
    const facts = { now: bench.now, day: 'today', random: this.#random.next(), newId: crypto.randomUUID() };
    const reply = await takeLease(bench.db, bench.rules, ask, facts);
    return reply.kind === 'lease' ? reply.lease : null;
  }

  #edit(): void {
    const { crm } = this.bench;
    const type = this.#random.pick(TYPES);
    const id = this.#random.pick([...(crm.records.get(type)?.keys() ?? [])]);
    const values = { name: `Edited ${this.#random.between(1, 1e6)}`, modifiedDate: this.#iso(0) };
    const what = this.#random.next();
    if (what < 0.15) crm.delete(type, id);
    else if (what < 0.3) crm.put(type, `r${this.#made++}`, values);
    else crm.put(type, id, values);
  }

  /** The rep opens a page of the CRM. */
  async #open(): Promise<void> {
    const { bench } = this;
    if (!bench.crm.signedIn) return;
    const type = this.#random.pick(TYPES);
    const id = this.#random.pick([...(bench.crm.records.get(type)?.keys() ?? [])]);
    const planned = this.#random.chance(0.5)
      ? { page: `${type}-list`, request: { method: 'GET' as const, url: listUrl(type) } }
      : { page: `${type}-record`, crmId: id, request: { method: 'GET' as const, url: recordUrl(type, id) } };
    const reading = bench.crm.show(planned);
    const facts = { now: bench.now, loadedAt: bench.now, url: planned.request.url, newId: () => crypto.randomUUID() };
    await commitCapture(bench.db, bench.rules, [{ planned, reading }], facts);
  }

  #iso(ms: number): string {
    return new Date(this.bench.now + ms).toISOString();
  }
}

it.each(SEEDS)(
  'a sweep ends equal to the CRM whatever has happened to it (seed %i)',
  { timeout: size(60_000, 600_000) },
  async (seed) => {
    const ordeal = new Ordeal(seed);
    const { bench } = ordeal;
    await bench.enrol();
    for (let day = 0; day < size(1, 2); day++) await ordeal.suffer(size(200, 1_000));
    const sent = (type: (typeof TYPES)[number]) =>
      new Map(
        [...bench.worker.objects.values()]
          .filter(({ objectType }) => objectType === type)
          .map(({ objectId, fields }) => [objectId, fields]),
      );
    await ordeal.recover(() => {
      for (const type of TYPES) {
        // Deletions wait for the next full sweep; nothing that is there may be missing or old.
        const inCrm = bench.crm.records.get(type) ?? new Map();
        const there = [...sent(type)].filter(([id]) => inCrm.has(id));
        expect(new Map(there)).toEqual(inCrm);
      }
    });
    for (const type of TYPES) expect(sent(type)).toEqual(bench.crm.records.get(type));
    expect(ordeal.falselyGone).toEqual([]);
    expect(ordeal.early).toBe(0);
  },
);
