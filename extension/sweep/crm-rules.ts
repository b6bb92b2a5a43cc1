import type { Evidence } from '../../shared/interpret/evidence.ts';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { CompanyPace } from '../../shared/profile/company-pace.ts';
import type { HealthAlarm, PageMeasure } from '../../shared/profile/health.ts';
import type { PageRequest, PlannedPage, RawRecord } from '../../shared/profile/raw.ts';
import type { Reading } from '../../shared/protocol/reading.ts';

/** What is known while the pieces of one record are made into a reading. */
export interface InterpretFacts {
  /** ISO instant at which the record was read. */
  readonly readAt: string;
  readonly signs: Readonly<Record<string, string>>;
  /** objectIds of the records of `type` that go by the name `text`. */
  readonly lookup: (type: ObjectType, text: string) => readonly string[];
}

export interface PaceRules {
  /** Requests at the same time, over all tabs. */
  readonly concurrency: number;
  readonly minIntervalMs: number;
  /** Share of the interval by which it varies at random, 0 to 1. */
  readonly jitter: number;
  /** Pages that this browser may read in a day. */
  readonly dailyPages: number | null;
  /** What all browsers together may read; the Worker hands it out. Null = it is not asked. */
  readonly company: CompanyPace | null;
  /** Reading by itself stops when the rep has not loaded a page for so long. */
  readonly idleMs: number;
}

/** The profile in force as sweeps use it; made by profile-rules.ts. */
export interface CrmRules {
  readonly version: string;
  readonly name: string;
  readonly types: readonly ObjectType[];
  readonly origins: readonly string[];
  /** `shared`: every viewer sees every record, so one browser at a time sweeps a type. `own`: each sweeps what it sees. */
  readonly visibility: 'own' | 'shared';
  /** A page of the CRM that a person may open; where Sync opens a tab. */
  readonly startUrl: string;
  readonly pace: PaceRules;
  /** Milliseconds after which a record page is read again by a full sweep though its row is unchanged. */
  readonly detailMaxAgeMs: number;
  readonly maxListPages: number;
  /** Milliseconds after which a full sweep is due. */
  readonly fullSweepEveryMs: number;
  listPages(type: ObjectType): readonly PlannedPage[];
  /** Which of several sources of the type a page belongs to: their ids are apart. Empty where there is one. */
  source(page: string, type: ObjectType): string;
  recordPages(type: ObjectType, crmId: string, source: string): readonly PlannedPage[];
  /** The page that shows who is signed in: the profile's probe, else the first list. */
  probe(): PlannedPage | null;
  /** Pages that show the viewer's formats and zone; read once per sign-in. */
  signPages(): readonly PlannedPage[];
  /** Whether the lists of the type show the most recently changed records first. */
  newestFirst(type: ObjectType): boolean;
  pagesForUrl(url: string): readonly { readonly page: string; readonly crmId?: string }[];
  isAllowed(request: PageRequest): boolean;
  /** Lists whose page, sort and filter the session remembers. */
  readonly rememberingLists: readonly string[];
  /** A visit of such a list: plain, or one that makes the session remember these values. */
  listVisit(page: string, values: Readonly<Record<string, string>> | null): PlannedPage | null;
  /** Whether a page lists a record's changes: it adds to the record, and says nothing of whether there is one. */
  isHistory(page: string): boolean;
  /** How many requests reading this page takes: with proofs of the login before and after it three. */
  requestsFor(page: PlannedPage): number;
  objectId(type: ObjectType, crmId: string, source: string): string;
  interpret(raws: readonly RawRecord[], facts: InterpretFacts): Reading;
  /** Whether these pieces are a record of their type; null when no page shows it, so that nothing may be sent of it. */
  hasRole(raws: readonly RawRecord[]): boolean | null;
  aliases(raws: readonly RawRecord[]): readonly string[];
  constants(readAt: string): readonly Reading[];
  /** Users that references to logins imply, where the profile has a rule from login to address. */
  impliedUsers(raws: readonly RawRecord[], facts: Pick<InterpretFacts, 'readAt' | 'lookup'>): readonly Reading[];
  /** What these values say about the viewer's formats; null where the profile asks for no evidence. */
  evidence(raws: readonly RawRecord[]): Evidence | null;
  /** What is wrong with a list page, held against what was usual. */
  judgeHealth(usual: readonly PageMeasure[], now: PageMeasure): readonly HealthAlarm[];
}
