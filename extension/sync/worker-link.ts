import type { BridgeDatabase } from '../store/database.ts';
import { dropFact, eraseEverything, readFact, writeFact } from '../store/database.ts';
import type { Millis } from '../store/rows.ts';
import { clearTrouble, noteTrouble } from '../store/trouble.ts';
import { WorkerClient, type WorkerReply } from './worker-client.ts';

const FIRST_RETRY_MS = 1_000;
/** A Worker that restarts is back soon; one that stays away is asked seldom. */
const SHORT_RETRY_MS = 10_000;
const SHORT_RETRIES = 20;
const LONGEST_RETRY_MS = 5 * 60_000;
/** A person is told to act once the Worker has stayed away for so long. */
const PATIENCE_MS = 20_000;

/** Codes after which no call succeeds until a person has acted. */
const STOPPING = new Set([
  'update-extension',
  'update-worker',
  'worker-address-wrong',
  'token-missing',
  'not-enrolled',
]);

/** The enrolled Worker, its back-off and what a failure means for everything else. */
export class WorkerLink {
  readonly #db: BridgeDatabase;
  readonly #fetch: typeof fetch;
  readonly #now: () => Millis;
  readonly #random: () => number;

  constructor(db: BridgeDatabase, fetchImpl: typeof fetch, now: () => Millis, random: () => number) {
    this.#db = db;
    this.#fetch = fetchImpl;
    this.#now = now;
    this.#random = random;
  }

  /** This browser's clock. */
  now(): Millis {
    return this.#now();
  }

  /** When the Worker may be called; 0 = now. */
  async notBefore(): Promise<Millis> {
    const state = await readFact(this.#db, 'worker');
    return state && state.notBefore > this.#now() ? state.notBefore : 0;
  }

  /** A person has pressed Sync: try at once. */
  async retryNow(): Promise<void> {
    await dropFact(this.#db, 'worker');
    await clearTrouble(this.#db, 'trouble-worker');
  }

  /** Calls the Worker; null when this browser is not enrolled. `revoked` erases everything. */
  async call<T>(use: (client: WorkerClient) => Promise<WorkerReply<T>>): Promise<WorkerReply<T> | null> {
    const device = await readFact(this.#db, 'device');
    if (device === undefined) return null;
    const reply = await use(new WorkerClient(device, this.#fetch));
    if (reply.ok) {
      await dropFact(this.#db, 'worker');
      await clearTrouble(this.#db, 'trouble-worker');
      return reply;
    }
    await this.#note(reply);
    return reply;
  }

  async #note(reply: Extract<WorkerReply<unknown>, { ok: false }>): Promise<void> {
    const now = this.#now();
    const { error } = reply;
    if (error.code === 'device-revoked') {
      await eraseEverything(this.#db);
      await noteTrouble(this.#db, 'trouble-worker', error, { now, needsPerson: true });
      return;
    }
    const stopping = STOPPING.has(error.code) || reply.status === 401 || reply.status === 403;
    if (!reply.retry && !stopping) return;
    const failures = ((await readFact(this.#db, 'worker'))?.failures ?? 0) + 1;
    const longest = failures <= SHORT_RETRIES ? SHORT_RETRY_MS : LONGEST_RETRY_MS;
    const backOff = Math.min(longest, FIRST_RETRY_MS * 2 ** (failures - 1)) * (0.5 + this.#random() / 2);
    const notBefore = now + (reply.retryAfterMs ?? (stopping ? LONGEST_RETRY_MS : backOff));
    await writeFact(this.#db, 'worker', { failures, notBefore });
    const known = await readFact(this.#db, 'trouble-worker');
    const away = known?.code === error.code ? now - Date.parse(known.since) : 0;
    const needsPerson = stopping || away >= PATIENCE_MS;
    await noteTrouble(this.#db, 'trouble-worker', error, { now, needsPerson, until: notBefore });
  }
}
