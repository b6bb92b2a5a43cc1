import { pendingTasks, turn } from './environment.ts';

/**
 * Who does what at the same time: everything that is under way stops at gates (before and after each message), and the seed decides which goes on
 * next. Between two turns nothing runs but what the seed has let go on.
 */
export class Interleaving {
  readonly #random: () => number;
  readonly #running = new Map<string, object>();
  readonly #gates: (() => void)[] = [];
  #open = false;
  /** Failures that nobody expected. */
  readonly failures: string[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Resolves when the seed lets it through. */
  gate(): Promise<void> {
    if (this.#open) return Promise.resolve();
    return new Promise((resolve) => {
      this.#gates.push(resolve);
    });
  }

  busy(who: string): boolean {
    return this.#running.has(who);
  }

  /** Starts something that may take until later; nothing happens where `who` is still at its last work. */
  start(who: string, work: () => Promise<unknown>): void {
    if (this.#running.has(who)) return;
    const life = {};
    this.#running.set(who, life);
    work()
      .catch((error) => {
        if (this.#running.get(who) === life) this.failures.push(`${who}: ${textOf(error)}`);
      })
      .finally(() => {
        if (this.#running.get(who) === life) this.#running.delete(who);
      });
  }

  /** Whatever `who` was doing never ends: its process is dead. */
  forget(who: string): void {
    this.#running.delete(who);
  }

  /** Lets everything go on until it stands at a gate or has ended. */
  async quiet(): Promise<void> {
    do await turn();
    while (pendingTasks() > 0);
  }

  /** Lets one of those who stand at a gate through. */
  async letOneThrough(): Promise<boolean> {
    const [go] = this.#gates.splice(Math.floor(this.#random() * this.#gates.length), 1);
    if (go === undefined) return false;
    go();
    await this.quiet();
    return true;
  }

  /** Opens all gates and waits until everybody has ended; from then on nothing waits at one. */
  async finish(): Promise<void> {
    this.#open = true;
    for (let turns = 0; this.#running.size > 0; turns += 1) {
      if (turns > 10_000) throw new Error(`never ended: ${[...this.#running.keys()].join(', ')}`);
      for (const go of this.#gates.splice(0)) go();
      await this.quiet();
    }
  }
}

export function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
