import type { Settings } from './settings.ts';
import type { Violations } from './violations.ts';

const SECOND = 1_000;
const DAY = 86_400_000;
/** A call already on its way when a 429 was sent did not ignore it. */
const ON_ITS_WAY = 150;

/** Calls a company may make: per second and per day, over all operations together. */
export class RateLimiter {
  readonly #limits: Settings['rateLimit'];
  readonly #violations: Violations;
  #lately: number[] = [];
  #day: number[] = [];
  #quietFrom = Number.POSITIVE_INFINITY;
  #quietUntil = Number.NEGATIVE_INFINITY;

  constructor(limits: Settings['rateLimit'], violations: Violations) {
    this.#limits = limits;
    this.#violations = violations;
  }

  /**
   * Counts a call that was noticed at `noticed`, up to `late` milliseconds after it came; it has the benefit of the doubt.
   * A number is the Retry-After, in seconds, of a call over the limit.
   */
  admit(noticed: number, call: string, late = 0): number | undefined {
    const spacing = SECOND / (this.#limits?.perSecond ?? 1);
    const fair = (this.#lately.at(-1) ?? Number.NEGATIVE_INFINITY) + Math.ceil(spacing);
    const at = Math.min(noticed, Math.max(noticed - late, fair));
    if (at > this.#quietFrom + ON_ITS_WAY && at < this.#quietUntil) {
      this.#violations.add(
        'retry-after-ignored',
        at,
        `${call} came ${this.#quietUntil - at} ms before Retry-After had passed`,
      );
    }
    const limits = this.#limits;
    if (limits === undefined) return undefined;
    this.#lately = this.#lately.filter((time) => time > at - SECOND);
    this.#forgetOldDays(at, limits.day);
    let wait = 0;
    const oldestLately = this.#lately[0];
    if (this.#lately.length >= limits.perSecond) {
      wait = (oldestLately ?? at) + SECOND - at;
      this.#violations.add('rate-exceeded', at, `${call} is over ${limits.perSecond} calls in a second`);
    }
    if (this.#day.length >= limits.perDay) {
      const oldest = this.#day[0] ?? at;
      wait = limits.day === 'utc' ? startOfUtcDay(at) + DAY - at : oldest + DAY - at;
      this.#violations.add('day-exceeded', at, `${call} is over ${limits.perDay} calls a day`);
    }
    if (wait > 0 && limits.enforce) return Math.max(1, Math.ceil(wait / SECOND));
    this.#lately.push(at);
    this.#day.push(at);
    return undefined;
  }

  /** Notes that a client was told to be quiet for so many seconds. */
  told(at: number, retryAfterSeconds: number): void {
    if (at >= this.#quietUntil) this.#quietFrom = at;
    this.#quietUntil = Math.max(this.#quietUntil, at + retryAfterSeconds * SECOND);
  }

  #forgetOldDays(at: number, day: 'rolling' | 'utc'): void {
    const from = day === 'utc' ? startOfUtcDay(at) : at - DAY + 1;
    const first = this.#day[0];
    if (first === undefined || first >= from) return;
    const kept = this.#day.findIndex((time) => time >= from);
    this.#day = kept < 0 ? [] : this.#day.slice(kept);
  }
}

function startOfUtcDay(at: number): number {
  return Math.floor(at / DAY) * DAY;
}
