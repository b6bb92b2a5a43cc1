import type { BridgeDatabase } from '../store/database.ts';
import type { Millis } from '../store/rows.ts';
import { type CommitEffect, hasFailed, type PageAnswer } from './answer.ts';
import type { CrmRules } from './crm-rules.ts';
import { releaseLeases } from './frontier.ts';
import { type Lease, type LeaseReply, prefetchFor } from './lease.ts';
import { playRound } from './round.ts';

/** An ask is held for so long at most; the browser stops a service worker that is silent for 30 s. */
const HOLD_MS = 20_000;
/** The Worker's answer is looked for at least so often; it is told of as soon as it is there. */
const ASK_MS = 1_000;
/** At full speed a round is played at most so often: a transaction costs more than what one page adds to it. */
const ROUND_MS = 60;
/** A tab that has not asked for so long does no work at present. */
const SILENT_MS = 60_000;

export type Dispatched =
  | { readonly kind: 'lease'; readonly lease: Lease }
  | { readonly kind: 'again' }
  | { readonly kind: 'rest' };

export interface DispatcherParts {
  readonly db: BridgeDatabase;
  readonly rules: () => Promise<CrmRules | null>;
  readonly now: () => Millis;
  readonly random: () => number;
  readonly newId: () => string;
  readonly sleep: (ms: number) => Promise<void>;
  /** Local day, YYYY-MM-DD. */
  readonly day: (now: Millis) => string;
  /** An answer has changed what happens next, or (`null`) a reader has nothing more to do. */
  readonly onEffect: (effect: CommitEffect | null) => void;
  /** A round could not be played as a whole. */
  readonly failed: (error: unknown) => void;
  /** Pages can be read again in so many milliseconds, longer than an ask is held. */
  readonly onLater: (ms: number) => void;
  /** No page may be leased before this, apart from the pace: the rep is loading a page. */
  readonly yieldUntil: () => Millis;
}

export interface Asker {
  readonly tabId: number;
  readonly origin: string;
}

interface Waiting {
  readonly asker: Asker;
  readonly answer: PageAnswer | null;
  readonly holds: readonly string[];
  readonly resolve: (reply: LeaseReply) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Hands pages to the readers and takes their answers. The pace is kept by answering late. What it holds in memory are hints only;
 * they are made anew when the service worker starts again.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #waiting: Waiting[] = [];
  #playing = false;
  #playedAt: Millis = 0;
  /** Leases that this background has given out itself: their readers may be about to learn of them. */
  readonly #given = new Set<string>();
  /** Counts the documents of a tab that are known to be gone. */
  readonly #documents = new Map<number, number>();
  readonly #asked = new Map<number, Millis>();
  #changed: Promise<void>;
  #signal: () => void = () => {};

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#changed = this.#nextChange();
  }

  /** Takes an answer in, if there is one, and gives the next page. */
  async next(asker: Asker, answer: PageAnswer | null, holds: readonly string[] = []): Promise<Dispatched> {
    const { now } = this.#parts;
    const until = now() + HOLD_MS;
    const document = this.#documents.get(asker.tabId);
    for (let given = answer; ; given = null) {
      // Its document is gone meanwhile: nobody would read what it was given.
      if (this.#documents.get(asker.tabId) !== document) return { kind: 'rest' };
      this.#asked.set(asker.tabId, now());
      const reply = await this.#turn(asker, given, holds);
      if (reply.kind === 'lease') return reply;
      if (reply.kind === 'rest') {
        // Only after an answer: who was merely woken and finds nothing to do must not have everybody woken again.
        if (answer) this.#parts.onEffect(null);
        return reply;
      }
      const long = reply.ms !== null && reply.ms > HOLD_MS;
      // A reader begins nothing until it hears that its failure is known.
      if (now() >= until || (!long && given && hasFailed(given))) return { kind: 'again' };
      const wait = Math.min(reply.ms ?? HOLD_MS, until - now());
      if (reply.kind === 'ask' && !long) {
        this.#parts.onLater(reply.ms);
        await Promise.race([this.#changed, this.#parts.sleep(Math.max(ASK_MS, wait))]);
        this.#asked.set(asker.tabId, now());
        continue;
      }
      if (reply.ms !== null && long) {
        this.#parts.onLater(reply.ms);
        return { kind: 'rest' };
      }
      await (reply.ms === null ? Promise.race([this.#changed, this.#parts.sleep(wait)]) : this.#parts.sleep(wait));
    }
  }

  /** Something outside has changed the plan: those who wait look again. */
  changed(): void {
    this.#signal();
    this.#changed = this.#nextChange();
  }

  /** The tab is closed, or shows another document: whoever asked from there is gone. */
  forget(tabId: number): void {
    this.#asked.delete(tabId);
    this.#documents.set(tabId, (this.#documents.get(tabId) ?? 0) + 1);
    this.changed();
  }

  /** Whoever comes while a round is played takes part in the next. */
  #turn(asker: Asker, answer: PageAnswer | null, holds: readonly string[]): Promise<LeaseReply> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asker, answer, holds, resolve, reject });
      if (!this.#playing) void this.#play();
    });
  }

  async #play(): Promise<void> {
    this.#playing = true;
    while (this.#waiting.length > 0) {
      await this.#gather();
      const turns = this.#waiting.splice(0);
      try {
        await this.#playRound(turns);
      } catch (error) {
        if (turns.length === 1) {
          turns[0]?.reject(error);
          continue;
        }
        // One answer that cannot be taken in must not keep the others.
        this.#parts.failed(error);
        for (const turn of turns) await this.#playRound([turn]).catch(turn.reject);
      }
    }
    this.#playing = false;
  }

  /** Waits for more to come, while the readers have enough to fetch. */
  async #gather(): Promise<void> {
    const { now, rules, sleep } = this.#parts;
    const pace = (await rules().catch(() => null))?.pace;
    const answered = this.#waiting.filter(({ answer }) => answer !== null).length;
    const left = Math.max(0, ...this.#waiting.map(({ holds }) => holds.length)) - answered;
    if (pace !== undefined && prefetchFor(pace) > 0 && left > pace.concurrency) {
      await sleep(Math.max(0, this.#playedAt + ROUND_MS - now()));
    }
    this.#playedAt = now();
  }

  async #playRound(turns: readonly Waiting[]): Promise<void> {
    const { db, now, random, newId, day, yieldUntil } = this.#parts;
    const rules = await this.#parts.rules();
    if (rules === null) {
      for (const { resolve } of turns) resolve({ kind: 'rest' });
      return;
    }
    const moment = now();
    const documents = turns.map(({ asker }) => this.#documents.get(asker.tabId));
    const share = (tabId: number) => (concurrency: number) => this.#share(tabId, concurrency);
    const { effects, replies } = await playRound(
      db,
      rules,
      turns.map(({ asker, answer, holds }) => ({ ...asker, answer, holds, share: share(asker.tabId) })),
      { now: moment, day: day(moment), random, newId, yieldUntil: yieldUntil(), given: this.#given },
    );
    for (const reply of replies) if (reply.kind === 'lease') this.#given.add(reply.lease.leaseId);
    for (const { answer } of turns) if (answer) this.#given.delete(answer.leaseId);
    const lost = replies.flatMap((reply, index) => {
      const tabId = turns[index]?.asker.tabId ?? -1;
      return reply.kind === 'lease' && this.#documents.get(tabId) !== documents[index] ? [reply.lease.leaseId] : [];
    });
    await releaseLeases(db, lost);
    if (effects.length > 0 || lost.length > 0) this.changed();
    for (const effect of effects) this.#parts.onEffect(effect);
    for (const [index, { resolve }] of turns.entries()) resolve(replies[index] ?? { kind: 'rest' });
  }

  /** Tabs share the concurrent fetches evenly; with fewer fetches than tabs the first tabs do the work. */
  #share(tabId: number, concurrency: number): number {
    const alive = [...this.#asked].filter(([, at]) => this.#parts.now() - at < SILENT_MS).map(([tab]) => tab);
    const tabs = alive.toSorted((one, other) => one - other);
    const place = tabs.indexOf(tabId);
    return Math.floor(concurrency / tabs.length) + (place < concurrency % tabs.length ? 1 : 0);
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#signal = resolve;
    });
  }
}
