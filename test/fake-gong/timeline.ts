/** Where the fake takes its time from, in milliseconds since 1970 (UTC). */
export type Clock = { now(): number };

type Due = { at: number; order: number; run: (at: number) => void };

/**
 * The fake's time: a clock that can be pushed forward, and the things that will happen later on it.
 * Nothing runs by timer: what is due happens, in order, the next time anybody looks (`settle`), with the moment it was due
 * at. So a run with a controlled clock is exactly repeatable.
 */
export class Timeline {
  readonly #clock: Clock;
  #offset = 0;
  #order = 0;
  #due: Due[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now() + this.#offset;
  }

  /** Pushes the clock forward by `ms` milliseconds; what falls due on the way happens. */
  advance(ms: number): void {
    if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`advance takes milliseconds from 0, not ${ms}`);
    this.#offset += ms;
    this.settle();
  }

  /** Arranges that `run` happens at `at`; equal moments keep the order in which they were arranged. */
  schedule(at: number, run: (at: number) => void): void {
    this.#order += 1;
    const due = { at, order: this.#order, run };
    let place = this.#due.length;
    for (let before = this.#due[place - 1]; before !== undefined && before.at > at; before = this.#due[place - 1]) {
      place -= 1;
    }
    this.#due.splice(place, 0, due);
  }

  /** Lets everything happen that is due by now. */
  settle(): void {
    for (let next = this.#due[0]; next !== undefined && next.at <= this.now(); next = this.#due[0]) {
      this.#due.shift();
      next.run(next.at);
    }
  }
}
