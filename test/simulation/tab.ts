import { MESSAGE_MS } from '../../extension/page/read-lease.ts';
import { agreedAt } from '../../extension/store/consent.ts';
import type { BridgeDatabase } from '../../extension/store/database.ts';
import type { PageOutcome } from '../../extension/sweep/answer.ts';
import { commitAnswer } from '../../extension/sweep/commit.ts';
import type { CrmRules } from '../../extension/sweep/crm-rules.ts';
import { type Lease, type LeaseReply, takeLease } from '../../extension/sweep/lease.ts';
import { localDay } from '../../extension/sweep/pace.ts';
import { ORIGIN } from '../../extension/testing/small-crm-rules.ts';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import type { SimulatedCrm } from './crm.ts';
import type { CrmWatch } from './crm-watch.ts';
import type { Disk } from './disk.ts';
import { printOf } from './prints.ts';
import type { Witness } from './witness.ts';

export const TAB_ID = 1;

export interface TabParts {
  readonly crm: SimulatedCrm;
  readonly watch: CrmWatch;
  readonly witness: Witness;
  readonly rules: () => CrmRules;
  /** The true time, ms. */
  readonly now: () => number;
  /** The time by the browser's clock, ms. */
  readonly clock: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly note: (...facts: readonly (string | number | null)[]) => void;
  readonly browser: TabBrowser;
  readonly db: () => BridgeDatabase;
  /** Whether nothing else is changing the store. */
  readonly isAlone: () => boolean;
}

/** What a tab knows of the browser that it is in. */
interface TabBrowser {
  readonly name: string;
  readonly user: string;
  readonly deviceId: string;
  readonly disk: Disk;
  readonly wrong: string[];
}

interface Reading {
  readonly lease: Lease;
  /** Whether the CRM has been asked: a reader may hold more leases than it fetches at the same time. */
  begun: boolean;
  askedAs: string;
  /** What the CRM answered at once; null = it has not answered yet. */
  outcome: PageOutcome | null;
  /** When the CRM wants to be asked again, ms. */
  waitUntil: number;
}

/** A tab of the CRM that asks for pages, reads them and answers, as the product's reader does. */
export class SimulatedTab {
  readonly #parts: TabParts;
  #reading: Reading[] = [];
  /** By the browser's clock, as a document has it. */
  #begunAt = Number.NEGATIVE_INFINITY;

  constructor(parts: TabParts) {
    this.#parts = parts;
  }

  /** It goes, and what it was reading never comes back. */
  close(): void {
    this.#reading = [];
    this.#begunAt = Number.NEGATIVE_INFINITY;
    this.#parts.watch.nothingUnderWay(this.#parts.browser.name);
  }

  async lease(): Promise<LeaseReply> {
    const { rules, random, newId, db, clock, browser } = this.#parts;
    // As the background: nothing is read without a person's consent.
    if ((await agreedAt(db())) === null) return { kind: 'rest' };
    const ask = { tabId: TAB_ID, origin: ORIGIN, share: (concurrency: number) => concurrency };
    const facts = { now: clock(), day: localDay(clock()), random: random(), newId: newId() };
    const reply = await takeLease(db(), rules(), ask, facts);
    if (reply.kind !== 'lease' || browser.disk.died) return reply;
    const { lease } = reply;
    const reading = { lease, begun: false, askedAs: browser.user, outcome: null, waitUntil: 0 };
    this.#reading.push(reading);
    if (Math.abs(clock() - this.#begunAt) < lease.gapMs - MESSAGE_MS) await this.#return([reading]);
    else this.#beginNext();
    return reply;
  }

  async #return(back: readonly Reading[]): Promise<void> {
    const { db, rules, random, newId, clock } = this.#parts;
    this.#reading = this.#reading.filter((one) => !back.includes(one));
    for (const { lease } of back) {
      const answer = { leaseId: lease.leaseId, outcome: { kind: 'returned' as const }, durationMs: 0 };
      await commitAnswer(db(), rules(), answer, { now: clock(), random: random(), newId: newId() });
    }
  }

  /** Asks the CRM for the next of the pages that the tab holds, as long as it may. */
  #beginNext(): void {
    const { crm, watch, witness, random, now, clock, note, browser } = this.#parts;
    this.#reading = this.#reading.filter(({ begun, lease }) => begun || lease.until > clock());
    const next = this.#reading.find(({ begun }) => !begun);
    if (next === undefined || this.#reading.filter(({ begun }) => begun).length >= next.lease.slots) return;
    const { lease } = next;
    this.#begunAt = clock();
    note('page', browser.name, lease.planned.request.url, now());
    watch.request(browser.name, lease, now());
    const list = /\/([A-Z_]+)\/list\?page=1$/.exec(lease.planned.request.url)?.[1];
    const type = OBJECT_TYPES.find((one) => one === list);
    if (type !== undefined) witness.listBegins(browser.deviceId, type);
    next.begun = true;
    next.askedAs = browser.user;
    next.outcome = random() < 0.5 ? crm.answer(browser.user, lease.planned) : null;
    next.waitUntil = waitOf(next.outcome, now());
  }

  /** Takes in one of the pages that are being read; whether there was one. */
  async answer(): Promise<boolean> {
    const { crm, watch, rules, random, newId, now, clock, note, db, browser, isAlone } = this.#parts;
    if ((await agreedAt(db())) === null) return false;
    const begun = this.#reading.filter((one) => one.begun);
    const read = begun[Math.floor(random() * begun.length)];
    if (read === undefined) return false;
    this.#reading.splice(this.#reading.indexOf(read), 1);
    const { lease, askedAs } = read;
    const outcome = read.outcome ?? crm.answer(askedAs, lease.planned);
    const wanted = read.outcome === null ? waitOf(outcome, now()) : read.waitUntil;
    const answer = { leaseId: lease.leaseId, outcome, durationMs: 20 };
    const facts = () => ({ now: clock(), random: random(), newId: newId() });
    const twice = random() < 0.05;
    watch.answered(browser.name, lease.leaseId);
    // After a failure the background says whether to go on: what was only held goes back.
    const back = outcome.kind === 'read' ? [] : this.#reading.filter((one) => !one.begun);
    this.#reading = this.#reading.filter((one) => !back.includes(one));
    const effect = await commitAnswer(db(), rules(), answer, facts());
    await this.#return(back);
    await this.#return(this.#reading.filter(({ begun, lease }) => !begun && !lease.mayWait));
    this.#beginNext();
    note('answer', browser.name, lease.leaseId, effect.kind);
    if (effect.kind === 'crm-failed') watch.asked(browser.name, wanted);
    if (!twice || !isAlone()) return true;
    const before = await printOf(db());
    await commitAnswer(db(), rules(), answer, facts());
    if (browser.disk.died || (await printOf(db())) === before) return true;
    browser.wrong.push(`${browser.name}: the same answer twice was not the same as once (${effect.kind})`);
    return true;
  }
}

function waitOf(outcome: PageOutcome | null, now: number): number {
  return outcome?.kind === 'status' && outcome.retryAfterMs !== null ? now + outcome.retryAfterMs : 0;
}
