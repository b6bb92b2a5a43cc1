import type { Change } from '../data/history.ts';
import type { ObjectType } from '../data/records.ts';
import type { Changes, DateField } from '../data/store.ts';
import type { GongRecord, Truth } from '../data/truth.ts';
import type { RememberedList } from '../pages/session.ts';
import type { Access } from './access-log.ts';

/** A user who can sign in. */
export interface Login {
  readonly user: string;
  readonly password: string;
  /** Language of the labels that this user sees. */
  readonly language: string;
  /** `german`: 31.12.2003, 1.234,56; `american`: 12/31/2003 1:05 PM, 1,234.56. */
  readonly format: string;
}

/** What a test can do to the demo CRM and learn from it; the same over HTTP under `/__control/`. */
export interface DemoCrmControl {
  /** Users who can sign in. The first is jsmith. */
  readonly logins: readonly Login[];
  /** All page requests so far, in order of their answers. */
  accessLog(): readonly Access[];
  clearAccessLog(): void;
  /** Live records as Gong should hold them; with a login only those that this user may see. */
  truth(user?: string): Truth;
  /** Changes of a deal's stage, status, amount and closing date, oldest first, as its history page shows them. */
  history(dealId: string): readonly Change[];
  deletedIds(): Readonly<Record<ObjectType, readonly string[]>>;
  /**
   * Changes a record and sets its modified time to now at full minutes (or to `changes.modified`). Keys are those of
   * `data/fields.ts`, which are Gong's names where Gong has one. Returns the record as Gong should hold it.
   */
  edit(type: ObjectType, id: string, changes: Changes): GongRecord;
  /** A new record; returns its id. */
  create(type: ObjectType, changes?: Changes): string;
  delete(type: ObjectType, id: string): void;
  /** Brings a deleted record back as it was, with its old modified time. */
  restore(type: ObjectType, id: string): void;
  /** Hides a record (`*`: the whole object type) from a user. */
  deny(user: string, type: ObjectType, id: string): void;
  allow(user: string, type: ObjectType, id: string): void;
  setLatency(ms: number): void;
  expireSessions(): void;
  /** Sessions end after so many requests from now on, those that are open too; null = no more. */
  setSessionLife(requests: number | null): void;
  failNext(count: number, status: number, retryAfterSeconds?: number): void;
  failSome(share: number, status: number, retryAfterSeconds?: number): void;
  cutNext(count: number): void;
  blockPage(on: boolean): void;
  /** A date of this deal is shown as 31.02.2005; null shows the true one again. Default: closeDate. */
  setImpossibleDate(dealId: string, field?: DateField | null): void;
  /** Open sessions with what their contacts list remembers. */
  sessions(): readonly { readonly user: string; readonly requests: number; readonly contacts: RememberedList }[];
}

/** A running demo CRM. */
export interface DemoCrm extends DemoCrmControl {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Ends all connections; a second call does nothing. */
  close(): Promise<void>;
}

/** How to start a demo CRM. */
export interface DemoCrmOptions {
  /** 0 (default): any free port. */
  readonly port?: number;
  /** The same seed and scale give the same records. Default 1. */
  readonly seed?: number;
  /** Total number of records, users and stages included; at least 20. Default 433. */
  readonly scale?: number;
  /** Each page waits so long before it answers. Default 0. */
  readonly latencyMs?: number;
  /** A session ends after so many requests. Default: never. */
  readonly sessionTtlRequests?: number;
  /** A session ends when idle for so long. Default 20 minutes, as in ASP. */
  readonly sessionTtlMs?: number;
  /** Rows on a page of the four long lists. Default: 20 accounts, 25 contacts, 20 deals, 30 leads. */
  readonly rowsPerPage?: number;
  /** UTC milliseconds. Default `Date.now`. */
  readonly clock?: () => number;
}
