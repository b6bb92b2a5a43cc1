import { explain } from '../../shared/errors/coded-error.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { Millis, SweepRow, SyncRow } from '../store/rows.ts';
import { clearTrouble, firstTrouble, noteTrouble } from '../store/trouble.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import { openPages, wantProbe } from '../sweep/frontier.ts';
import { interpretSome, settleKnown } from '../sweep/interpretation.ts';
import { hurried } from '../sweep/pace.ts';
import { resolveNames } from '../sweep/resolution.ts';
import { planScheduled } from '../sweep/schedule.ts';
import { endSweep, planSweeps } from '../sweep/sweeps.ts';
import { closeView } from '../sweep/view.ts';
import { flushOutbox } from './outbox.ts';
import { fetchProfile, type ProfileCheck } from './profile-fetch.ts';
import { resultOf } from './result.ts';
import { mirrorStates, pollStatus } from './status-poll.ts';
import { reportSweep } from './sweep-report.ts';
import type { WorkerLink } from './worker-link.ts';

/** A sync that is not settled by then ends with the problem `timed-out`; its work goes on. */
export const SYNC_LIMIT_MS = 10 * 60_000;
const POLL_MS = 1_000;
const PROFILE_AGE_MS = 60 * 60_000;

export interface EngineParts {
  readonly db: BridgeDatabase;
  readonly link: WorkerLink;
  readonly now: () => Millis;
  readonly newId: () => string;
  /** The profile in force, or null where there is none. */
  readonly rules: () => Promise<CrmRules | null>;
  readonly checkProfile: ProfileCheck;
  /** Origins that the browser has not granted, of those given. */
  readonly missingOrigins: (origins: readonly string[]) => Promise<readonly string[]>;
}

/** What has to happen next, and by whom. */
export interface Advance {
  /** Pages wait for a reader. */
  readonly readers: boolean;
  /** When to advance again, in milliseconds; null = not before something happens. */
  readonly again: number | null;
}

/**
 * Brings everything one step on: plan, records, outbox, reports, status. All state is in the store; the same step twice is the same
 * as once, so it may be stopped at any moment and be called at any moment, but never twice at the same time.
 */
export async function advance(parts: EngineParts): Promise<Advance> {
  const { db } = parts;
  const sync = await runningSync(db);
  if ((await readFact(db, 'device')) === undefined) return { readers: false, again: null };
  const rules = await currentRules(parts, sync);
  if (rules === null) return waitFor(parts, sync);
  const missing = await parts.missingOrigins(rules.origins);
  await db.facts.put({ key: 'missingOrigins', value: missing });
  if (missing.length > 0 && sync) {
    const error = explain('no-host-permission', { origin: missing.join(', ') });
    await noteTrouble(db, 'trouble-permission', error, { now: parts.now(), needsPerson: true, origins: missing });
  } else if (missing.length === 0) {
    await clearTrouble(db, 'trouble-permission');
  }
  await endForeign(parts, rules);
  if (sync && !sync.planned && missing.length === 0) await planSync(parts, rules, sync);
  if (!sync && missing.length === 0) await planScheduled(db, rules, { now: parts.now(), newId: parts.newId });
  await lookWhoIsThere(parts, rules);
  await advanceSweeps(parts, rules);
  const flushed = await flushOutbox(db, parts.link, parts.newId);
  await finishReports(parts, rules, flushed === 'empty');
  const current = await runningSync(db);
  if (current) await advanceSync(parts, current);
  const pages = await openPages(db);
  const readers = missing.length === 0 && pages.todo > 0;
  return { readers, again: await nextTime(parts, flushed === 'later') };
}

/** The sync under way: the newest that has not ended. */
export async function runningSync(db: BridgeDatabase): Promise<SyncRow | undefined> {
  const newest = await db.syncs.orderBy('startedAt').last();
  return newest?.finishedAt === null ? newest : undefined;
}

/** A press of Sync: a new one, or another try of the one under way. Returns its id. */
export async function pressSync(parts: EngineParts, kind: SyncRow['kind']): Promise<string> {
  const { db } = parts;
  const now = parts.now();
  await parts.link.retryNow();
  await clearTrouble(db, 'trouble-crm', 'trouble-gong');
  await closeView(db, false);
  await writeFact(db, 'lastVisitAt', now);
  const pace = await readFact(db, 'pace');
  if (pace) await writeFact(db, 'pace', hurried(pace));
  const running = await runningSync(db);
  const young = running !== undefined && now - running.startedAt < SYNC_LIMIT_MS;
  // Once the Worker knows that all batches of a sync are in, what is read now belongs to another.
  if (young && !running.announced && (kind === 'sync' || running.kind === kind)) {
    // Who is signed in is looked up anew, and may be somebody else now; the Worker is asked for a cycle once more.
    await db.syncs.update(running.syncId, {
      planned: false,
      announced: false,
      mirrored: false,
      viewId: null,
      phase: 'reading',
    });
    return running.syncId;
  }
  if (running) await endSync(parts, running);
  const syncId = parts.newId();
  await db.syncs.add({
    syncId,
    kind,
    viewId: null,
    startedAt: now,
    finishedAt: null,
    phase: 'reading',
    planned: false,
    announced: false,
    mirrored: false,
    pages: 0,
    problems: [],
    result: null,
    status: null,
  });
  return syncId;
}

async function currentRules(parts: EngineParts, sync: SyncRow | undefined): Promise<CrmRules | null> {
  const known = await readFact(parts.db, 'profile');
  const age = parts.now() - (known?.fetchedAt ?? 0);
  const wanted = known === undefined || age > PROFILE_AGE_MS || (sync && !sync.planned && age > POLL_MS);
  if (wanted && (await parts.link.notBefore()) === 0) {
    await fetchProfile(parts.db, parts.link, parts.checkProfile, parts.now());
  }
  return parts.rules();
}

async function waitFor(parts: EngineParts, sync: SyncRow | undefined): Promise<Advance> {
  return { readers: false, again: sync ? await nextTime(parts, true) : null };
}

/** Sweeps of another profile version or another person's view have ended: nothing is concluded from them. */
async function endForeign(parts: EngineParts, rules: CrmRules): Promise<void> {
  const { db } = parts;
  const view = await readFact(db, 'view');
  await db.transaction('rw', db.sweeps, db.pages, db.syncs, async () => {
    const active = await db.sweeps.where('active').equals(1).toArray();
    const foreign = active.filter(
      (sweep) => sweep.profileVersion !== rules.version || (view !== undefined && sweep.viewId !== view.viewId),
    );
    for (const sweep of foreign) {
      await endSweep(db, sweep, parts.now());
      const sync = sweep.syncId === null ? undefined : await db.syncs.get(sweep.syncId);
      // The sync itself goes on: with the new profile at once, as somebody else only after the rep has been told.
      if (sync?.finishedAt === null && sync.planned) await db.syncs.put({ ...sync, planned: false });
    }
  });
}

/** Sweeps under way while it is in doubt who is signed in: that is looked up, unless a person has to act first. */
async function lookWhoIsThere(parts: EngineParts, rules: CrmRules): Promise<void> {
  const { db } = parts;
  if ((await readFact(db, 'view'))?.open === true || (await readFact(db, 'trouble-crm'))?.needsPerson) return;
  const probe = rules.probe();
  const active = await db.sweeps.where('active').equals(1).count();
  if (probe && active > 0) await wantProbe(db, probe, parts.now());
}

/** First who is signed in, then the sweeps of that view. */
async function planSync(parts: EngineParts, rules: CrmRules, sync: SyncRow): Promise<void> {
  const { db } = parts;
  const view = await readFact(db, 'view');
  const trouble = await readFact(db, 'trouble-crm');
  if (trouble?.code === 'crm-signed-out' || trouble?.code === 'viewer-changed') return;
  if (view?.open !== true) {
    const probe = rules.probe();
    if (probe) await wantProbe(db, probe, parts.now());
    return;
  }
  if (sync.viewId !== null && sync.viewId !== view.viewId) {
    await noteTrouble(db, 'trouble-crm', explain('viewer-changed'), { now: parts.now(), needsPerson: true });
    return;
  }
  const wish = { syncId: sync.syncId, viewId: view.viewId, thorough: sync.kind === 'full-sync' };
  await planSweeps(db, rules, wish, { now: parts.now(), newId: parts.newId });
  await db.syncs.update(sync.syncId, { planned: true, viewId: view.viewId });
  // Batches that an earlier sync has left behind are part of this one, unless the Worker may have them already.
  await db.outbox
    .filter((batch) => batch.attempted === 0 && batch.viewId === view.viewId && batch.syncId !== sync.syncId)
    .modify({ syncId: sync.syncId });
}

/** Types are made into records in Gong's order: names of users and stages are known before deals name them. */
async function advanceSweeps(parts: EngineParts, rules: CrmRules): Promise<void> {
  const { db } = parts;
  const signsOpen = await db.pages.where('pageId').startsWith('signs|').count();
  for (const type of rules.types) {
    const sweep = await activeSweep(db, type);
    if (sweep === undefined) continue;
    const unread = await unreadPages(db, sweep.sweepId);
    if (sweep.state === 'reading') {
      if (unread > 0 || signsOpen > 0) return;
      await db.sweeps.update(sweep.sweepId, { state: 'interpreting' });
    }
    if (sweep.state === 'reading' || sweep.state === 'interpreting') {
      await interpretAll(parts, rules, sweep.sweepId);
      for (let after: string | null = ''; after !== null; ) {
        after = await settleKnown(db, sweep.sweepId, after, parts.newId);
      }
      for (let from: number | null = 0; from !== null; ) {
        from = await resolveNames(db, rules, sweep.sweepId, from, parts.newId);
      }
      await db.sweeps.update(sweep.sweepId, { state: 'reporting' });
    } else if (sweep.state === 'verifying' && unread === 0) {
      await interpretAll(parts, rules, sweep.sweepId);
    }
  }
}

async function interpretAll(parts: EngineParts, rules: CrmRules, sweepId: string): Promise<void> {
  while (await interpretSome(parts.db, rules, sweepId, parts.newId)) {
    // One batch after the other, each in its own transaction.
  }
}

async function activeSweep(db: BridgeDatabase, type: SweepRow['objectType']): Promise<SweepRow | undefined> {
  return db.sweeps
    .where('active')
    .equals(1)
    .filter((sweep) => sweep.objectType === type)
    .first();
}

async function unreadPages(db: BridgeDatabase, sweepId: string): Promise<number> {
  const states = ['todo', 'leased'] as const;
  const counts = await Promise.all(
    states.map((state) => db.pages.where('[sweepId+state]').equals([sweepId, state]).count()),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Once the Worker has all of a sweep's batches: its id set, the pages of what it has not seen, its end. */
async function finishReports(parts: EngineParts, rules: CrmRules, outboxEmpty: boolean): Promise<void> {
  const { db } = parts;
  for (const sweep of await db.sweeps.where('active').equals(1).toArray()) {
    if (sweep.state !== 'reporting' && sweep.state !== 'verifying') continue;
    if ((await db.outbox.where('sweepId').equals(sweep.sweepId).count()) > 0 || !outboxEmpty) continue;
    if (sweep.state === 'reporting' && sweep.complete && sweep.kind === 'full') {
      if (!(await reportSweep(db, parts.link, rules, sweep, parts.now()))) continue;
      await db.sweeps.update(sweep.sweepId, { state: 'verifying' });
    }
    if ((await unreadPages(db, sweep.sweepId)) > 0) continue;
    if ((await db.records.where('[seenBySweep+dirty]').equals([sweep.sweepId, 1]).count()) > 0) continue;
    await db.transaction('rw', db.sweeps, db.pages, async () => {
      await db.sweeps.update(sweep.sweepId, { state: 'done', active: 0, finishedAt: parts.now() });
      await db.pages.where('sweepId').equals(sweep.sweepId).delete();
    });
  }
}

/** Sent, announced, settled, finished. */
async function advanceSync(parts: EngineParts, sync: SyncRow): Promise<void> {
  const { db, link } = parts;
  const now = parts.now();
  if (now - sync.startedAt >= SYNC_LIMIT_MS) {
    const waiting = (await firstTrouble(db))?.what ?? `It is still ${sync.phase}.`;
    const { code, what, why } = explain('timed-out', { detail: waiting });
    const timedOut = { ...sync, problems: [...sync.problems, { code, message: `${what} ${why}` }] };
    await endSync(parts, timedOut);
    return;
  }
  if (!sync.planned) return;
  const active = await db.sweeps
    .where('syncId')
    .equals(sync.syncId)
    .filter((sweep) => sweep.active === 1)
    .toArray();
  if (active.length > 0) {
    const reading = active.some((sweep) => sweep.state === 'reading' || sweep.state === 'verifying');
    await db.syncs.update(sync.syncId, { phase: reading ? 'reading' : 'sending' });
    return;
  }
  if ((await db.outbox.count()) > 0) return;
  if (!sync.announced) {
    const view = sync.viewId === null ? undefined : await db.views.get(sync.viewId);
    if (view === undefined || (await link.notBefore()) > 0) return;
    const reply = await link.call((client) => client.sync(sync.syncId, { viewId: view.viewId, crmUser: view.crmUser }));
    if (!reply?.ok) return;
    await db.syncs.update(sync.syncId, { announced: true, phase: 'processing' });
  }
  if ((await link.notBefore()) > 0) return;
  const status = await pollStatus(db, link, sync, now);
  if (status?.sync?.settled !== true) return;
  if (!sync.mirrored) {
    const sweeps = await db.sweeps.where('syncId').equals(sync.syncId).toArray();
    for (const sweep of sweeps) {
      if (!(await mirrorStates(db, link, sweep.sweepId))) return;
    }
    await db.syncs.update(sync.syncId, { mirrored: true });
  }
  const settled = await db.syncs.get(sync.syncId);
  if (settled) await endSync(parts, settled);
}

/** Ends a sync and keeps its result. Sweeps and batches that it leaves behind go on. */
async function endSync(parts: EngineParts, sync: SyncRow): Promise<void> {
  const ended: SyncRow = { ...sync, finishedAt: parts.now(), phase: 'finished' };
  const result = await resultOf(parts.db, ended, parts.now());
  await parts.db.syncs.put({ ...ended, result });
}

async function nextTime(parts: EngineParts, later: boolean): Promise<number | null> {
  const { db } = parts;
  const notBefore = await parts.link.notBefore();
  if (notBefore > 0) return Math.max(0, notBefore - parts.now());
  if (later) return POLL_MS;
  // Reading needs no clock: each answer moves it on.
  return (await runningSync(db))?.announced ? POLL_MS : null;
}
