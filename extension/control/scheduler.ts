import type { Millis } from '../store/rows.ts';

/** Browsers fire longer timers at once. */
const LONGEST_MS = 2 ** 31 - 1;

export interface SchedulerParts {
  /** One step; returns in how many milliseconds the next is due, or null. */
  readonly step: () => Promise<number | null>;
  readonly now: () => Millis;
  /** May run up to some milliseconds early, as browsers' timers do against the clock. */
  readonly setTimer: (run: () => void, ms: number) => void;
}

/** Calls the step whenever something has happened, never twice at the same time. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  #running = false;
  #due: Millis | null = null;
  /** The soonest moment for which a timer is set. */
  #armed: Millis | null = null;
  #idle: (() => void)[] = [];

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
  }

  /** A step within so many milliseconds; a sooner one that is due already stays. */
  kick(ms = 0): void {
    const due = this.#parts.now() + ms;
    if (this.#due === null || due < this.#due) this.#due = due;
    this.#arm();
  }

  /** Resolves once no step runs and none is due now. */
  async settled(): Promise<void> {
    while (this.#running || this.#isDue()) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  #isDue(): boolean {
    return this.#due !== null && this.#due <= this.#parts.now();
  }

  /** Timers may fire a little early by the clock: whoever wakes up looks again what is due. */
  #arm(): void {
    if (this.#running || this.#due === null) return;
    if (this.#isDue()) {
      void this.#run();
      return;
    }
    const due = this.#due;
    if (this.#armed !== null && this.#armed <= due) return;
    this.#armed = due;
    this.#parts.setTimer(
      () => {
        if (this.#armed === due) this.#armed = null;
        this.#arm();
      },
      Math.min(LONGEST_MS, Math.max(1, due - this.#parts.now())),
    );
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#isDue()) {
        this.#due = null;
        const again = await this.#parts.step();
        if (again !== null) this.kick(Math.max(1, again));
      }
    } finally {
      this.#running = false;
      const waiting = this.#idle;
      this.#idle = [];
      for (const resolve of waiting) resolve();
      this.#arm();
    }
  }
}
