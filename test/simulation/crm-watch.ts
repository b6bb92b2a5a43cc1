import { MESSAGE_MS } from '../../extension/page/read-lease.ts';
import type { Lease } from '../../extension/sweep/lease.ts';
import { ORIGIN } from '../../extension/testing/small-crm-rules.ts';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import type { Traits } from './traits.ts';

const READABLE = new RegExp(
  `^${ORIGIN}/(?:home|(?:${OBJECT_TYPES.join('|')})/(?:list\\?page=\\d+|record\\?id=[\\w-]+))$`,
);
/** As long as that a request may be under way before another reader gets the page. */
const LEASE_MS = 90_000;

interface Known {
  lastAt: number | null;
  /** What the CRM has asked for, and the browser has been able to note. */
  waitUntil: number;
  underWay: { readonly leaseId: string; readonly at: number }[];
}

/** Watches over every request to the CRM: within the profile, within its pace, not before a Retry-After has passed. */
export class CrmWatch {
  readonly wrong: string[] = [];
  requests = 0;
  readonly #traits: Traits;
  readonly #browsers = new Map<string, Known>();

  constructor(traits: Traits) {
    this.#traits = traits;
  }

  /** A tab of `browser` asks the CRM for a page at `at` (ms). */
  request(browser: string, { leaseId, planned }: Lease, at: number): void {
    this.requests += 1;
    const known = this.#known(browser);
    const { concurrency, minIntervalMs } = this.#traits.pace;
    const { method, url } = planned.request;
    const say = (text: string) => this.wrong.push(`request to the CRM by ${browser}: ${method} ${url} ${text}`);
    if (method !== 'GET' || !READABLE.test(url)) say('is in no profile');
    if (at < known.waitUntil) say(`comes ${known.waitUntil - at} ms before the CRM had asked for`);
    if (known.lastAt !== null && at - known.lastAt < minIntervalMs - MESSAGE_MS)
      say(`comes ${at - known.lastAt} ms after another`);
    known.lastAt = at;
    known.underWay = known.underWay.filter((one) => at - one.at < LEASE_MS);
    known.underWay.push({ leaseId, at });
    if (known.underWay.length > concurrency) say(`is one of ${known.underWay.length} at the same time`);
  }

  answered(browser: string, leaseId: string): void {
    const known = this.#known(browser);
    known.underWay = known.underWay.filter((one) => one.leaseId !== leaseId);
  }

  /** The CRM has asked `browser` to be left alone until then, and the browser has noted it. */
  asked(browser: string, until: number): void {
    const known = this.#known(browser);
    known.waitUntil = Math.max(known.waitUntil, until);
  }

  /** Its clock jumps or its memory is lost: what it knew of times is wrong, and it cannot know. */
  forgive(browser: string): void {
    this.#browsers.delete(browser);
  }

  /** All its tabs are closed. */
  nothingUnderWay(browser: string): void {
    this.#known(browser).underWay = [];
  }

  #known(browser: string): Known {
    const known = this.#browsers.get(browser) ?? { lastAt: null, waitUntil: 0, underWay: [] };
    this.#browsers.set(browser, known);
    return known;
  }
}
