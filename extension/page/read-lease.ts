import type { PageReading, PlannedPage } from '../../shared/profile/raw.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import type { PageAnswer, PageOutcome } from '../sweep/answer.ts';
import type { Lease } from '../sweep/lease.ts';
import { type FetchedPage, fetchPage } from './fetch-page.ts';
import type { ReadPage } from './page-reader-slot.ts';
import type { Slots } from './slots.ts';

export interface LeaseContext {
  readonly profile: Profile;
  /** The page that proves the login where the leased page cannot. */
  readonly probe: PlannedPage | null;
  readonly slots: Slots;
  /** When this reader has last begun with a lease, ms. */
  readonly begun: { at: number };
  readonly now: () => number;
  /** Reads a parsed page. */
  readonly read: ReadPage;
}

/** Messages take their time, and not always the same: two requests may come closer by so much than they were meant to. */
export const MESSAGE_MS = 100;

/** Fetches and reads the page of a lease, or gives it back. Never throws. Shuts the slots where the CRM has failed: whoever delivers the answer opens them. */
export async function readLease(lease: Lease, context: LeaseContext): Promise<PageAnswer> {
  let durationMs = 0;
  const mayBegin = gate(lease, context.begun);
  const read = async (planned: PlannedPage, referrer: string | null): Promise<PageOutcome> => {
    // A slot is held from the request's start to its last byte; parsing the answer keeps nobody waiting.
    const fetched = await context.slots.run(async (waited) => {
      const start = context.now();
      if (!mayBegin(start, waited)) return null;
      const page = await fetchPage(context.profile, planned, referrer, context.now);
      durationMs = Math.max(0, context.now() - start);
      // Before the slot is free: a CRM that has failed is asked for nothing more until the background knows of it.
      if (page.kind !== 'page') context.slots.shut();
      return page;
    });
    if (fetched === null) return { kind: 'returned' };
    return outcomeOf(context, planned, fetched);
  };
  const { planned, referrer } = lease;
  const outcome = await (context.profile.pages[planned.page]?.probe === true && context.probe
    ? withProof(
        context.probe,
        () => read(planned, referrer),
        (probe) => read(probe, null),
      )
    : read(planned, referrer));
  return { leaseId: lease.leaseId, outcome, durationMs };
}

/** Whether a request on this lease may begin: while the lease lasts, and when the pace has given it, or not much later. */
function gate(lease: Lease, last: { at: number }): (at: number, waited: boolean) => boolean {
  let begun = false;
  return (at, waited) => {
    if (at >= lease.until || (waited && !lease.mayWait)) return false;
    if (begun) return true;
    if (Math.abs(at - last.at) < lease.gapMs - MESSAGE_MS) return false;
    begun = true;
    last.at = at;
    return true;
  };
}

/** A page that cannot prove the login itself counts only between two pages that do, of the same viewer. */
async function withProof(
  probe: PlannedPage,
  readLeased: () => Promise<PageOutcome>,
  readProbe: (probe: PlannedPage) => Promise<PageOutcome>,
): Promise<PageOutcome> {
  const before = await readProbe(probe);
  if (!proves(before)) return before;
  const outcome = await readLeased();
  if (outcome.kind !== 'read') return outcome;
  const after = await readProbe(probe);
  if (!proves(after)) return after;
  const { viewer } = after.reading;
  if (viewer !== before.reading.viewer)
    return { ...outcome, reading: { ...outcome.reading, ...NO_DATA, state: 'signed-out' } };
  return { ...outcome, reading: { ...outcome.reading, viewer: outcome.reading.viewer ?? viewer } };
}

const NO_DATA = { records: [], next: null, endProven: false, total: null } as const;

function proves(outcome: PageOutcome): outcome is Extract<PageOutcome, { kind: 'read' }> {
  return outcome.kind === 'read' && outcome.reading.state !== 'signed-out' && outcome.reading.state !== 'unproven';
}

function outcomeOf({ profile, read }: LeaseContext, planned: PlannedPage, fetched: FetchedPage): PageOutcome {
  if (fetched.kind === 'status' || fetched.kind === 'failed') return fetched;
  const document = new DOMParser().parseFromString(fetched.html, 'text/html');
  // A parsed document says that it is UTF-8, whatever its bytes were.
  const request = { ...planned.request, charset: planned.request.charset ?? fetched.charset };
  const reading = read(document, profile, { ...planned, request }, fetched.finalUrl);
  const { finalUrl, cut } = fetched;
  const state = fetched.status === 401 ? 'signed-out' : reading.state;
  if (cut === null) return { kind: 'read', finalUrl, reading: { ...reading, state } };
  // What is not the page asked for may be the login page instead, or a block page; whatever else it is, it gives no data.
  const nothing: PageReading = { ...reading, ...NO_DATA, viewer: null, signs: {} };
  if (state === 'signed-out' || state === 'blocked') return { kind: 'read', finalUrl, reading: { ...nothing, state } };
  const problems = [{ code: 'answer-cut', about: [cut] }];
  return { kind: 'read', finalUrl, reading: { ...nothing, state: 'unproven', problems } };
}
