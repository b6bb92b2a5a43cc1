import { explain } from '../../shared/errors/coded-error.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { SyncRow } from '../store/rows.ts';
import { clearTrouble, firstTrouble } from '../store/trouble.ts';
import { hurried } from '../sweep/pace.ts';
import { closeView } from '../sweep/view.ts';
import type { EngineParts } from './engine-parts.ts';
import { resultOf } from './result.ts';
import { mirrorStates, pollStatus } from './status-poll.ts';

/** A sync that is not settled by then ends with the problem `timed-out`; its work goes on. */
export const SYNC_LIMIT_MS = 10 * 60_000;

/** The sync under way: the newest that has not ended. */
export async function runningSync(db: BridgeDatabase): Promise<SyncRow | undefined> {
  const newest = await newestSync(db);
  return newest?.finishedAt === null ? newest : undefined;
}

function newestSync(db: BridgeDatabase): Promise<SyncRow | undefined> {
  return db.syncs.orderBy('startedAt').last();
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
  const last = await newestSync(db);
  await db.syncs.add({
    syncId,
    kind,
    viewId: null,
    // After the one before, whatever the clock says: it may have been set back.
    startedAt: Math.max(now, (last?.startedAt ?? 0) + 1),
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

/** Sent, announced, settled, finished. */
export async function advanceSync(parts: EngineParts, sync: SyncRow): Promise<void> {
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
