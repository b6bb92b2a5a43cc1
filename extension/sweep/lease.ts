import type { PlannedPage } from '../../shared/profile/raw.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { Millis, PageRow } from '../store/rows.ts';
import { closedNow } from './closed.ts';
import type { CrmRules } from './crm-rules.ts';
import { PROBE_ID, unleased } from './frontier.ts';
import { concurrencyNow, INITIAL_PACE, nextStart, started } from './pace.ts';

/** A lease ends by time: whoever has not answered by then has gone, and another reader gets the page. */
export const LEASE_MS = 90_000;

/** Below this interval a reader may hold one lease more than it fetches, so that the CRM never waits for us. */
const PREFETCH_BELOW_MS = 20;

/** Permission for one reader to fetch one page once. */
export interface Lease {
  readonly leaseId: string;
  readonly planned: PlannedPage;
  readonly referrer: string | null;
  readonly profileVersion: string;
  /** Fetches that this reader may have under way at the same time. */
  readonly slots: number;
}

/** `wait`: ask again after so many milliseconds, or when an answer has come in (null). `rest`: nothing to do now. */
export type LeaseReply =
  | { readonly kind: 'lease'; readonly lease: Lease }
  /** The Worker has to be asked for more pages, in so many milliseconds. */
  | { readonly kind: 'ask'; readonly ms: number }
  | { readonly kind: 'wait'; readonly ms: number | null }
  | { readonly kind: 'rest' };

export interface LeaseAsk {
  readonly tabId: number;
  /** Origin of the asking frame; it can only fetch there. */
  readonly origin: string;
  /** How many of the concurrent fetches fall to this tab. */
  readonly share: (concurrency: number) => number;
}

export interface LeaseFacts {
  readonly now: Millis;
  readonly day: string;
  readonly random: number;
  readonly newId: string;
}

/** Gives the next page to a reader, as far as pace, other leases and the session allow. One transaction. */
export function takeLease(db: BridgeDatabase, rules: CrmRules, ask: LeaseAsk, facts: LeaseFacts): Promise<LeaseReply> {
  const { now } = facts;
  return db.transaction('rw', db.pages, db.facts, db.syncs, async () => {
    if (await readFact(db, 'paused')) return { kind: 'rest' };
    const leased = await returnExpired(db, now);
    const open = (await readFact(db, 'view'))?.open ?? false;
    const page = await nextPage(db, ask.origin, now, open);
    if (page === undefined) return (await laterPage(db, ask.origin, now, open)) ?? { kind: 'rest' };
    const pace = (await readFact(db, 'pace')) ?? INITIAL_PACE;
    const requests = rules.requestsFor(page.planned);
    const closed = await closedNow(db, rules, pace, { now, day: facts.day, requests });
    if (closed) return closed;
    const concurrency = page.pageId === PROBE_ID ? 1 : concurrencyNow(pace, rules.pace);
    const slots = ask.share(concurrency);
    if (slots < 1) return { kind: 'rest' };
    const prefetch = rules.pace.minIntervalMs < PREFETCH_BELOW_MS ? 1 : 0;
    const mine = leased.filter((row) => row.tabId === ask.tabId).length;
    if (leased.length >= concurrency + prefetch || mine >= slots + prefetch) return { kind: 'wait', ms: null };
    const start = nextStart(pace, rules.pace, facts.random);
    if (start > now) return { kind: 'wait', ms: start - now };
    await writeFact(db, 'pace', started(pace, now, facts.day, requests));
    const allowance = await readFact(db, 'allowance');
    if (allowance) await writeFact(db, 'allowance', { ...allowance, left: Math.max(0, allowance.left - requests) });
    const lease = { leaseId: facts.newId, leasedUntil: now + LEASE_MS, tabId: ask.tabId, startedAt: now };
    await db.pages.put({ ...page, state: 'leased', ...lease });
    const { planned, referrer } = page;
    return {
      kind: 'lease',
      lease: { leaseId: facts.newId, planned, referrer, profileVersion: rules.version, slots },
    };
  });
}

async function returnExpired(db: BridgeDatabase, now: Millis): Promise<PageRow[]> {
  const leased = await inState(db, 'leased').toArray();
  const expired = leased.filter((row) => row.leasedUntil <= now);
  if (expired.length > 0) await db.pages.bulkPut(expired.map((row) => unleased(row)));
  return leased.filter((row) => row.leasedUntil > now);
}

function inState(db: BridgeDatabase, state: PageRow['state']) {
  return db.pages.where('[state+order]').between([state, -Infinity], [state, Infinity], true, true);
}

/** While nobody is proven to be signed in, only the probe may be read. */
function mayBeRead(row: PageRow, origin: string, open: boolean): boolean {
  return (open || row.pageId === PROBE_ID) && new URL(row.planned.request.url).origin === origin;
}

function nextPage(db: BridgeDatabase, origin: string, now: Millis, open: boolean): Promise<PageRow | undefined> {
  return inState(db, 'todo')
    .filter((row) => row.notBefore <= now && mayBeRead(row, origin, open))
    .first();
}

/** Pages that wait for their next attempt. */
async function laterPage(
  db: BridgeDatabase,
  origin: string,
  now: Millis,
  open: boolean,
): Promise<LeaseReply | undefined> {
  let soonest: number | undefined;
  await inState(db, 'todo')
    .filter((row) => mayBeRead(row, origin, open))
    .until(() => soonest !== undefined && soonest <= now)
    .limit(50)
    .each((row) => {
      soonest = Math.min(soonest ?? row.notBefore, row.notBefore);
    });
  return soonest === undefined ? undefined : { kind: 'wait', ms: Math.max(0, soonest - now) };
}
