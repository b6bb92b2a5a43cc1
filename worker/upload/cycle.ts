/**
 * What the bridge does next, as a pure function of what is known. The driver looks, does one step, and looks again:
 * every step may be the last one before the process dies.
 */
import type { SchemaType } from '../../shared/objects/object-type.ts';

/** The running upload cycle; versions newer than `cut` belong to the next one. Times in ms. */
export interface Cycle {
  readonly no: number;
  readonly startedAt: number;
  readonly cut: number;
}

/** What the decision needs of an open upload. */
export interface OpenUpload {
  readonly no: number;
  readonly type: number;
  readonly purpose: 'upsert' | 'delete' | 'replace';
  readonly state: 'frozen' | 'unsure' | 'accepted';
  readonly nextAt: number;
}

export interface Situation {
  readonly now: number;
  /** Uploads must not go on until a person has acted; null when they may. `probeAt`: when to try once all the same. */
  readonly stopped: { readonly probeAt: number } | null;
  /** After a failure of Gong's or a spent budget: nothing before this. */
  readonly backOffUntil: number | null;
  readonly cycle: Cycle | null;
  /** When the next cycle may start; null when nothing asks for one. */
  readonly cycleDueAt: number | null;
  readonly hasWork: boolean;
  /** When the deletion of the integration that IT asked for is to be followed; null when there is none. */
  readonly deletionAt: number | null;
  readonly integrationKnown: boolean;
  /** IT wants to be registered now, whether there is something to upload or not. */
  readonly registrationWanted: boolean;
  readonly integrationCheckDue: boolean;
  readonly schemasDue: readonly SchemaType[];
  readonly open: readonly OpenUpload[];
  /** Per type number: whether upserts, or deletions, could be frozen now. */
  readonly readyUpserts: readonly boolean[];
  readonly readyDeletes: readonly boolean[];
  readonly replaceReady: boolean;
  /** Types of which upserts of this cycle wait for something that goes on by itself. */
  readonly waiting: readonly number[];
  /** Types of which the integration has had an upload before. */
  readonly uploaded: readonly number[];
  /** When the clock alone frees one of them. */
  readonly releaseAt: number | null;
}

export type Step =
  | { readonly do: 'start-cycle' }
  | { readonly do: 'end-cycle' }
  | { readonly do: 'integrate' }
  | { readonly do: 'check-integration' }
  | { readonly do: 'follow-deletion' }
  | { readonly do: 'schema'; readonly type: SchemaType }
  | { readonly do: 'send'; readonly upload: number }
  | { readonly do: 'ask'; readonly upload: number }
  | { readonly do: 'poll'; readonly upload: number }
  | { readonly do: 'freeze'; readonly type: number; readonly purpose: 'upsert' | 'delete' | 'replace' }
  | { readonly do: 'judge' }
  /** `until` null: only an outside word starts it again. */
  | { readonly do: 'wait'; readonly until: number | null };

/** Decides the next step (design: an upload cycle). Uploads before polls; types in Gong's order; deletions last, in reverse order, one at a time. */
export function nextStep(s: Situation): Step {
  if (s.stopped !== null && s.stopped.probeAt > s.now) return { do: 'wait', until: s.stopped.probeAt };
  if (s.backOffUntil !== null && s.backOffUntil > s.now) return { do: 'wait', until: s.backOffUntil };
  // While the integration is being deleted nothing may be uploaded to it.
  if (s.deletionAt !== null)
    return s.deletionAt <= s.now ? { do: 'follow-deletion' } : { do: 'wait', until: s.deletionAt };
  if (s.cycle === null) return idleStep(s);
  if (!s.integrationKnown) return { do: 'integrate' };
  if (s.integrationCheckDue) return { do: 'check-integration' };
  const [schema] = s.schemasDue;
  if (schema !== undefined) return { do: 'schema', type: schema };
  return uploadStep(s) ?? waitStep(s);
}

function idleStep(s: Situation): Step {
  if (s.open.length > 0) return { do: 'start-cycle' };
  if (s.registrationWanted && !s.integrationKnown) return { do: 'integrate' };
  if (!s.hasWork || s.cycleDueAt === null) return { do: 'wait', until: null };
  return s.cycleDueAt <= s.now ? { do: 'start-cycle' } : { do: 'wait', until: s.cycleDueAt };
}

function uploadStep(s: Situation): Step | null {
  const due = s.open.filter(({ nextAt }) => nextAt <= s.now);
  const unsent = s.open.some(({ state }) => state !== 'accepted');
  const unsure = due.find(({ state }) => state === 'unsure');
  if (unsure) return { do: 'ask', upload: unsure.no };
  const frozen = due.find(({ state }) => state === 'frozen');
  if (frozen) return { do: 'send', upload: frozen.no };
  // Types start in order: while one file could not be handed over yet, none of a later type is frozen.
  if (!unsent) {
    const replacing = s.open.some(({ purpose }) => purpose === 'replace');
    if (s.replaceReady && !replacing) return { do: 'freeze', type: 0, purpose: 'replace' };
    const type = s.readyUpserts.findIndex((ready, candidate) => ready && !waitsForFirst(s, candidate));
    if (type >= 0) return { do: 'freeze', type, purpose: 'upsert' };
  }
  const accepted = due.find(({ state }) => state === 'accepted');
  if (accepted) return { do: 'poll', upload: accepted.no };
  if (s.releaseAt !== null && s.releaseAt <= s.now) return { do: 'judge' };
  if (s.open.length === 0 && s.waiting.length === 0) {
    const type = s.readyDeletes.lastIndexOf(true);
    if (type >= 0) return { do: 'freeze', type, purpose: 'delete' };
    return { do: 'end-cycle' };
  }
  return null;
}

/** At the first upload the types come strictly in Gong's order; later each record waits for what it names, and no other. */
function waitsForFirst(s: Situation, type: number): boolean {
  return !s.uploaded.includes(type) && s.waiting.some((earlier) => earlier < type && !s.uploaded.includes(earlier));
}

function waitStep(s: Situation): Step {
  const times = s.open.map(({ nextAt }) => nextAt);
  if (s.releaseAt !== null) times.push(s.releaseAt);
  // Nothing open and nothing that the clock frees: what waits belongs to the next cycle.
  if (times.length === 0) return { do: 'end-cycle' };
  return { do: 'wait', until: Math.max(s.now, Math.min(...times)) };
}

/** Shortest and longest time from one cycle's start to the next, where no Sync was pressed. */
export const SHORTEST_INTERVAL_MS = 20_000;
export const LONGEST_INTERVAL_MS = 240_000;

/**
 * The time from the start of one cycle to the next: so long that cycles like the last one stay within 90 % of the budget's hourly share,
 * and never so long that five minutes to confirmation are missed.
 */
export function cycleInterval(lastCalls: number, dailyBudget: number): number {
  const share = (dailyBudget / 24) * 0.9;
  const interval = share <= 0 ? LONGEST_INTERVAL_MS : (lastCalls * 3600_000) / share;
  return Math.min(LONGEST_INTERVAL_MS, Math.max(SHORTEST_INTERVAL_MS, interval));
}

/** First poll after acceptance: about when Gong was done the last times; then ever later. Times in ms. */
export function pollDelay(polls: number, usualMs: number): number {
  const first = Math.min(60_000, Math.max(1000, usualMs));
  if (polls === 0) return first;
  return Math.min(300_000, Math.max(1000, first * 0.5) * 1.6 ** (polls - 1));
}

/** Back-off after the n-th failure in a row (from 1), with jitter from `random` in [0, 1). Times in ms. */
export function backOff(failures: number, random: number): number {
  const full = Math.min(300_000, 2000 * 2 ** Math.min(20, failures - 1));
  return full / 2 + (full / 2) * random;
}
