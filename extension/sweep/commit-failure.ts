import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { explain } from '../../shared/errors/coded-error.ts';
import { sentenceOf } from '../../shared/profile/reader-sentences.ts';
import { deleteRows, getRow, putRow } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { Millis, PageRow } from '../store/rows.ts';
import { noteTrouble } from '../store/trouble.ts';
import type { CommitEffect, PageAnswer } from './answer.ts';
import type { CrmRules } from './crm-rules.ts';
import { unleased, wantProbe } from './frontier.ts';
import { notePutBack, noteShown } from './list-state.ts';
import { failed, INITIAL_PACE, isRepeated } from './pace.ts';
import { giveUpAgain } from './read-again.ts';
import { restartList } from './restart-list.ts';

/** After so many attempts a page counts as unreadable in this sweep; the sweep is then not complete. */
const MOST_ATTEMPTS = 5;
const RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 15 * 60_000;
/** So many failures in a row of a CRM that does not answer at all need a person. */
const FAILURES_TO_TELL = 5;
/** More problems of pages than this tell nobody anything new. */
export const MOST_PROBLEMS = 100;

/** Why the CRM gave no page. */
export interface CrmTrouble {
  readonly code: 'crm-unreachable' | 'crm-failed' | 'crm-blocked';
  readonly detail: string;
  readonly retryAfterMs: number | null;
  /** It asks for a pause, or is overloaded: nothing more is asked for, be it for one page or for all. */
  readonly pausesAll: boolean;
}

interface FailureFacts {
  readonly now: Millis;
  readonly random: number;
}

/** What an answer says about the CRM's own state; null where it is a page. */
export function crmTrouble({ outcome }: PageAnswer): CrmTrouble | null {
  if (outcome.kind === 'status') {
    const { status, retryAfterMs } = outcome;
    const blocked = status === 429 || status === 503 || retryAfterMs !== null;
    const detail = `It answered with status ${status}.`;
    return { code: blocked ? 'crm-blocked' : 'crm-failed', detail, retryAfterMs, pausesAll: blocked };
  }
  if (outcome.kind === 'failed') {
    if (outcome.failure === 'redirected') return null;
    const { detail, failure } = outcome;
    return { code: 'crm-unreachable', detail, retryAfterMs: null, pausesAll: failure === 'timeout' };
  }
  if (outcome.kind === 'read' && outcome.reading.state === 'blocked') {
    const [problem] = outcome.reading.problems;
    const detail = problem ? sentenceOf(problem) : 'It shows a block page.';
    return { code: 'crm-blocked', detail, retryAfterMs: null, pausesAll: true };
  }
  return null;
}

/**
 * One page that fails costs that page only: it is tried again later. A CRM that asks for a pause, or fails several times in a row, is asked for nothing
 * until the pause is over, and then first who is signed in: so that an outage is never taken for the fault of the page that met it. Inside the caller's
 * transaction.
 */
export async function commitFailure(
  db: BridgeDatabase,
  rules: CrmRules,
  page: PageRow,
  trouble: CrmTrouble,
  facts: FailureFacts,
): Promise<CommitEffect> {
  const { now, random } = facts;
  const before = (await readFact(db, 'pace')) ?? INITIAL_PACE;
  const pace = failed(before, now, { ...trouble, random });
  await writeFact(db, 'pace', pace);
  const probe = rules.probe();
  // With pages failing one after the other, only the first can be blamed for itself, until the CRM has answered again.
  const blamed = before.failures === 0 || probe === null;
  const sweep = await getRow(db.sweeps, page.sweepId);
  // Some CRMs answer a form with an old token by an error: posted twice in vain, its list starts anew.
  const inVain = blamed && trouble.code === 'crm-failed' && page.attempts >= 1 && sweep !== undefined;
  if (!(inVain && (await restartList(db, rules, sweep, page, now)))) {
    const { code, detail } = trouble;
    await retryLater(db, page, { code, detail, most: MOST_ATTEMPTS, blamed }, now);
  }
  if (!trouble.pausesAll && !isRepeated(pace)) return { kind: 'committed' };
  if (probe) await wantProbe(db, probe, pace.notBefore);
  const needsPerson = trouble.code === 'crm-unreachable' && pace.failures >= FAILURES_TO_TELL;
  const error = explain(trouble.code, { detail: trouble.detail });
  await noteTrouble(db, 'trouble-crm', error, { now, needsPerson, until: pace.notBefore });
  return { kind: 'crm-failed' };
}

/** Another attempt, or, after the `most`, the end of them: then the sweep goes on without the page and is not complete. */
export async function retryLater(
  db: BridgeDatabase,
  page: PageRow,
  why: { readonly code: ErrorCode; readonly detail: string; readonly most: number; readonly blamed?: boolean },
  now: Millis,
): Promise<void> {
  const attempts = page.attempts + (why.blamed === false ? 0 : 1);
  const sweep = await getRow(db.sweeps, page.sweepId);
  if (attempts < why.most || (sweep === undefined && page.purpose === 'probe')) {
    const backOff = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** Math.max(0, attempts - 1));
    await putRow(db.pages, unleased(page, { attempts, notBefore: now + backOff }));
    return;
  }
  if (page.purpose === 'again') return giveUpAgain(db, page);
  if (sweep === undefined) return giveUpAside(db, page);
  const error = explain(why.code, { detail: why.detail });
  const { crmId, request } = page.planned;
  const message = `${error.what} ${error.why}`;
  const problem = { code: why.code, objectType: sweep.objectType, url: request.url, message };
  const about = crmId === undefined ? problem : { ...problem, objectId: crmId };
  await putRow(db.pages, { ...unleased(page, { attempts }), state: 'failed' });
  await putRow(db.sweeps, {
    ...sweep,
    complete: false,
    listsOpen: page.purpose === 'list' ? sweep.listsOpen - 1 : sweep.listsOpen,
    pagesDone: sweep.pagesDone + 1,
    problems: [...sweep.problems, about].slice(0, MOST_PROBLEMS),
  });
}

/** A page that belongs to no sweep and that never comes: the sweeps do without what it would have shown. */
async function giveUpAside(db: BridgeDatabase, page: PageRow): Promise<void> {
  await deleteRows(db.pages, [page.pageId]);
  if (page.purpose === 'restore') await notePutBack(db, page.planned.page);
  else if (page.purpose === 'state') await noteShown(db, page.planned.page, null);
}
