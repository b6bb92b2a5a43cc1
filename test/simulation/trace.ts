import { createHash } from 'node:crypto';

/** All that has happened, in order, as one hash: two runs of a seed are the same run only if it is the same. */
export class Trace {
  readonly #hash = createHash('sha256');

  note(...facts: readonly (string | number | null)[]): void {
    this.#hash.update(`${facts.join('\u0001')}\n`);
  }

  /** Ends the trace. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}
