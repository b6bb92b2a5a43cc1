import { batched, getRows, putRows } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { recordKey } from '../store/record-key.ts';
import type { Millis, PageRow } from '../store/rows.ts';
import type { CommitEffect, PageAnswer } from './answer.ts';
import { commitLeased, commitTables } from './commit.ts';
import type { CrmRules } from './crm-rules.ts';
import { unleased } from './frontier.ts';
import { type LeaseAsk, type LeaseReply, leasedPages, takeLeases } from './lease.ts';

/** What one reader says at one moment: what it has read, if anything, and that it is free for the next page. */
export interface Turn extends LeaseAsk {
  readonly answer: PageAnswer | null;
  /** Every lease that this reader says it has. */
  readonly holds: readonly string[];
}

export interface RoundFacts {
  readonly now: Millis;
  readonly day: string;
  readonly random: () => number;
  readonly newId: () => string;
  /** Leases given out since the background was started. */
  readonly given: ReadonlySet<string>;
  /** No page may be leased before this. */
  readonly yieldUntil: Millis;
}

export interface RoundOutcome {
  readonly effects: readonly CommitEffect[];
  /** One for each turn, in the order of the turns. */
  readonly replies: readonly LeaseReply[];
}

/**
 * Takes in what all these readers have read, and gives each its next page, in one transaction: at full speed a transaction costs
 * more than what is done in it.
 */
export function playRound(
  db: BridgeDatabase,
  rules: CrmRules,
  turns: readonly Turn[],
  facts: RoundFacts,
): Promise<RoundOutcome> {
  const { now, day, random, newId, given, yieldUntil } = facts;
  return batched(db, commitTables(db), async () => {
    const effects: CommitEffect[] = [];
    const answered = await answeredPages(db, turns);
    await loadRows(
      db,
      rules,
      answered.map(({ page }) => page),
    );
    for (const {
      page: { pageId },
      answer,
    } of answered) {
      effects.push(await commitLeased(db, rules, pageId, answer, { now, random: random(), newId: newId() }));
    }
    await returnLost(db, turns, given);
    if (yieldUntil > now) {
      return { effects, replies: turns.map(() => ({ kind: 'wait' as const, ms: yieldUntil - now })) };
    }
    const asks = turns.map((turn) => ({ ...turn, now, day, random: random(), newId: newId() }));
    return { effects, replies: await takeLeases(db, rules, asks, now) };
  });
}

/** Only the tab that holds the lease may answer it, and only for its own origin. */
async function answeredPages(
  db: BridgeDatabase,
  turns: readonly Turn[],
): Promise<{ readonly page: PageRow; readonly answer: PageAnswer }[]> {
  const answers = turns.flatMap(({ answer, tabId, origin }) => (answer ? [{ answer, tabId, origin }] : []));
  if (answers.length === 0) return [];
  const pages = await leasedPages(db);
  return answers.flatMap(({ answer, tabId, origin }) => {
    const page = pages.find(({ leaseId }) => leaseId === answer.leaseId);
    const mine = page?.tabId === tabId && new URL(page.planned.request.url).origin === origin;
    return page && mine ? [{ page, answer }] : [];
  });
}

/** Reads in one go what taking in record pages needs one by one. */
async function loadRows(db: BridgeDatabase, rules: CrmRules, pages: readonly PageRow[]): Promise<void> {
  const rows = await getRows(db.sweeps, [...new Set(pages.map(({ sweepId }) => sweepId))]);
  const views = new Map(rows.flatMap((sweep) => (sweep ? [[sweep.sweepId, sweep.viewId] as const] : [])));
  const keys = pages.flatMap(({ sweepId, objectType, planned: { page, crmId } }) => {
    const viewId = views.get(sweepId);
    if (viewId === undefined || objectType === null || crmId === undefined) return [];
    return [recordKey(viewId, objectType, rules.source(page, objectType), crmId)];
  });
  if (keys.length > 0) await getRows(db.records, keys);
}

/**
 * A background that is stopped may have given a page to a reader without its ever learning of it: what nobody holds is free again
 * at once, not only when the lease runs out.
 */
async function returnLost(db: BridgeDatabase, turns: readonly Turn[], given: ReadonlySet<string>): Promise<void> {
  const held = new Set(turns.flatMap(({ holds }) => holds));
  const asking = new Set(turns.map(({ tabId }) => tabId));
  const lost = (await leasedPages(db)).filter(
    ({ leaseId, tabId }) =>
      leaseId !== null && tabId !== null && asking.has(tabId) && !held.has(leaseId) && !given.has(leaseId),
  );
  await putRows(
    db.pages,
    lost.map((row) => unleased(row)),
  );
}
