import type { PageReading } from '../../shared/profile/raw.ts';
import type { Millis } from '../store/rows.ts';

/** What a reader brings back for a lease. */
export interface PageAnswer {
  readonly leaseId: string;
  readonly outcome: PageOutcome;
  /** From the start of the request to its last byte. */
  readonly durationMs: number;
}

export type PageOutcome =
  | { readonly kind: 'read'; readonly reading: PageReading; readonly finalUrl: string }
  /** `redirected`: it led to another site, which is how some CRMs show that a session is over. */
  | { readonly kind: 'failed'; readonly failure: 'network' | 'timeout' | 'redirected'; readonly detail: string }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs: number | null }
  /** Not asked for: the CRM has failed meanwhile, and whether to go on is for the background to say. */
  | { readonly kind: 'returned' };

/** Whether the CRM has given no page at all: nothing more is asked of it before that is known to the background. */
export function hasFailed({ outcome }: PageAnswer): boolean {
  return outcome.kind === 'failed' || outcome.kind === 'status';
}

/** How a committed answer changes what happens next; what it means for people is in the store already. */
export type CommitEffect =
  | { readonly kind: 'committed' }
  | { readonly kind: 'view-opened' }
  /** A page was read as somebody else than its sweep: who it is has to be looked up. */
  | { readonly kind: 'viewer-doubtful' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'crm-failed' }
  /** The lease had run out and another has answered, or its sweep has ended. */
  | { readonly kind: 'late' };

/** What is taken in together with an answer. */
export interface CommitFacts {
  readonly now: Millis;
  readonly random: number;
  readonly newId: string;
}
