import type { Explained } from '../../shared/errors/coded-error.ts';
import type { ObjectType, PerType } from '../../shared/objects/object-type.ts';
import type { Held, Rejected, UploadStatus } from '../../shared/protocol/messages.ts';

export interface SyncProblem {
  readonly code: string;
  readonly objectType?: ObjectType;
  readonly objectId?: string;
  readonly field?: string;
  readonly url?: string;
  readonly message: string;
}

/** What became of one sync (the fixed interface of `npm run demo -- --json`). Counts are distinct objects of this sync only. */
export interface SyncResult {
  readonly read: PerType<number>;
  /** Read, and already confirmed as read. */
  readonly unchanged: PerType<number>;
  /** Newest version reached DONE; deletions not included. */
  readonly confirmed: PerType<number>;
  readonly deleted: PerType<number>;
  /** All that are rejected at the end, not only those of this sync. */
  readonly rejected: readonly Rejected[];
  readonly held: readonly Held[];
  /** In sending order, failed ones included. */
  readonly uploads: readonly Pick<UploadStatus, 'clientRequestId' | 'objectType' | 'status' | 'records' | 'bytes'>[];
  /** Pages fetched from the CRM. */
  readonly pages: number;
  readonly durationMs: number;
  readonly problems: readonly SyncProblem[];
}

/**
 * `reading`: pages of the CRM are read. `sending`: batches go to the Worker. `processing`: Gong has uploads in work.
 * `finished`: nothing more happens for this sync by itself.
 */
export type SyncPhase = 'reading' | 'sending' | 'processing' | 'finished';

/** Something that a person must (or need not) do before work goes on. */
export interface Trouble extends Explained {
  /** True when nothing goes on until a person has acted. */
  readonly needsPerson: boolean;
  /** ISO instant. */
  readonly since: string;
  /** ISO instant at which work goes on by itself, where known. */
  readonly until: string | null;
  /** The site that permission is wanted for (`no-host-permission`). */
  readonly origins?: readonly string[];
}

/** How one press of Sync stands. */
export interface SyncState {
  readonly syncId: string;
  readonly kind: 'sync' | 'full-sync';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly phase: SyncPhase;
  /** What this sync waits for now; null while it goes on. */
  readonly trouble: Trouble | null;
  /** Up to date on each look, final once `finishedAt` is set. */
  readonly result: SyncResult;
}
