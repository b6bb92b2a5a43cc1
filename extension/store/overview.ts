import type { ObjectType, PerType } from '../../shared/objects/object-type.ts';
import type { Held, Rejected, UploadStatus } from '../../shared/protocol/messages.ts';
import type { LocalSettings } from '../settings/local-settings.ts';
import type { PolicyProblem } from '../settings/managed-settings.ts';
import type { SyncState, Trouble } from './sync-result.ts';

/** What a person can follow of one object type. */
export interface TypeOverview {
  /** Records known to be in the CRM, as far as this rep sees it. */
  readonly inCrm: number;
  /** Read in the running or newest sweep: distinct records. */
  readonly read: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Records with at least one problem. */
  readonly problems: number;
  /**
   * Read and not confirmed yet: what is in this browser still, and what the Worker has and Gong has not confirmed, held ones included. Each
   * record once.
   */
  readonly waiting: number;
  readonly confirmed: number;
  readonly rejected: number;
  readonly held: number;
  readonly pagesDone: number;
  readonly pagesToDo: number;
  /** Whether `pagesToDo` is still growing (the list's end is not known). */
  readonly pagesToDoKnown: boolean;
  /** ISO instants of the newest complete sweeps; null = none yet. */
  readonly lastSweepAt: string | null;
  readonly lastFullSweepAt: string | null;
  readonly sweeping: boolean;
  /** Another browser of the company reads this type for all. */
  readonly elsewhere?: true;
}

/** Everything that popup and options show, in one reading of the store. */
export interface Overview {
  readonly now: string;
  readonly connection:
    | {
        readonly state: 'not-enrolled';
        readonly managedAddress: string | null;
        /** Whether policy gives an enrolment code, too: then there is nothing to type. */
        readonly managedCode: boolean;
      }
    | {
        readonly state: 'enrolled';
        readonly workerOrigin: string;
        readonly companyName: string | null;
        readonly deviceId: string;
        readonly enrolledAt: string;
        /** When the person agreed to what is read and where it goes; null = nothing is read yet. */
        readonly agreedAt: string | null;
      };
  /** Null until the Worker has given one. */
  readonly profile: {
    readonly version: string;
    readonly name: string;
    readonly crmOrigins: readonly string[];
    readonly types: readonly ObjectType[];
    readonly fetchedAt: string;
  } | null;
  /** Origins (Worker's and CRM's) that the browser has not granted; ask with settings/permissions.ts in a click. */
  readonly missingOrigins: readonly string[];
  /** As whom the CRM is read, as its pages show it. */
  readonly crmUser: string | null;
  readonly paused: boolean;
  /** The one thing to say first; null when all is well. */
  readonly trouble: Trouble | null;
  /** The newest sync; null before the first. */
  readonly sync: SyncState | null;
  readonly types: PerType<TypeOverview>;
  readonly progress: {
    readonly pagesDone: number;
    readonly pagesToDo: number;
    readonly pagesPerMinute: number;
    /** Reading alone, at the present speed and with the pause that is under way; null until every list's end is known. */
    readonly secondsLeft: number | null;
  };
  /** Of the newest sync, in sending order. */
  readonly uploads: readonly UploadStatus[];
  readonly rejected: readonly Rejected[];
  readonly held: readonly Held[];
  /** Batches that the Worker has not taken yet. */
  readonly outbox: { readonly batches: number; readonly readings: number };
  readonly confirmedUpTo: string | null;
  /** The newest pages that were read because the rep had them open, oldest first; at most 20. */
  readonly captures: readonly {
    readonly at: string;
    readonly url: string;
    readonly objects: readonly { readonly objectType: ObjectType; readonly objectId: string }[];
  }[];
  /** The settings in force: the rep's own, and over them what policy decides. */
  readonly settings: LocalSettings;
  /** What browser policy sets, as last read; null where there is none. */
  readonly policy: {
    readonly keys: readonly string[];
    readonly problems: readonly PolicyProblem[];
    readonly readAt: string;
    readonly supportText: string | null;
  } | null;
}
