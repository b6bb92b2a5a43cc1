/** One request for a page of the CRM; requests for the control and truth addresses are not logged. */
export interface Access {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** A digest of the form that was posted: the same form has the same. Null without one. */
  readonly posted: string | null;
  /** Login of the session's user; null without a session. */
  readonly user: string | null;
  /** UTC, ISO with milliseconds, of arrival. */
  readonly time: string;
  /** The same of its answer. */
  readonly answered: string;
  readonly status: number;
  /** Seconds that the answer asked to wait; null where it asked for nothing. */
  readonly retryAfter: number | null;
  /** Whether the address is one that changes, deletes or signs out. Signing in is not counted as acting. */
  readonly acted: boolean;
  readonly kind: 'list' | 'detail' | 'form' | 'frame' | 'sign-in' | 'act' | 'other' | 'asset' | 'fault';
  readonly referrer: string | null;
  /** What the browser says it is for (`Sec-Fetch-Dest`): `empty` where a script has fetched it. */
  readonly dest: string | null;
}
