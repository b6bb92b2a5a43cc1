import { explain } from '../../shared/errors/coded-error.ts';
import type { HealthAlarm } from '../../shared/profile/health.ts';
import type { PageReading } from '../../shared/profile/raw.ts';
import { sentenceOf } from '../../shared/profile/reader-sentences.ts';
import { deleteRows, getRow, putRow } from '../store/batched.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { Millis, PageRow, SweepRow } from '../store/rows.ts';
import type { CommitEffect, CommitFacts } from './answer.ts';
import { MOST_PROBLEMS, retryLater } from './commit-failure.ts';
import { commitListPage } from './commit-list.ts';
import { commitRecordPage } from './commit-record.ts';
import type { CrmRules } from './crm-rules.ts';
import { provenSigns, withEvidence } from './format-evidence.ts';
import { unleased } from './frontier.ts';
import { alarmDetail, guardPage, judgeList } from './health.ts';
import { loginProven } from './no-login.ts';
import { restartList } from './restart-list.ts';
import { closeView, type View } from './view.ts';

const MOST_UNPROVEN = 2;

/** Takes in a list or record page of a sweep, once the CRM has given one. Inside the caller's transaction. */
export async function commitPage(
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
    await retryLater(db, page, { code: 'page-unproven', detail, most: MOST_UNPROVEN }, facts.now);
    return { kind: 'committed' };
  }
  if (page.purpose === 'list') await loginProven(db);
  const { viewId } = sweep;
  const judged =
    page.purpose === 'list'
      ? await judgeList(db, rules, viewId, reading, facts.now)
      : await guardPage(db, rules, viewId, reading);
  if (judged.reading === null) {
    const detail = judged.alarms.map(alarmDetail).join(' ');
    await retryLater(db, page, { code: 'page-unhealthy', detail, most: MOST_UNPROVEN }, facts.now);
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
      : await commitRecordPage(db, rules, sweep, page, judged.reading, viewId, facts.now);
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

/** Pages that do not look as described are told to the Worker: a new profile may be the cause. */
async function countUnproven(db: BridgeDatabase, version: string, page: string, unproven: boolean): Promise<void> {
  const known = await readFact(db, 'unproven');
  const pages = known?.version === version ? known.pages : {};
  if (!unproven && pages[page] === undefined) return;
  await writeFact(db, 'unproven', { version, pages: { ...pages, [page]: unproven ? (pages[page] ?? 0) + 1 : 0 } });
}
