/**
 * What the reader hands over: strings as they stand on the page, nothing parsed. Types only, so that the content script stays small.
 */
import type { ObjectType } from '../objects/object-type.ts';
import type { Doubt } from './reader-sentences.ts';

/** A request that the profile describes: GET, or the profile's own paging POST. */
export interface PageRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute. */
  readonly url: string;
  /** Form fields in sending order, decoded; `page/` percent-encodes them in `charset`. With GET they join the address's parameters. */
  readonly form?: readonly (readonly [name: string, value: string])[];
  /** The charset of the page that the form came from, a WHATWG label. */
  readonly charset?: string;
}

/** A page of the profile to be read: which one, of which record (details only), by which request. */
export interface PlannedPage {
  /** Key of the page in the profile's `pages`. */
  readonly page: string;
  readonly request: PageRequest;
  /** The CRM's own id of the record that the request asks for. */
  readonly crmId?: string;
}

/** `unproven`: no proof of login, or of completeness, or structure unlike the profile: not data, not an error sentence either. */
export type PageState = 'ok' | 'empty' | 'signed-out' | 'gone' | 'denied' | 'gone-or-denied' | 'blocked' | 'unproven';

/** A problem of a page; `sentenceOf` says it to people. */
export interface ReadingProblem extends Doubt {
  readonly field?: string;
}

/** One mapped field. `text` may hold several candidates' worth of text (multi-line with \n); links are the ids found in its links. */
export type RawValue =
  | {
      readonly state: 'value';
      readonly text: string;
      /** Ids taken from links or attributes inside the value, as the profile asks. */
      readonly ids?: readonly string[];
      /** The unit, currency mark or the like that stood in the label. */
      readonly label?: string;
      readonly url?: string;
      /** Which of the field's sources gave it; absent = the first. */
      readonly source?: number;
    }
  | { readonly state: 'empty'; readonly label?: string; readonly source?: number }
  | (Doubt & { readonly state: 'unread'; readonly source?: number });

export interface RawRecord {
  readonly objectType: ObjectType;
  /** The page of the profile that it was read from. */
  readonly page: string;
  /** As the CRM writes it. */
  readonly crmId: string;
  readonly fields: Readonly<Record<string, RawValue>>;
  /**
   * Set when the profile's `when` does not say yes: `unmet`, this record is not of this type (not gone either); `unknown`, the page does not
   * show the deciding field. Absent = it is of this type.
   */
  readonly role?: 'unmet' | 'unknown';
  /** From a page of changes, as its rows stand there; such a piece has no fields. */
  readonly changes?: readonly RawChange[];
}

/** One row of a page of changes. */
export interface RawChange {
  readonly date: RawValue;
  readonly field: RawValue;
  readonly from: RawValue;
  readonly to: RawValue;
}

/** Everything read from one page. */
export interface PageReading {
  readonly page: string;
  readonly kind: 'list' | 'record' | 'other';
  readonly state: PageState;
  readonly records: readonly RawRecord[];
  /** Lists only: the next page, or null when the page proves that it is the last. */
  readonly next: PageRequest | null;
  /** Lists only: whether `next: null` is proven (total reached, no next link where the profile says that this proves the end …). */
  readonly endProven: boolean;
  /** Lists only: how the records of its rows are opened, where only the list's page tells. */
  readonly opens?: readonly PlannedPage[];
  /** The number of records that the list says it has, where it says so. */
  readonly total: number | null;
  /** Lists whose state the session remembers: that state, as the page shows it. */
  readonly remembered?: Readonly<Record<string, string>>;
  /** Who is signed in, as the page shows it; null where the page does not. */
  readonly viewer: string | null;
  /** Signs of the viewer's formats and language, as the profile names them. */
  readonly signs: Readonly<Record<string, string>>;
  /** Problems of the page itself. */
  readonly problems: readonly ReadingProblem[];
}
