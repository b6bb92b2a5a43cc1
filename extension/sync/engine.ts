import { explain } from '../../shared/errors/coded-error.ts';
import { agreedAt } from '../store/consent.ts';
import { readFact } from '../store/database.ts';
import type { SyncRow } from '../store/rows.ts';
import { clearTrouble, noteTrouble } from '../store/trouble.ts';
import { PAUSES } from '../sweep/closed.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import { anyTodo } from '../sweep/frontier.ts';
import { planListStates } from '../sweep/list-state.ts';
import { planScheduled } from '../sweep/schedule.ts';
import { askTurns, keepShare } from './company-share.ts';
import type { EngineParts } from './engine-parts.ts';
import { reportHealth } from './health-report.ts';
import { flushOutbox } from './outbox.ts';
import { fetchProfile } from './profile-fetch.ts';
import { advanceSweeps, finishReports } from './sweep-steps.ts';
import { endForeign, lookWhoIsThere, planSync } from './sync-plan.ts';
import { advanceSync, runningSync } from './sync-run.ts';
import { askForUnsettled, untilNextQuestion } from './unsettled.ts';

const POLL_MS = 1_000;
/** A new profile, or a version taken back, reaches a browser within so long. */
export const PROFILE_AGE_MS = 5 * 60_000;

/** What has to happen next, and by whom. */
export interface Advance {
  /** Pages wait for a reader. */
  readonly readers: boolean;
  /** More pages may be read than before. */
  readonly granted: boolean;
  /** When to advance again, in milliseconds; null = not before something happens. */
  readonly again: number | null;
}

/**
 * Brings everything one step on: plan, records, outbox, reports, status. All state is in the store; the same step twice is the same
 * as once, so it may be stopped at any moment and be called at any moment, but never twice at the same time.
 */
export async function advance(parts: EngineParts): Promise<Advance> {
  const { db } = parts;
  const sync = await runningSync(db);
  const enrolled = (await readFact(db, 'device')) !== undefined;
  if (!enrolled || (await agreedAt(db)) === null) return { readers: false, granted: false, again: null };
  const rules = await currentRules(parts, sync);
  if (rules === null) return waitFor(parts, sync);
  const missing = await parts.missingOrigins(rules.origins);
  await db.facts.put({ key: 'missingOrigins', value: missing });
  if (missing.length > 0 && sync) {
    const error = explain('no-host-permission', { origin: missing.join(', ') });
    await noteTrouble(db, 'trouble-permission', error, { now: parts.now(), needsPerson: true, origins: missing });
  } else if (missing.length === 0) {
    await clearTrouble(db, 'trouble-permission');
  }
  await endForeign(parts, rules);
  if (sync && !sync.planned && missing.length === 0) await planSync(parts, rules, sync);
  if (!sync && missing.length === 0) {
    const turns = (viewId: string) => askTurns(parts, rules, viewId, false);
    await planScheduled(db, rules, { now: parts.now(), turns });
  }
  await lookWhoIsThere(parts, rules);
  await planListStates(db, rules);
  await advanceSweeps(parts, rules);
  const flushed = await flushOutbox(db, parts.link, parts.newId);
  await finishReports(parts, rules, flushed === 'empty');
  await reportHealth(parts, rules);
  const current = await runningSync(db);
  if (current) await advanceSync(parts, current);
  await askForUnsettled(parts);
  const readers = missing.length === 0 && (await anyTodo(db));
  const granted = missing.length === 0 && (await keepShare(parts, rules));
  return { readers, granted, again: await nextTime(parts, flushed === 'later') };
}

async function currentRules(parts: EngineParts, sync: SyncRow | undefined): Promise<CrmRules | null> {
  const known = await readFact(parts.db, 'profile');
  const age = parts.now() - (known?.fetchedAt ?? 0);
  const wanted = known === undefined || age > PROFILE_AGE_MS || (sync && !sync.planned && age > POLL_MS);
  if (wanted && (await parts.link.notBefore()) === 0) {
    await fetchProfile(parts.db, parts.link, parts.checkProfile, parts.now());
  }
  return parts.rules();
}

async function waitFor(parts: EngineParts, sync: SyncRow | undefined): Promise<Advance> {
  return { readers: false, granted: false, again: sync ? await nextTime(parts, true) : null };
}

async function nextTime(parts: EngineParts, later: boolean): Promise<number | null> {
  const { db } = parts;
  const notBefore = await parts.link.notBefore();
  if (notBefore > 0) return Math.max(0, notBefore - parts.now());
  if (later) return POLL_MS;
  // Reading needs no clock: each answer moves it on.
  if ((await runningSync(db))?.announced) return POLL_MS;
  const pause = await readFact(db, 'trouble-crm');
  const until =
    pause !== undefined && PAUSES.includes(pause.code) && pause.until !== null ? Date.parse(pause.until) : 0;
  const waits = [until > parts.now() ? until - parts.now() : null, await untilNextQuestion(db, parts.now())];
  const soonest = Math.min(...waits.filter((wait) => wait !== null));
  return Number.isFinite(soonest) ? soonest : null;
}
