/** Keeps at most so many pieces of work under way at the same time; the others wait their turn. */
export class Slots {
  #most = 1;
  #used = 0;
  readonly #waiting: (() => void)[] = [];

  /** From now on; work under way is not stopped. */
  allow(most: number): void {
    this.#most = Math.max(1, most);
    this.#next();
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#used >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#used += 1;
    try {
      return await work();
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
      next();
    }
  }
}
