import { perType } from '../../shared/objects/object-type.ts';
import type { BridgeDatabase } from '../store/database.ts';
import type { SweepRow, SyncRow } from '../store/rows.ts';
import type { SyncResult, SyncState } from '../store/sync-result.ts';
import { firstTrouble } from '../store/trouble.ts';

const MOST_PROBLEMS = 500;

/** The result of a sync as it stands now: what was read, and what the ledger has said of it so far. */
export async function resultOf(db: BridgeDatabase, sync: SyncRow, now: number): Promise<SyncResult> {
  const sweeps = await db.sweeps.where('syncId').equals(sync.syncId).toArray();
  const { status } = sync;
  const sum = (type: SweepRow['objectType'], take: (sweep: SweepRow) => number) =>
    sweeps.filter((sweep) => sweep.objectType === type).reduce((total, sweep) => total + take(sweep), 0);
  return {
    read: perType((type) => sum(type, (sweep) => sweep.read)),
    unchanged: perType((type) => sum(type, (sweep) => sweep.skipped) + (status?.sync?.unchanged[type] ?? 0)),
    confirmed: perType((type) => status?.sync?.confirmed[type] ?? 0),
    deleted: perType((type) => status?.sync?.deleted[type] ?? 0),
    rejected: status?.rejected ?? [],
    held: status?.held ?? [],
    uploads: (status?.sync ? status.uploads : []).map(
      ({ clientRequestId, objectType, status: word, records, bytes }) => ({
        clientRequestId,
        objectType,
        status: word,
        records,
        bytes,
      }),
    ),
    pages: sync.pages,
    durationMs: Math.max(0, (sync.finishedAt ?? now) - sync.startedAt),
    problems: [...sync.problems, ...sweeps.flatMap((sweep) => sweep.problems)].slice(0, MOST_PROBLEMS),
  };
}

/** How a sync stands; the newest without `syncId`. */
export async function syncState(
  db: BridgeDatabase,
  syncId: string | undefined,
  now: number,
): Promise<SyncState | null> {
  const sync = syncId === undefined ? await db.syncs.orderBy('startedAt').last() : await db.syncs.get(syncId);
  if (sync === undefined) return null;
  return {
    syncId: sync.syncId,
    kind: sync.kind,
    startedAt: new Date(sync.startedAt).toISOString(),
    finishedAt: sync.finishedAt === null ? null : new Date(sync.finishedAt).toISOString(),
    phase: sync.phase,
    trouble: sync.finishedAt === null ? await firstTrouble(db) : null,
    result: sync.result ?? (await resultOf(db, sync, now)),
  };
}
