/** Keeps at most so many pieces of work under way at the same time; the others wait their turn. */
export class Slots {
  #most = 1;
  #used = 0;
  #shut = 0;
  readonly #waiting: ((begin: boolean) => void)[] = [];

  /** From now on; work under way is not stopped. */
  allow(most: number): void {
    this.#most = Math.max(1, most);
    this.#next();
  }

  /** Nothing more is begun, until as many calls of `open`; those who wait are sent away, and so is who comes. */
  shut(): void {
    this.#shut += 1;
    for (const resolve of this.#waiting.splice(0)) resolve(false);
  }

  open(): void {
    this.#shut -= 1;
  }

  /** What the work gives, or null when it was sent away before it began. The work is told whether it had to wait. */
  async run<T>(work: (waited: boolean) => Promise<T>): Promise<T | null> {
    if (this.#shut > 0) return null;
    const waits = this.#used >= this.#most;
    if (!waits) this.#used += 1;
    else if (!(await new Promise<boolean>((resolve) => this.#waiting.push(resolve)))) return null;
    try {
      return await work(waits);
    } finally {
      this.#used -= 1;
      this.#next();
    }
  }

  #next(): void {
    while (this.#used < this.#most) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#used += 1;
      next(true);
    }
  }
}
