import { explain } from '../../shared/errors/coded-error.ts';
import { batched, deleteRows, getRow, putRow } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { PageRow } from '../store/rows.ts';
import { clearTrouble, noteTrouble } from '../store/trouble.ts';
import type { CommitEffect, CommitFacts, PageAnswer } from './answer.ts';
import { PAUSES } from './closed.ts';
import { commitListState, commitProbe, commitSigns } from './commit-aside.ts';
import { commitFailure, crmTrouble } from './commit-failure.ts';
import { commitPage } from './commit-page.ts';
import type { CrmRules } from './crm-rules.ts';
import { PROBE_ID, unleased } from './frontier.ts';
import { leasedPages } from './lease.ts';
import { countNoLogin } from './no-login.ts';
import { answered, INITIAL_PACE } from './pace.ts';
import { commitAgain } from './read-again.ts';
import { closeView } from './view.ts';

/** Troubles that an answer of the CRM puts an end to. */
const OVER_ONCE_ANSWERED = new Set(['crm-unreachable', 'crm-failed', 'crm-blocked', 'crm-tab-closed', ...PAUSES]);

/** The tables that taking in an answer touches. */
export function commitTables(db: BridgeDatabase) {
  return [db.pages, db.sweeps, db.records, db.facts, db.views, db.syncs, db.health, db.outbox];
}

/**
 * Takes in what a reader answered: pieces, progress and the pages that follow, all in one transaction. The same answer twice,
 * or an answer whose lease another has fulfilled, changes nothing.
 */
export function commitAnswer(
  db: BridgeDatabase,
  rules: CrmRules,
  answer: PageAnswer,
  facts: CommitFacts,
): Promise<CommitEffect> {
  return batched(db, commitTables(db), async () => {
    const page = (await leasedPages(db)).find(({ leaseId }) => leaseId === answer.leaseId);
    return commitLeased(db, rules, page?.pageId, answer, facts);
  });
}

/** The same inside the caller's transaction, for a page that had the answer's lease a moment ago. */
export async function commitLeased(
  db: BridgeDatabase,
  rules: CrmRules,
  pageId: string | undefined,
  answer: PageAnswer,
  facts: CommitFacts,
): Promise<CommitEffect> {
  const page = pageId === undefined ? undefined : await getRow(db.pages, pageId);
  if (page?.leaseId !== answer.leaseId || page.state === 'done') return { kind: 'late' };
  if (answer.outcome.kind === 'returned') {
    await putRow(db.pages, unleased(page));
    return { kind: 'committed' };
  }
  const trouble = crmTrouble(answer);
  if (trouble) return commitFailure(db, rules, page, trouble, facts);
  const pace = (await readFact(db, 'pace')) ?? INITIAL_PACE;
  await writeFact(db, 'pace', answered(pace, answer.durationMs, facts.now));
  const { outcome } = answer;
  if (outcome.kind !== 'read' || outcome.reading.state === 'signed-out') return commitSignedOut(db, rules, page, facts);
  const noted = await readFact(db, 'trouble-crm');
  if (noted && OVER_ONCE_ANSWERED.has(noted.code)) await clearTrouble(db, 'trouble-crm');
  if (page.purpose === 'probe') return commitProbe(db, rules, page, outcome.reading, facts);
  if (page.purpose === 'again') return commitAgain(db, rules, page, outcome.reading, facts);
  if (page.purpose === 'signs') return commitSigns(db, page, outcome.reading, facts);
  if (page.purpose === 'state' || page.purpose === 'restore') {
    return commitListState(db, page, outcome.reading, facts);
  }
  return commitPage(db, rules, page, outcome.reading, facts);
}

async function commitSignedOut(
  db: BridgeDatabase,
  rules: CrmRules,
  page: PageRow,
  { now }: CommitFacts,
): Promise<CommitEffect> {
  await closeView(db, true);
  // A page that was asked for before the rep's newest visit may be older than a sign-in: it is looked up again. (A visit to come is one from before the clock was set back.)
  const visitedAt = (await readFact(db, 'lastVisitAt')) ?? 0;
  if (visitedAt > page.startedAt && visitedAt <= now) {
    await putRow(db.pages, unleased(page));
    return { kind: 'viewer-doubtful' };
  }
  await countNoLogin(db, rules.version, 'signedOut');
  await noteTrouble(db, 'trouble-crm', explain('crm-signed-out'), { now, needsPerson: true });
  if (page.sweepId === PROBE_ID) await deleteRows(db.pages, [page.pageId]);
  else await putRow(db.pages, unleased(page));
  return { kind: 'signed-out' };
}
