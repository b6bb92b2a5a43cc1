import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { type Details, explain } from '../../shared/errors/coded-error.ts';
import { currentSettings } from '../store/current-settings.ts';
import { type BridgeDatabase, readFact } from '../store/database.ts';
import type { Millis, PaceState } from '../store/rows.ts';
import { noteTrouble } from '../store/trouble.ts';
import { grantedPages } from './allowance.ts';
import type { CrmRules } from './crm-rules.ts';
import { budgetSpent, dayEnds } from './pace.ts';
import { quietSpan } from './quiet-hours.ts';

/** Why no page may be read now, whatever the pace between two pages; what it means for people is in the store already. */
export type Closed =
  | { readonly kind: 'rest' }
  /** The Worker has to be asked for more pages; `ms` = before that it makes no sense. */
  | { readonly kind: 'ask'; readonly ms: number };

const REST: Closed = { kind: 'rest' };

/** A clock that is put right by less is waited for without a word. */
const CLOCK_BACK_MS = 60_000;

/**
 * Looks whether a page may be read at all now: by a clock that was not set back, while the rep is at the CRM, outside of quiet hours unless somebody pressed Sync in them, within the
 * day's budget of this browser and of the company. Null when it may. Inside the caller's transaction over facts and syncs.
 */
export async function closedNow(
  db: BridgeDatabase,
  rules: CrmRules,
  pace: PaceState,
  facts: { readonly now: Millis; readonly day: string; readonly requests: number },
): Promise<Closed | null> {
  const { now } = facts;
  const say = (code: ErrorCode, until: Millis | null, details: Details = {}) =>
    noteTrouble(db, 'trouble-crm', explain(code, details), { now, needsPerson: false, until });
  const behind = pace.lastStartAt - now;
  if (behind > CLOCK_BACK_MS) {
    await say('crm-clock-back', pace.lastStartAt);
    return REST;
  }
  // Nobody at the computer: no session is kept alive for ever.
  const lastVisit = (await readFact(db, 'lastVisitAt')) ?? now;
  if (now - lastVisit > rules.pace.idleMs) {
    await say('crm-rep-away', null, { minutes: Math.round(rules.pace.idleMs / 60_000) });
    return REST;
  }
  const quiet = quietSpan((await currentSettings(db)).quietHours, now);
  if (quiet !== null && !(await pressedSince(db, quiet.from))) {
    await say('crm-quiet-hours', quiet.until);
    return REST;
  }
  if (budgetSpent(pace, rules.pace, facts.day)) {
    await say('crm-day-spent', dayEnds(now), { pages: rules.pace.dailyPages ?? 0 });
    return REST;
  }
  if (rules.pace.company === null) return null;
  const allowance = await readFact(db, 'allowance');
  if (grantedPages(allowance, now) >= facts.requests) return null;
  const waitMs = Math.max(0, (allowance?.moreAt ?? 0) - now);
  if (waitMs === 0 || allowance?.bound !== 'day') return { kind: 'ask', ms: waitMs };
  await say('crm-company-spent', allowance.moreAt, { pages: rules.pace.company.perDay });
  return REST;
}

/** Troubles that say why reading pauses by itself; over with the first page that is read again. */
export const PAUSES: readonly ErrorCode[] = [
  'crm-clock-back',
  'crm-rep-away',
  'crm-quiet-hours',
  'crm-day-spent',
  'crm-company-spent',
];

async function pressedSince(db: BridgeDatabase, from: Millis): Promise<boolean> {
  const newest = await db.syncs.orderBy('startedAt').last();
  return newest !== undefined && (newest.finishedAt === null || newest.startedAt >= from);
}
