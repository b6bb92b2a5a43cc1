import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { explain } from '../../shared/errors/coded-error.ts';
import type { HealthAlarm } from '../../shared/profile/health.ts';
import type { PageReading } from '../../shared/profile/raw.ts';
import { sentenceOf } from '../../shared/profile/reader-sentences.ts';
import { batched, deleteRows, getRow, putRow, putRows } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { Millis, PageRow, SweepRow } from '../store/rows.ts';
import { clearTrouble, noteTrouble } from '../store/trouble.ts';
import type { CommitEffect, PageAnswer } from './answer.ts';
import { PAUSES } from './closed.ts';
import { commitListPage } from './commit-list.ts';
import { commitRecordPage } from './commit-record.ts';
import type { CrmRules } from './crm-rules.ts';
import { provenSigns, withEvidence } from './format-evidence.ts';
import { PROBE_ID, signsRow, unleased } from './frontier.ts';
import { alarmDetail, guardPage, judgeList } from './health.ts';
import { notePutBack, noteShown } from './list-state.ts';
import { answered, failed, INITIAL_PACE } from './pace.ts';
import { commitAgain, giveUpAgain } from './read-again.ts';
import { restartList } from './restart-list.ts';
import { closeView, openView, type View } from './view.ts';

export interface CommitFacts {
  readonly now: Millis;
  readonly random: number;
  readonly newId: string;
}

/** After so many attempts a page counts as unreadable in this sweep; the sweep is then not complete. */
const MOST_ATTEMPTS = 5;
const MOST_UNPROVEN = 2;
const RETRY_MS = 2_000;

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
    const page = await db.pages.where('leaseId').equals(answer.leaseId).first();
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
  const pace = (await readFact(db, 'pace')) ?? INITIAL_PACE;
  const trouble = crmTrouble(answer);
  if (trouble) {
    await writeFact(db, 'pace', failed(pace, facts.now, trouble.retryAfterMs, facts.random));
    const sweep = await getRow(db.sweeps, page.sweepId);
    // Some CRMs answer a form with an old token by an error: posted twice in vain, its list starts anew.
    const inVain = trouble.code === 'crm-failed' && page.attempts >= 1 && sweep !== undefined;
    if (inVain && (await restartList(db, rules, sweep, page, facts.now))) return { kind: 'crm-failed' };
    await retryLater(db, page, trouble.code, trouble.detail, MOST_ATTEMPTS, facts);
    await noteFailure(db, trouble, facts.now);
    return { kind: 'crm-failed' };
  }
  await writeFact(db, 'pace', answered(pace, answer.durationMs, facts.now));
  const { outcome } = answer;
  if (outcome.kind !== 'read' || outcome.reading.state === 'signed-out') {
    await closeView(db, true);
    // A page that was asked for before the rep's newest visit may be older than a sign-in: it is looked up again.
    if (((await readFact(db, 'lastVisitAt')) ?? 0) > page.startedAt) {
      await putRow(db.pages, unleased(page));
      return { kind: 'viewer-doubtful' };
    }
    await noteTrouble(db, 'trouble-crm', explain('crm-signed-out'), { now: facts.now, needsPerson: true });
    if (page.sweepId === PROBE_ID) await deleteRows(db.pages, [page.pageId]);
    else await putRow(db.pages, unleased(page));
    return { kind: 'signed-out' };
  }
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

/** The viewer's formats and zone: known for the whole view. A page that cannot be read leaves them unknown. */
async function commitSigns(
  db: BridgeDatabase,
  page: PageRow,
  reading: PageReading,
  facts: CommitFacts,
): Promise<CommitEffect> {
  const view = await readFact(db, 'view');
  if (reading.state === 'unproven' && page.attempts + 1 < MOST_UNPROVEN) {
    await putRow(db.pages, unleased(page, { attempts: page.attempts + 1, notBefore: facts.now + RETRY_MS }));
    return { kind: 'committed' };
  }
  if (view && reading.state !== 'unproven') {
    await writeFact(db, 'view', { ...view, signs: { ...view.signs, ...reading.signs } });
  }
  await deleteRows(db.pages, [page.pageId]);
  return { kind: 'committed' };
}

/** What the session remembers of a list was shown, or put back. A page that cannot be read is tried once more; then the list is read without. */
async function commitListState(
  db: BridgeDatabase,
  page: PageRow,
  reading: PageReading,
  facts: CommitFacts,
): Promise<CommitEffect> {
  const view = await readFact(db, 'view');
  if (view && reading.viewer !== null && view.crmUser !== null && reading.viewer !== view.crmUser) {
    await closeView(db, true);
    await deleteRows(db.pages, [page.pageId]);
    return { kind: 'viewer-doubtful' };
  }
  const shown = reading.state === 'ok' || reading.state === 'empty';
  if (!shown && page.attempts + 1 < MOST_UNPROVEN) {
    await putRow(db.pages, unleased(page, { attempts: page.attempts + 1, notBefore: facts.now + RETRY_MS }));
    return { kind: 'committed' };
  }
  await deleteRows(db.pages, [page.pageId]);
  if (page.purpose === 'restore') await notePutBack(db, page.planned.page);
  else await noteShown(db, page.planned.page, shown ? reading : null);
  return { kind: 'committed' };
}

async function commitProbe(
  db: BridgeDatabase,
  rules: CrmRules,
  page: PageRow,
  reading: PageReading,
  facts: CommitFacts,
): Promise<CommitEffect> {
  if (reading.state === 'unproven') {
    const gone = page.attempts + 1 >= MOST_UNPROVEN;
    if (gone) {
      await deleteRows(db.pages, [PROBE_ID]);
      await closeView(db, false);
      await noteTrouble(db, 'trouble-crm', explain('crm-signed-out'), { now: facts.now, needsPerson: true });
      return { kind: 'signed-out' };
    }
    await putRow(db.pages, unleased(page, { attempts: page.attempts + 1, notBefore: facts.now + RETRY_MS }));
    return { kind: 'committed' };
  }
  await deleteRows(db.pages, [PROBE_ID]);
  await openView(db, reading.viewer, facts);
  await clearTrouble(db, 'trouble-crm');
  await putRows(
    db.pages,
    rules.signPages().map((planned, index) => signsRow(planned, index)),
  );
  return { kind: 'view-opened' };
}

async function commitPage(
  db: BridgeDatabase,
  rules: CrmRules,
  page: PageRow,
  reading: PageReading,
  facts: CommitFacts,
): Promise<CommitEffect> {
  const sweep = await getRow(db.sweeps, page.sweepId);
  if (sweep === undefined || sweep.active === 0) {
    await deleteRows(db.pages, [page.pageId]);
    return { kind: 'late' };
  }
  const view = await readFact(db, 'view');
  if (!sameViewer(view, sweep, reading)) {
    // Read under somebody else's session: never data of this view. The probe finds out who it is.
    await closeView(db, true);
    await putRow(db.pages, unleased(page));
    return { kind: 'viewer-doubtful' };
  }
  if (page.purpose === 'list') await countUnproven(db, rules.version, page.planned.page, reading.state === 'unproven');
  if (reading.state === 'unproven' || (page.purpose === 'list' && !['ok', 'empty'].includes(reading.state))) {
    const [problem] = reading.problems;
    const detail = `${page.planned.page}: ${problem ? sentenceOf(problem) : reading.state}`;
    if (await restartList(db, rules, sweep, page, facts.now)) return { kind: 'committed' };
    await retryLater(db, page, 'page-unproven', detail, MOST_UNPROVEN, facts);
    return { kind: 'committed' };
  }
  const { viewId } = sweep;
  const judged =
    page.purpose === 'list'
      ? await judgeList(db, rules, viewId, reading, facts.now)
      : await guardPage(db, rules, viewId, reading);
  if (judged.reading === null) {
    const detail = judged.alarms.map(alarmDetail).join(' ');
    await retryLater(db, page, 'page-unhealthy', detail, MOST_UNPROVEN, facts);
    return { kind: 'committed' };
  }
  const done =
    page.purpose === 'list'
      ? await commitListPage(
          db,
          rules,
          sweep,
          page,
          judged.reading,
          await signsNow(db, rules, view, facts.now),
          facts.now,
        )
      : await commitRecordPage(db, rules, sweep, page, judged.reading, viewId);
  const seen = withEvidence(done, rules, judged.reading.records);
  await putRow(db.sweeps, { ...withAlarms(seen, page, judged.alarms), pagesDone: seen.pagesDone + 1 });
  // List pages stay until the sweep ends, to notice a list that runs in circles; the others are in the record now.
  if (page.purpose === 'list') await putRow(db.pages, { ...page, state: 'done', tabId: null });
  else await deleteRows(db.pages, [page.pageId]);
  await countPage(db, sweep);
  return { kind: 'committed' };
}

/** What is known of the viewer's formats for values read now. */
async function signsNow(
  db: BridgeDatabase,
  rules: CrmRules,
  view: View | undefined,
  now: Millis,
): Promise<Readonly<Record<string, string>>> {
  if (!view) return {};
  return { ...provenSigns(await db.views.get(view.viewId), rules, now), ...view.signs };
}

/** Each emptied field is told once per sweep: its records are all there, so the sweep stays complete. */
function withAlarms(sweep: SweepRow, page: PageRow, alarms: readonly HealthAlarm[]): SweepRow {
  const told = (field: string | undefined) =>
    sweep.problems.some((problem) => problem.code === 'page-unhealthy' && problem.field === field && !problem.objectId);
  const problems = alarms
    .filter(({ field }) => !told(field))
    .map((alarm) => {
      const { code, what, why } = explain('page-unhealthy', { detail: alarmDetail(alarm) });
      const field = alarm.field === undefined ? {} : { field: alarm.field };
      return { code, objectType: sweep.objectType, ...field, url: page.planned.request.url, message: `${what} ${why}` };
    });
  return { ...sweep, problems: [...sweep.problems, ...problems].slice(0, MOST_PROBLEMS) };
}

/** Troubles that an answer of the CRM puts an end to. */
const OVER_ONCE_ANSWERED = new Set(['crm-unreachable', 'crm-failed', 'crm-blocked', 'crm-tab-closed', ...PAUSES]);
/** So many failures in a row of a CRM that does not answer at all need a person. */
const FAILURES_TO_TELL = 4;

async function noteFailure(
  db: BridgeDatabase,
  { code, detail }: { readonly code: ErrorCode; readonly detail: string },
  now: Millis,
): Promise<void> {
  const pace = await readFact(db, 'pace');
  const needsPerson = code === 'crm-unreachable' && (pace?.failures ?? 0) >= FAILURES_TO_TELL;
  await noteTrouble(db, 'trouble-crm', explain(code, { detail }), { now, needsPerson, until: pace?.notBefore ?? null });
}

function sameViewer(
  view: { viewId: string; crmUser: string | null; open: boolean } | undefined,
  sweep: SweepRow,
  reading: PageReading,
): boolean {
  if (view === undefined || view.viewId !== sweep.viewId) return false;
  if (reading.viewer !== null && view.crmUser !== null) return reading.viewer === view.crmUser;
  return view.open;
}

async function countPage(db: BridgeDatabase, sweep: SweepRow): Promise<void> {
  const sync = sweep.syncId === null ? undefined : await getRow(db.syncs, sweep.syncId);
  if (sync) await putRow(db.syncs, { ...sync, pages: sync.pages + 1 });
}

/** Another attempt, or the end of them: then the sweep goes on without the page and is not complete. */
async function retryLater(
  db: BridgeDatabase,
  page: PageRow,
  code: ErrorCode,
  detail: string,
  most: number,
  facts: CommitFacts,
): Promise<void> {
  const attempts = page.attempts + 1;
  if (page.purpose === 'again' && attempts >= most) return giveUpAgain(db, page);
  const sweep = await getRow(db.sweeps, page.sweepId);
  if (attempts < most || sweep === undefined) {
    const notBefore = facts.now + RETRY_MS * 2 ** (attempts - 1);
    await putRow(db.pages, unleased(page, { attempts, notBefore }));
    return;
  }
  const { what, why } = explain(code, { detail });
  const { crmId, request } = page.planned;
  const problem = { code, objectType: sweep.objectType, url: request.url, message: `${what} ${why}` };
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

/** More problems of pages than this tell nobody anything new. */
const MOST_PROBLEMS = 100;

function crmTrouble(
  answer: PageAnswer,
): { code: 'crm-unreachable' | 'crm-failed' | 'crm-blocked'; detail: string; retryAfterMs: number | null } | null {
  const { outcome } = answer;
  if (outcome.kind === 'status') {
    const { status, retryAfterMs } = outcome;
    const blocked = status === 429 || status === 503 || retryAfterMs !== null;
    return { code: blocked ? 'crm-blocked' : 'crm-failed', detail: `It answered with status ${status}.`, retryAfterMs };
  }
  if (outcome.kind === 'failed') {
    if (outcome.failure === 'redirected') return null;
    return { code: 'crm-unreachable', detail: outcome.detail, retryAfterMs: null };
  }
  if (outcome.kind === 'read' && outcome.reading.state === 'blocked') {
    const [problem] = outcome.reading.problems;
    const detail = problem ? sentenceOf(problem) : 'It shows a block page.';
    return { code: 'crm-blocked', detail, retryAfterMs: null };
  }
  return null;
}

/** Pages that do not look as described are told to the Worker: a new profile may be the cause. */
async function countUnproven(db: BridgeDatabase, version: string, page: string, unproven: boolean): Promise<void> {
  const known = await readFact(db, 'unproven');
  const pages = known?.version === version ? known.pages : {};
  if (!unproven && pages[page] === undefined) return;
  await writeFact(db, 'unproven', { version, pages: { ...pages, [page]: unproven ? (pages[page] ?? 0) + 1 : 0 } });
}
