import type { Millis } from '../store/rows.ts';

export interface SchedulerParts {
  /** One step; returns in how many milliseconds the next is due, or null. */
  readonly step: () => Promise<number | null>;
  readonly now: () => Millis;
  readonly setTimer: (run: () => void, ms: number) => void;
}

/** Calls the step whenever something has happened, never twice at the same time. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  #running = false;
  #due: Millis | null = null;
  #idle: (() => void)[] = [];

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
  }

  /** A step within so many milliseconds; a sooner one that is due already stays. */
  kick(ms = 0): void {
    const due = this.#parts.now() + ms;
    if (this.#due !== null && this.#due <= due) return;
    this.#due = due;
    if (this.#running) return;
    if (ms === 0) void this.#run();
    else this.#parts.setTimer(() => void this.#run(), ms);
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

  async #run(): Promise<void> {
    if (this.#running || !this.#isDue()) return;
    this.#running = true;
    try {
      while (this.#isDue()) {
        this.#due = null;
        const again = await this.#parts.step();
        if (again !== null) this.#later(again);
      }
    } finally {
      this.#running = false;
      if (this.#due !== null) this.#parts.setTimer(() => void this.#run(), Math.max(0, this.#due - this.#parts.now()));
      const waiting = this.#idle;
      this.#idle = [];
      for (const resolve of waiting) resolve();
    }
  }

  #later(ms: number): void {
    const due = this.#parts.now() + Math.max(1, ms);
    if (this.#due === null || due < this.#due) this.#due = due;
  }
}
