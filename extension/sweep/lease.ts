import type { PlannedPage } from '../../shared/profile/raw.ts';
import { batched, getRow, getRows, noteRows, putRow, putRows, remembered, writeDown } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { Millis, PageRow } from '../store/rows.ts';
import { closedNow } from './closed.ts';
import type { CrmRules } from './crm-rules.ts';
import { PROBE_ID, pagesIn, unleased } from './frontier.ts';
import { noteDisturbed } from './list-state.ts';
import { concurrencyNow, INITIAL_PACE, nextStart, started } from './pace.ts';

/** A lease ends by time: whoever has not answered by then has gone, and another reader gets the page. */
export const LEASE_MS = 90_000;

/** Below this interval a lone reader may hold leases beyond those it fetches, so that the CRM never waits for us. */
const PREFETCH_BELOW_MS = 20;
/** Pages looked at in one go for the next to be read. */
const LOOK_AHEAD = 16;
/** Pages that wait for their next attempt, looked at for the soonest. */
const LATER_LOOK = 200;

/** Permission for one reader to fetch one page once. */
export interface Lease {
  readonly leaseId: string;
  readonly planned: PlannedPage;
  readonly referrer: string | null;
  readonly profileVersion: string;
  /** When it ends: whoever has not begun by then does not begin, as another reader may. */
  readonly until: Millis;
  /** Fetches that this reader may have under way at the same time. */
  readonly slots: number;
  /** Whether the reader may keep it until a fetch of its own ends; otherwise what could not begin when the pace had given it goes back. */
  readonly mayWait: boolean;
  /** The least time between two requests, ms. It was kept when the lease was given; a message that was long under way must not undo it. */
  readonly gapMs: number;
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

/** For each page that a lone reader fetches it holds so many leases beyond: those that are being read or taken in, and those to fetch meanwhile. */
const PREFETCH = 3;

/** How many leases a lone reader holds beyond those that it fetches. */
export function prefetchFor({ concurrency, minIntervalMs }: CrmRules['pace']): number {
  return minIntervalMs < PREFETCH_BELOW_MS ? PREFETCH * concurrency : 0;
}

/** Gives the next page to a reader, as far as pace, other leases and the session allow. One transaction. */
export async function takeLease(
  db: BridgeDatabase,
  rules: CrmRules,
  ask: LeaseAsk,
  facts: LeaseFacts,
): Promise<LeaseReply> {
  const [reply] = await takeLeases(db, rules, [{ ...ask, ...facts }], facts.now);
  return reply ?? REST;
}

/** The same for several asks at one moment, in their order. */
export function takeLeases(
  db: BridgeDatabase,
  rules: CrmRules,
  asks: readonly (LeaseAsk & LeaseFacts)[],
  now: Millis,
): Promise<LeaseReply[]> {
  return batched(db, [db.pages, db.facts, db.syncs], async () => {
    const all = (reply: LeaseReply) => asks.map(() => reply);
    await getRows(db.facts, LEASE_FACTS);
    if (await readFact(db, 'paused')) return all(REST);
    const leased = await returnExpired(db, await leasedPages(db), now);
    await writeDown(db);
    const open = (await readFact(db, 'view'))?.open ?? false;
    const todo = open ? await pagesIn(db, 'todo').limit(LOOK_AHEAD).toArray() : await probeTodo(db);
    const readable = await readableLists(db, rules);
    const desk = { db, rules, leased, todo, whole: todo.length < LOOK_AHEAD, readable, now };
    const replies: LeaseReply[] = [];
    for (const ask of asks) replies.push(await give(desk, ask));
    return replies;
  });
}

const LEASE_FACTS = [
  'paused',
  'lastVisitAt',
  'view',
  'pace',
  'trouble-crm',
  'settings',
  'policy',
  'allowance',
  'listStates',
] as const;
const REST: LeaseReply = { kind: 'rest' };

interface Desk {
  readonly db: BridgeDatabase;
  readonly rules: CrmRules;
  readonly leased: PageRow[];
  /** The first pages of the plan; what is given leaves it. */
  readonly todo: PageRow[];
  /** Whether `todo` is all that the plan has. */
  readonly whole: boolean;
  readonly readable: (row: PageRow) => boolean;
  readonly now: Millis;
}

async function give(desk: Desk, ask: LeaseAsk & LeaseFacts): Promise<LeaseReply> {
  const { db, rules, leased, todo, now } = desk;
  const page = await nextPage(desk, ask.origin);
  if (page === undefined) {
    const later = await laterPage(desk, ask.origin);
    // What is being read now may lead to more.
    return later ?? (leased.length > 0 ? { kind: 'wait', ms: null } : REST);
  }
  const pace = (await readFact(db, 'pace')) ?? INITIAL_PACE;
  const requests = rules.requestsFor(page.planned);
  const closed = await closedNow(db, rules, pace, { now, day: ask.day, requests });
  if (closed) return closed;
  const concurrency = page.pageId === PROBE_ID ? 1 : concurrencyNow(pace, rules.pace);
  const slots = ask.share(concurrency);
  if (slots < 1) return REST;
  const prefetch = slots === rules.pace.concurrency ? prefetchFor(rules.pace) : 0;
  const mine = leased.filter((row) => row.tabId === ask.tabId).length;
  if (leased.length >= concurrency + prefetch || mine >= slots + prefetch) return { kind: 'wait', ms: null };
  const start = nextStart(pace, rules.pace, ask.random);
  if (start > now) return { kind: 'wait', ms: start - now };
  await writeFact(db, 'pace', started(pace, now, ask.day, requests));
  const allowance = await readFact(db, 'allowance');
  if (allowance) await writeFact(db, 'allowance', { ...allowance, left: Math.max(0, allowance.left - requests) });
  const until = now + LEASE_MS;
  const row: PageRow = {
    ...page,
    state: 'leased',
    leaseId: ask.newId,
    leasedUntil: until,
    tabId: ask.tabId,
    startedAt: now,
  };
  if (page.purpose === 'list' && rules.rememberingLists.includes(page.planned.page)) {
    await noteDisturbed(db, page.planned.page);
  }
  await putRow(db.pages, row);
  leased.push(row);
  const at = todo.findIndex(({ pageId }) => pageId === page.pageId);
  if (at >= 0) todo.splice(at, 1);
  const { planned, referrer } = page;
  const { version: profileVersion } = rules;
  const mayWait = prefetch > 0;
  const gapMs = rules.pace.minIntervalMs;
  return {
    kind: 'lease',
    lease: { leaseId: ask.newId, planned, referrer, profileVersion, until, slots, mayWait, gapMs },
  };
}

/** What is being read, as of now in this transaction. */
export async function leasedPages(db: BridgeDatabase): Promise<PageRow[]> {
  const rows = await remembered('leased', () => pagesIn(db, 'leased').toArray());
  noteRows(db.pages, rows);
  const now = await getRows(
    db.pages,
    rows.map(({ pageId }) => pageId),
  );
  return now.flatMap((row) => (row?.state === 'leased' ? [row] : []));
}

async function returnExpired(db: BridgeDatabase, leased: readonly PageRow[], now: Millis): Promise<PageRow[]> {
  const expired = leased.filter((row) => row.leasedUntil <= now);
  if (expired.length > 0) {
    await putRows(
      db.pages,
      expired.map((row) => unleased(row)),
    );
  }
  return leased.filter((row) => row.leasedUntil > now);
}

/** While nobody is proven to be signed in, only the probe may be read. */
async function probeTodo(db: BridgeDatabase): Promise<PageRow[]> {
  const probe = await getRow(db.pages, PROBE_ID);
  return probe?.state === 'todo' ? [probe] : [];
}

/** A list that the session remembers is read only once it is known what to put back, and it is put back only into the session that it came from. */
async function readableLists(db: BridgeDatabase, rules: CrmRules): Promise<(row: PageRow) => boolean> {
  if (rules.rememberingLists.length === 0) return () => true;
  const view = await readFact(db, 'view');
  const states = (await readFact(db, 'listStates')) ?? {};
  return ({ purpose, planned: { page } }) => {
    const waits = purpose === 'restore' || (purpose === 'list' && rules.rememberingLists.includes(page));
    return !waits || (view !== undefined && states[page]?.viewId === view.viewId);
  };
}

function isAt(row: PageRow, origin: string): boolean {
  return new URL(row.planned.request.url).origin === origin;
}

async function nextPage(desk: Desk, origin: string): Promise<PageRow | undefined> {
  const { db, leased, todo, whole, readable, now } = desk;
  const due = (row: PageRow) => row.notBefore <= now && isAt(row, origin) && readable(row);
  const near = todo.find(due);
  if (near || whole) return near;
  const given = new Set(leased.map(({ pageId }) => pageId));
  return pagesIn(db, 'todo')
    .filter((row) => due(row) && !given.has(row.pageId))
    .first();
}

/** Pages that wait for their next attempt. */
async function laterPage(desk: Desk, origin: string): Promise<LeaseReply | undefined> {
  const { db, leased, todo, whole, readable, now } = desk;
  const given = new Set(leased.map(({ pageId }) => pageId));
  const waiting = whole ? todo : await pagesIn(db, 'todo').limit(LATER_LOOK).toArray();
  const times = waiting
    .filter((row) => isAt(row, origin) && readable(row) && !given.has(row.pageId))
    .map((row) => row.notBefore);
  const soonest = times.length === 0 ? undefined : Math.min(...times);
  return soonest === undefined ? undefined : { kind: 'wait', ms: Math.max(0, soonest - now) };
}
