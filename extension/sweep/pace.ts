import type { Millis, PaceState } from '../store/rows.ts';
import type { PaceRules } from './crm-rules.ts';

export const INITIAL_PACE: PaceState = {
  lastStartAt: 0,
  notBefore: 0,
  asked: false,
  failures: 0,
  latencyMs: null,
  bestLatencyMs: null,
  day: '',
  pagesToday: 0,
};

/** How much a new answer time weighs in the mean. */
const WEIGHT = 0.2;
/** The speed that people are told follows some forty pages; longer gaps are pauses and say nothing about it. */
const INTERVAL_WEIGHT = 0.05;
const PAUSE_MS = 30_000;
const BACK_OFF_START_MS = 5_000;
const BACK_OFF_MOST_MS = 15 * 60_000;
/** A CRM that answers this many times slower than at its best gets correspondingly longer pauses. */
const SLOW_FACTOR = 2;
/** Answer times below this are never called slow. */
const FAST_MS = 300;

/** Earliest moment of the next page, after an interval for each request of the last one. `random` is a number from 0 to 1. */
export function nextStart(state: PaceState, rules: PaceRules, random: number): Millis {
  const jittered = rules.minIntervalMs * (1 + rules.jitter * random) * (state.lastRequests ?? 1);
  return Math.max(state.notBefore, state.lastStartAt + jittered * slowdown(state));
}

/** 1 while the CRM answers as it does at its best; its relative slowness beyond that. */
export function slowdown(state: PaceState): number {
  if (state.latencyMs === null || state.bestLatencyMs === null) return 1;
  const normal = Math.max(FAST_MS, state.bestLatencyMs * SLOW_FACTOR);
  return Math.max(1, state.latencyMs / normal);
}

/** Requests at the same time: one while the CRM is slow or failing. */
export function concurrencyNow(state: PaceState, rules: PaceRules): number {
  return state.failures > 0 || slowdown(state) > 1 ? 1 : rules.concurrency;
}

/** A page is begun that takes so many requests, one after the other. */
export function started(state: PaceState, now: Millis, day: string, requests = 1): PaceState {
  const pagesToday = (state.day === day ? state.pagesToday : 0) + requests;
  const gap = now - state.lastStartAt;
  const begun = { ...state, lastStartAt: now, lastRequests: requests, day, pagesToday };
  if (gap < 0 || gap > PAUSE_MS) return begun;
  const before = state.intervalMs ?? gap;
  const intervalMs = before * (1 - INTERVAL_WEIGHT) + gap * INTERVAL_WEIGHT;
  return { ...begun, intervalMs };
}

/** The local day of a moment, YYYY-MM-DD. */
export function localDay(now: Millis): string {
  return new Date(now).toLocaleDateString('sv');
}

/** The local midnight at which the day of `now` ends. */
export function dayEnds(now: Millis): Millis {
  const end = new Date(now);
  end.setHours(24, 0, 0, 0);
  return end.getTime();
}

/** Whether the day's page budget is spent. */
export function budgetSpent(state: PaceState, rules: PaceRules, day: string): boolean {
  return rules.dailyPages !== null && state.day === day && state.pagesToday >= rules.dailyPages;
}

/** A pause that the CRM has asked for lasts, whatever else it answers meanwhile. */
export function answered(state: PaceState, durationMs: number, now: Millis): PaceState {
  const latencyMs = state.latencyMs === null ? durationMs : state.latencyMs * (1 - WEIGHT) + durationMs * WEIGHT;
  const bestLatencyMs = Math.min(state.bestLatencyMs ?? latencyMs, latencyMs);
  return { ...state, failures: 0, asked: state.asked && state.notBefore > now, latencyMs, bestLatencyMs };
}

/** So many failures in a row, with no answer between them, are the CRM's and no longer the page's. */
const REPEATED = 3;

export function isRepeated(state: PaceState): boolean {
  return state.failures >= REPEATED;
}

/**
 * After a failure of the CRM. Where it asks for a pause or is overloaded (429, 503, Retry-After, time-out, block page), and where it has failed several
 * times in a row: its Retry-After, or an exponential back-off with jitter. Else the pace of the others stays. A pause that is already longer stays.
 */
export function failed(
  state: PaceState,
  now: Millis,
  failure: { readonly pausesAll: boolean; readonly retryAfterMs: number | null; readonly random: number },
): PaceState {
  const { pausesAll, retryAfterMs, random } = failure;
  const failures = state.failures + 1;
  const pauses = failures - (pausesAll ? 1 : REPEATED);
  if (pauses < 0) return { ...state, failures };
  const backOff = Math.min(BACK_OFF_MOST_MS, BACK_OFF_START_MS * 2 ** pauses) * (0.5 + random / 2);
  const notBefore = Math.max(state.notBefore, now + (retryAfterMs ?? backOff));
  return { ...state, failures, notBefore, asked: retryAfterMs !== null || (state.asked && state.notBefore > now) };
}

/** A person wants it now: a pause of our own ends, one that the CRM has asked for stays. */
export function hurried(state: PaceState): PaceState {
  return state.asked ? state : { ...state, failures: 0, notBefore: 0 };
}
