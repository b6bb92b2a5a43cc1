import type { Evidence } from '../../shared/interpret/evidence.ts';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { HealthAlarm, PageMeasure } from '../../shared/profile/health.ts';
import type { PlannedPage, RawRecord } from '../../shared/profile/raw.ts';
import type { LeasesAnswer, StatusAnswer } from '../../shared/protocol/messages.ts';
import type { Reading } from '../../shared/protocol/reading.ts';
import type { LocalSettings } from '../settings/local-settings.ts';
import type { PolicyReading } from '../settings/managed-settings.ts';
import type { SyncPhase, SyncProblem, SyncResult, Trouble } from './sync-result.ts';

/** Milliseconds since 1970 by the browser's clock. */
export type Millis = number;

/** Single values, each under its key in the table `facts`. */
export interface Facts {
  device: {
    readonly workerOrigin: string;
    readonly deviceId: string;
    readonly token: string;
    readonly companyName: string | null;
    readonly enrolledAt: Millis;
  };
  /** The person's agreement; see consent.ts. */
  consent: { readonly at: Millis; readonly workerOrigin: string; readonly wording: number };
  /** The record that a person has last asked to read again; null = not read yet. */
  again: {
    readonly key: string;
    readonly askedAt: Millis;
    readonly outcome: 'changed' | 'same' | 'gone' | 'denied' | 'not-shown' | null;
  };
  /** Objects in batches that the Worker took after it last said how things stand. */
  taken: Readonly<Partial<Record<ObjectType, readonly string[]>>>;
  /** Objects that the Worker took outside of any sync and has not yet said the end of; it is asked again from `notBefore` on. */
  unsettled: {
    readonly objects: readonly {
      readonly viewId: string;
      readonly objectType: ObjectType;
      readonly objectId: string;
    }[];
    /** Times that it was asked since it last took something. */
    readonly asked: number;
    readonly notBefore: Millis;
  };
  /** What stood on top of the records page when it was last shown: found by these keys, it stands there at once the next time. */
  listed: { readonly viewId: string; readonly keys: readonly string[] };
  /** Rejections that the rep has seen in the popup; see notices.ts. */
  seenRejections: readonly string[];
  profile: { readonly version: string; readonly profile: unknown; readonly fetchedAt: Millis };
  settings: LocalSettings;
  /** What browser policy sets, as last read. */
  policy: PolicyReading & { readonly readAt: Millis };
  /**
   * As whom pages were last proven to be read. `open`: a page has proven it and nothing has put it in doubt since.
   * `signedOut`: somebody else may have signed in since, for all we know.
   */
  view: {
    readonly viewId: string;
    readonly crmUser: string | null;
    readonly open: boolean;
    readonly signedOut: boolean;
    /** The viewer's formats and zone, from the pages that show them. */
    readonly signs: Readonly<Record<string, string>>;
  };
  pace: PaceState;
  /** Pages of the CRM that the company's browsers share: this one's part. */
  allowance: Allowance;
  /** Sweeps that the Worker has given to this browser and does not know to have ended. */
  heldSweeps: readonly { readonly objectType: ObjectType; readonly sweepId: string }[];
  /** Types that another browser of the company sweeps, until when this is known. */
  elsewhere: { readonly types: readonly ObjectType[]; readonly until: Millis };
  /** By page of the profile: lists whose state the CRM's session remembers. */
  listStates: Readonly<Record<string, ListState>>;
  /** When the Worker was last told how this browser's sweeps get on. */
  turnsRenewedAt: Millis;
  paused: boolean;
  missingOrigins: readonly string[];
  /** The Worker's last answer about everything. */
  status: StatusAnswer;
  /** What the Worker was last told of the pages' health. */
  healthSent: { readonly print: string; readonly at: Millis };
  /** Times in a row that list pages did not look as this version of the profile describes them. */
  unproven: { readonly version: string; readonly pages: Readonly<Record<string, number>> };
  /** Times in a row that the login could not be proven under this version of the profile; gone once a list page was read. */
  noLogin: { readonly version: string; readonly unproven: number; readonly signedOut: number };
  /** When the Worker may be asked again after failures. */
  worker: { readonly failures: number; readonly notBefore: Millis };
  'trouble-crm': Trouble;
  'trouble-worker': Trouble;
  'trouble-gong': Trouble;
  'trouble-permission': Trouble;
  'trouble-profile': Trouble;
  'trouble-store': Trouble;
  'trouble-health': Trouble;
  'trouble-team': Trouble;
  /** The newest pages that were read because the rep had them open, oldest first. */
  captures: readonly {
    readonly at: Millis;
    readonly url: string;
    readonly objects: readonly { readonly objectType: ObjectType; readonly objectId: string }[];
  }[];
  /** Last time the rep loaded a page of the CRM: reading by itself stops half an hour later. */
  lastVisitAt: Millis;
  /** When the next scheduled sweep is due. */
  nextSweepAt: Millis;
  /** Tab that Sync opened because none was there; closed again when the work is done. */
  ownTab: { readonly tabId: number };
}

export type FactKey = keyof Facts;
export interface FactRow {
  readonly key: FactKey;
  readonly value: Facts[FactKey];
}

/** Pages that this browser may read of those that the company's browsers share. */
export interface Allowance {
  /** Null = not granted by the Worker: this browser's own share while the Worker cannot be reached. */
  readonly grantId: string | null;
  readonly granted: number;
  readonly left: number;
  /** What is left lapses then. */
  readonly until: Millis;
  /** When it makes sense to ask again after less was granted than wanted. */
  readonly moreAt: Millis;
  /** Which bound of the company was reached. */
  readonly bound: 'minute' | 'day' | null;
  /** This browser's share while the Worker cannot be reached, as the Worker last said. */
  readonly alone: LeasesAnswer['pages']['alone'] | null;
  /** How much of it was taken on which day. */
  readonly aloneDay: string;
  readonly alonePages: number;
}

/** What a view's session remembers of a list. */
export interface ListState {
  readonly viewId: string;
  /** The rep's own page, sort and filter; null = the list does not show them. */
  readonly values: Readonly<Record<string, string>> | null;
  /** Whether our reading has put others in their place. */
  readonly disturbed: boolean;
}

/** How fast the CRM is read; see sweep/pace.ts. */
export interface PaceState {
  readonly lastStartAt: Millis;
  /** Requests that the page begun then takes, one after the other; absent = 1. */
  readonly lastRequests?: number;
  /** No request before this (Retry-After, back-off, the rep's own clicks). */
  readonly notBefore: Millis;
  /** Whether the CRM itself has asked for that pause: then not even a press of Sync shortens it. */
  readonly asked: boolean;
  /** Consecutive failures of the CRM. */
  readonly failures: number;
  /** Exponentially weighted mean of the CRM's answer times, and the best such mean seen. */
  readonly latencyMs: number | null;
  readonly bestLatencyMs: number | null;
  /** Mean time from one start to the next while pages are read, pauses left out; absent before the second page. */
  readonly intervalMs?: number;
  /** Pages fetched on `day` (local YYYY-MM-DD). */
  readonly day: string;
  readonly pagesToday: number;
}

/**
 * `reading`: pages are read. `interpreting`: all pages are read, records are made. `reporting`: its batches are on their way, then the id set.
 * `verifying`: pages of nominated records are read. `done`; `incomplete`: ended early, nothing is concluded from it.
 */
export type SweepState = 'reading' | 'interpreting' | 'reporting' | 'verifying' | 'done' | 'incomplete';

export interface SweepRow {
  readonly sweepId: string;
  readonly syncId: string | null;
  readonly viewId: string;
  readonly objectType: ObjectType;
  readonly kind: 'full' | 'incremental';
  readonly profileVersion: string;
  readonly startedAt: Millis;
  readonly finishedAt: Millis | null;
  readonly state: SweepState;
  /** 1 while the plan still has work for it. */
  readonly active: 0 | 1;
  /** False once anything kept it from having seen every record. */
  readonly complete: boolean;
  readonly pagesPlanned: number;
  readonly pagesDone: number;
  /** List pages read. */
  readonly listPages: number;
  /** List pages whose successor is not known yet. */
  readonly listsOpen: number;
  /** What the list says it has. */
  readonly total: number | null;
  readonly read: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly withProblems: number;
  /** Not sent again because the ledger has it confirmed as read. */
  readonly skipped: number;
  /** Records that were decided on after this moment are not known from a completed sweep. */
  readonly knownUntil: Millis;
  /** Read every record page, whatever the list rows say. */
  readonly thorough: boolean;
  readonly problems: readonly SyncProblem[];
  /** List pages in a row that held nothing new to this sweep: a list that runs in circles. */
  readonly stalePages: number;
  /** Parts of its report that the Worker has taken. */
  readonly partsSent: number;
  /** What its pages say so far about the viewer's formats. */
  readonly evidence?: Evidence;
}

/**
 * `probe`: who is signed in; `signs`: the viewer's formats; `again`: a person has asked for it; `state`, `restore`: what the session remembers of a list, looked up and put back. None of
 * them belongs to a sweep.
 */
export type PagePurpose = 'probe' | 'signs' | 'again' | 'state' | 'restore' | 'list' | 'record' | 'verify';

export interface PageRow {
  readonly pageId: string;
  readonly sweepId: string;
  /** Null for probe and signs. */
  readonly objectType: ObjectType | null;
  readonly purpose: PagePurpose;
  readonly planned: PlannedPage;
  /** Smaller is read earlier. */
  readonly order: number;
  readonly state: 'todo' | 'leased' | 'done' | 'failed';
  readonly attempts: number;
  readonly notBefore: Millis;
  readonly leaseId: string | null;
  readonly leasedUntil: Millis;
  readonly tabId: number | null;
  readonly startedAt: Millis;
  /** Sent as the referrer: the list page that led here. */
  readonly referrer: string | null;
}

/** One page's view of a record, as the reader took it. */
export interface Piece {
  readonly raw: RawRecord;
  readonly readAt: Millis;
  readonly signs: Readonly<Record<string, string>>;
  readonly profileVersion: string;
  readonly kind: 'list' | 'record';
}

/** One record of one view. */
export interface RecordRow {
  /** viewId|objectType|source|crmId */
  readonly key: string;
  /** Which of several sources of the type it comes from; empty where there is one. */
  readonly source: string;
  readonly viewId: string;
  readonly objectType: ObjectType;
  readonly crmId: string;
  readonly objectId: string;
  readonly seenBySweep: string;
  readonly seenAt: Millis;
  readonly pieces: Readonly<Record<string, Piece>>;
  /** By list page: fingerprint of the row that a sweep saw when it last decided to read the record anew. */
  readonly basePrints: Readonly<Record<string, string>>;
  /** When it decided so: pieces of record pages older than this are stale. */
  readonly baseAt: Millis;
  /** 1 = read since it was last made into a record. Any other is not asked for, and null is in no index. */
  readonly dirty: 1 | null;
  readonly reading: Reading | null;
  /** Fingerprint of the content of `reading`. */
  readonly print: string | null;
  /** The sweep in which it was last made, or found to be known. */
  readonly settledBy: string;
  readonly queuedPrint: string | null;
  readonly confirmedPrint: string | null;
  /** viewId|objectType|name, for those that name this record. */
  readonly aliases: readonly string[];
  /** 1 while a name in it stands for no record known yet. */
  readonly unresolved: 1 | null;
  /** Among records of which types they were looked for. */
  readonly wants?: readonly ObjectType[];
  /** Made from the profile, not from a page. */
  readonly constant: boolean;
  /** What its own page last said of it. */
  readonly presence: Reading['presence'];
  /** Set by the store itself where the row stands aside; see counted-records.ts. */
  readonly aside?: 1;
}

export interface OutboxRow {
  /** Sending order. */
  readonly seq?: number;
  readonly batchId: string;
  readonly syncId: string | null;
  readonly sweepId: string | null;
  readonly viewId: string;
  readonly crmUser: string | null;
  readonly profileVersion: string;
  readonly readings: readonly Reading[];
  readonly bytes: number;
  /** 1 once it was on its way: then neither its content nor its sync may change. */
  readonly attempted: 0 | 1;
}

export interface SyncRow {
  readonly syncId: string;
  readonly kind: 'sync' | 'full-sync';
  readonly viewId: string | null;
  readonly startedAt: Millis;
  readonly finishedAt: Millis | null;
  readonly phase: SyncPhase;
  /** Whether its sweeps were planned, and whether the Worker knows that all batches are in. */
  readonly planned: boolean;
  readonly announced: boolean;
  /** Whether the mirror knows what became of what it sent. */
  readonly mirrored: boolean;
  readonly pages: number;
  readonly problems: readonly SyncProblem[];
  readonly result: SyncResult | null;
  readonly status: StatusAnswer | null;
}

/** What the ledger last said of an object. */
export interface MirrorRow {
  /** objectType|objectId */
  readonly key: string;
  readonly state: 'unknown' | 'pending' | 'in-flight' | 'confirmed' | 'rejected' | 'deleted';
  readonly confirmedAt: string | null;
  readonly reason: string | null;
}

/** What is usual for a list page of one view under one profile version. */
export interface HealthRow {
  /** viewId|page */
  readonly key: string;
  readonly viewId: string;
  readonly page: string;
  readonly profileVersion: string;
  /** The newest healthy pages, oldest first. */
  readonly measures: readonly PageMeasure[];
  /** Alarms that no healthy page has ended yet. */
  readonly open: readonly HealthAlarm[];
}

export interface ViewRow {
  readonly viewId: string;
  readonly crmUser: string | null;
  readonly since: Millis;
  /** What whole columns have proven about the viewer's formats, where the profile asks for evidence. */
  readonly formats?: ProvenFormats;
}

export interface ProvenFormats {
  readonly profileVersion: string;
  readonly evidence: Evidence;
  /** The sign that names the proven sets; empty without proof. */
  readonly signs: Readonly<Record<string, string>>;
  /** Pieces read before this may show other formats: the viewer has changed them since. */
  readonly since: Millis;
}
