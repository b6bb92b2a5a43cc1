import { OBJECT_TYPES, SCHEMA_TYPES, type SchemaType } from '../../shared/objects/object-type.ts';
import type { Configuration } from '../configuration.ts';
import type { Access } from '../gong/access.ts';
import { type Failure, failure, type Outcome } from '../gong/answer.ts';
import { createGong, type Gong, type HttpRequest } from '../gong/client.ts';
import { type CallPriority, callDelay } from '../gong/limiter.ts';
import { olderLine } from '../gong/older-lines.ts';
import {
  budgetFreeAt,
  callsSince,
  DAY_MS,
  endCall,
  lastCallAt,
  startCall,
  thirdLastEndAt,
} from '../ledger/calls-table.ts';
import type { Db } from '../ledger/db.ts';
import { judgeDeletions } from '../ledger/deletions.ts';
import { judgeHolds, nextRelease } from '../ledger/holds.ts';
import { stuckUploads } from '../ledger/overview.ts';
import { currentFacts } from '../ledger/profiles-table.ts';
import {
  askUnsureUploads,
  freezeUpload,
  hasWork,
  isReady,
  isReplaceReady,
  newestVersion,
  openUploads,
  uploadedTypes,
  waitingTypes,
} from '../ledger/uploads-table.ts';
import { DELETE, typeName, UPSERT } from '../ledger/version-state.ts';
import { customFields, type ProfileFacts } from '../profile-facts.ts';
import { backOff, cycleInterval, nextStep, type Situation, type Step } from './cycle.ts';
import { checkIntegration, integrate, rememberIntegration } from './integration.ts';
import { followDeletion } from './integration-admin.ts';
import { lineOf } from './line.ts';
import { planSchema } from './schema-plan.ts';
import { sendSchema } from './schemas.ts';
import { type CycleState, cycleState } from './state.ts';
import { askUpload, pollUpload, sendUpload } from './transfer.ts';
import { PROBE_MS, type Trouble, troubleOf } from './trouble.ts';
import type { World } from './world.ts';

/** A wait shorter than this is slept through; a longer one is left to the alarm. */
const NAP_MS = 2500;
/** One run of the alarm ends after so long; the next one carries on. */
const RUN_MS = 60_000;
const CHECK_INTEGRATION_MS = 6 * 3600 * 1000;

export interface DriverDeps {
  readonly db: Db;
  readonly configuration: Configuration;
  readonly world: World;
  readonly access: (spent: string | null) => Promise<Outcome<Access>>;
  readonly sendGetWithBody?: (request: HttpRequest) => Promise<Response>;
}

/** What the steps of the cycle share. */
export interface StepContext {
  readonly db: Db;
  readonly configuration: Configuration;
  readonly world: World;
  readonly gong: Gong;
  readonly state: CycleState;
  /** Notes a failure that concerns more than one request; returns until when to wait. */
  readonly trouble: (failure: Failure) => number;
  /** The budget has no room for polls; returns until when, in ms. */
  readonly pollsWait: () => number;
  readonly stop: (code: Trouble['code'], details: Trouble['details']) => void;
  /** Judges what waits again, after something has settled. */
  readonly judge: () => void;
}

export type Driver = ReturnType<typeof createDriver>;

/** The upload cycle's motor: looks at the ledger, does the next step, looks again. All of its memory is in the ledger. */
export function createDriver(deps: DriverDeps) {
  const { db, configuration, world } = deps;
  const state = cycleState(db);
  let running: Promise<void> | null = null;

  const gong = createGong({
    send: world.send,
    access: deps.access,
    turn,
    now: world.now,
    generation: configuration.generation,
    sendGetWithBody: deps.sendGetWithBody ?? null,
    boundary: () => `bridge-${world.uuid()}`,
  });

  async function turn(operation: string, priority: CallPriority, clientRequestId: string | null) {
    for (;;) {
      const now = world.now();
      const delay = callDelay(
        {
          lastAt: lastCallAt(db),
          thirdLastEndAt: thirdLastEndAt(db),
          today: callsSince(db, now - DAY_MS),
          budget: configuration.dailyBudget,
        },
        priority,
        now,
      );
      if (delay === null) return null;
      if (delay > 0) {
        await world.sleep(delay);
        continue;
      }
      const no = startCall(db, operation, clientRequestId, now);
      return (outcome: Outcome<unknown>) => {
        const ms = world.now() - now;
        const end = outcome.ok ? 'ok' : outcome.kind;
        endCall(db, no, {
          status: outcome.status,
          outcome: end,
          requestId: outcome.requestId,
          traceId: outcome.traceId,
          ms,
        });
        world.log('gong-call', {
          operation,
          clientRequestId,
          status: outcome.status,
          outcome: end,
          requestId: outcome.requestId,
          traceId: outcome.traceId,
          ms,
        });
        if (outcome.ok) clearTrouble();
      };
    }
  }

  /** A call that succeeds proves that what stood in the way is gone. */
  function clearTrouble(): void {
    const trouble = state.trouble.get();
    if (trouble !== null && !KEEPS.has(trouble.code)) state.trouble.set(null);
  }

  function noteTrouble(failure: Failure): number {
    const now = world.now();
    if (failure.kind === 'budget') {
      const until = budgetUntil();
      state.trouble.set({
        kind: 'wait',
        code: 'gong-budget-spent',
        details: { budget: configuration.dailyBudget },
        since: now,
        until,
        failures: 1,
      });
      return until;
    }
    const what = troubleOf(failure);
    if (what === null) return now + 5000;
    const before = state.trouble.get();
    const same = before !== null && before.code === what.code;
    const failures = same ? before.failures + 1 : 1;
    const since = same ? before.since : now;
    const wait =
      what.kind === 'stop' ? PROBE_MS : Math.max(failure.retryAfterMs ?? 0, backOff(failures, world.random()));
    state.trouble.set({ ...what, since, failures, until: now + wait });
    world.log('trouble', { code: what.code, kind: what.kind, failures, waitMs: Math.round(wait) });
    return now + wait;
  }

  function stop(code: Trouble['code'], details: Trouble['details']): void {
    const now = world.now();
    const before = state.trouble.get();
    state.trouble.set({
      kind: 'stop',
      code,
      details,
      since: before?.code === code ? before.since : now,
      failures: 1,
      until: now + PROBE_MS,
    });
    world.log('trouble', { code, kind: 'stop', failures: 1, waitMs: PROBE_MS });
  }

  function holdRules() {
    return {
      now: world.now(),
      accountSettleMs: configuration.accountSettleMs,
      stopped: state.stoppedTypes.get() ?? [],
    };
  }

  function judge(): void {
    const facts = currentFacts<ProfileFacts>(db)?.facts ?? null;
    // Where only the owner of a record sees it and the CRM does not tell gone from hidden, no browser's word is enough.
    const needsPerson = facts === null || (!facts.tellsGone && facts.visibility === 'own');
    db.transaction(() => {
      judgeHolds(db, holdRules());
      judgeDeletions(db, world.now(), () => needsPerson);
    });
  }

  function budgetUntil(): number {
    const now = world.now();
    return Math.max(now + 1000, budgetFreeAt(db, now, Math.ceil(configuration.dailyBudget * 0.06)));
  }

  function pollsWait(): number {
    const until = budgetUntil();
    state.pollsWait.set(until);
    return until;
  }

  const context: StepContext = { db, configuration, world, gong, state, trouble: noteTrouble, pollsWait, stop, judge };

  /** Settings without which no call can be made. */
  function missingSettings(): string[] {
    const { accessKey, accessKeySecret, clientId, clientSecret, ownerEmail } = configuration;
    const missing: string[] = [];
    if (clientId === '' || clientSecret === '') {
      if (accessKey === '') missing.push('GONG_ACCESS_KEY');
      if (accessKeySecret === '') missing.push('GONG_ACCESS_KEY_SECRET');
    }
    if (ownerEmail === '') missing.push('GONG_OWNER_EMAIL');
    return missing;
  }

  /** What keeps the bridge from uploading at this moment. */
  function currentTrouble(): Trouble | null {
    const missing = missingSettings();
    if (missing.length > 0) {
      const details = { detail: `Missing: ${missing.join(', ')}.` };
      return {
        kind: 'stop',
        code: 'gong-not-configured',
        details,
        since: world.now(),
        until: Number.MAX_SAFE_INTEGER,
        failures: 0,
      };
    }
    return state.trouble.get();
  }

  function schemasDue() {
    const stored = currentFacts<ProfileFacts>(db);
    if (stored === null) return [];
    const consent = state.schemaConsent.get() === stored.version;
    return SCHEMA_TYPES.filter((type) => {
      const wanted = customFields(stored.facts, type);
      const known = state.schema(type).get();
      if (known === null) return wanted.length > 0;
      return planSchema(type, wanted, known, consent).send !== null;
    });
  }

  function situation(): Situation {
    const now = world.now();
    const trouble = currentTrouble();
    const cycle = state.cycle.get();
    const cut = cycle?.cut ?? 0;
    const integration = state.integration.get();
    const running = cycle !== null;
    const check =
      integration !== null &&
      (state.integrationCheck.get() === true || now - integration.checkedAt > CHECK_INTEGRATION_MS);
    return {
      now,
      stopped: trouble?.kind === 'stop' ? { probeAt: trouble.until } : null,
      backOffUntil: trouble?.kind === 'wait' ? trouble.until : null,
      cycle,
      cycleDueAt: state.cycleDueAt.get(),
      hasWork:
        !running &&
        (hasWork(db, Number.MAX_SAFE_INTEGER) ||
          (integration !== null && state.cycleDueAt.get() !== null && schemasDue().length > 0)),
      deletionAt: state.deletion.get()?.nextAt ?? null,
      integrationKnown: integration !== null,
      integrationCheckDue: running && check,
      schemasDue: running && integration !== null ? schemasDue() : [],
      open: openUploads(db).flatMap((upload) =>
        upload.state === 'frozen' || upload.state === 'unsure' || upload.state === 'accepted'
          ? [{ no: upload.no, type: upload.type, purpose: upload.purpose, state: upload.state, nextAt: upload.next_at }]
          : [],
      ),
      readyUpserts: OBJECT_TYPES.map((_, type) => running && isReady(db, type, UPSERT, cut)),
      readyDeletes: OBJECT_TYPES.map((_, type) => running && isReady(db, type, DELETE, cut)),
      replaceReady: running && isReplaceReady(db, cut),
      waiting: running ? waitingTypes(db, cut) : [],
      uploaded: running && integration !== null ? uploadedTypes(db, integration.integrationId) : [],
      releaseAt: running ? nextRelease(db, holdRules()) : null,
    };
  }

  async function perform(step: Exclude<Step, { do: 'wait' }>): Promise<void> {
    const now = world.now();
    switch (step.do) {
      case 'start-cycle': {
        const no = (state.cycleNo.get() ?? 0) + 1;
        state.cycleNo.set(no);
        state.cycle.set({ no, startedAt: now, cut: newestVersion(db) });
        state.cycleDueAt.set(null);
        judge();
        world.log('cycle-started', { no });
        return;
      }
      case 'end-cycle': {
        const cycle = state.cycle.get();
        if (cycle === null) return;
        const calls = callsSince(db, cycle.startedAt - 1);
        state.lastCycle.set({ startedAt: cycle.startedAt, calls });
        state.cycle.set(null);
        world.log('cycle-ended', { no: cycle.no, calls, ms: now - cycle.startedAt });
        if (state.cycleDueAt.get() === null && hasWork(db, Number.MAX_SAFE_INTEGER)) {
          state.cycleDueAt.set(Math.max(now + 1000, cycle.startedAt + cycleInterval(calls, configuration.dailyBudget)));
        }
        return;
      }
      case 'judge':
        return judge();
      case 'follow-deletion':
        return await followDeletion(context);
      case 'integrate':
        return await integrate(context);
      case 'check-integration':
        return await checkIntegration(context);
      case 'schema':
        return await sendSchema(context, step.type);
      case 'send':
        return await sendUpload(context, step.upload);
      case 'ask':
        return await askUpload(context, step.upload);
      case 'poll':
        return await pollUpload(context, step.upload);
      case 'freeze': {
        const integration = state.integration.get();
        const cycle = state.cycle.get();
        if (integration === null || cycle === null) return;
        const no = freezeUpload(db, {
          type: step.type,
          purpose: step.purpose,
          cut: cycle.cut,
          maxBytes: configuration.maxFileBytes,
          clientRequestId: world.uuid(),
          integrationId: integration.integrationId,
          now,
          render: (objectId, modified, content, deleted) => {
            const line = lineOf(objectId, modified, content, deleted);
            return JSON.stringify(configuration.generation === 'older' ? olderLine(typeName(step.type), line) : line);
          },
        });
        // What seemed ready was not: an earlier version is still open. Judging marks it so.
        if (no === null) judge();
        else world.log('upload-frozen', { upload: no, type: typeName(step.type), purpose: step.purpose });
        return;
      }
    }
  }

  async function loop(): Promise<void> {
    const started = world.now();
    for (;;) {
      const step = nextStep(situation());
      if (step.do === 'wait') {
        const nap = step.until === null ? Number.POSITIVE_INFINITY : step.until - world.now();
        if (nap > NAP_MS) return;
        await world.sleep(Math.max(1, nap));
      } else await perform(step);
      if (world.now() - started > RUN_MS) return;
    }
  }

  return {
    state,
    judge,
    currentTrouble,

    /** Works until there is nothing to do for a while. One run at a time; a second call joins the first. */
    run(): Promise<void> {
      running ??= loop().finally(() => {
        running = null;
      });
      return running;
    },

    /** Calls of the last 24 hours. */
    callsToday: () => callsSince(db, world.now() - DAY_MS),

    /** When the driver wants to run again, in ms; null when only an outside word starts it. */
    wakeAt(): number | null {
      const step = nextStep(situation());
      return step.do === 'wait' ? step.until : world.now();
    },

    /**
     * Called at every start. What an earlier process was sending is asked for; settings may have changed since, so what they had
     * stopped is tried once more.
     */
    started(print: string): void {
      askUnsureUploads(db, world.now());
      if (state.settingsPrint.get() === print) return;
      state.settingsPrint.set(print);
      const trouble = state.trouble.get();
      if (trouble !== null) state.trouble.set({ ...trouble, until: world.now() });
    },

    /** A new profile: types that were stopped because of the old one go on, and new custom fields make a cycle. */
    profileChanged(): void {
      state.stoppedTypes.set(null);
      judge();
      if (hasWork(db, Number.MAX_SAFE_INTEGER)) this.noteWork();
    },

    /** What people are told: what keeps the bridge from uploading, else what keeps a part of it. */
    visibleTrouble(): Trouble | null {
      const trouble = currentTrouble();
      if (trouble !== null) return trouble;
      const now = world.now();
      const pollsWait = state.pollsWait.get() ?? 0;
      if (pollsWait > now) {
        const details = { budget: configuration.dailyBudget };
        return { kind: 'wait', code: 'gong-budget-spent', details, since: now, until: pollsWait, failures: 1 };
      }
      const notice = (code: Trouble['code'], detail: string): Trouble => ({
        kind: 'stop',
        code,
        details: { detail },
        since: now,
        until: now,
        failures: 0,
      });
      const stopped = (state.stoppedTypes.get() ?? []).map(typeName);
      if (stopped.length > 0)
        return notice('gong-type-stopped', `${stopped.join(', ')}: Gong rejected more than 200 records of one file.`);
      const stuck = stuckUploads(db, now);
      return stuck.length > 0 ? notice('upload-stuck', `clientRequestId ${stuck.join(', ')}.`) : null;
    },

    /** What the profile in force would destroy in Gong and nobody has consented to. */
    schemaNeeds(): {
      readonly version: string;
      readonly destroys: readonly { type: string; uniqueName: string; change: string }[];
    } | null {
      const stored = currentFacts<ProfileFacts>(db);
      if (stored === null || state.schemaConsent.get() === stored.version) return null;
      const destroys = SCHEMA_TYPES.flatMap((type) => {
        const known = state.schema(type).get();
        if (known === null) return [];
        return planSchema(type, customFields(stored.facts, type), known, false).destroys.map((change) => ({
          type,
          ...change,
        }));
      });
      return destroys.length === 0 ? null : { version: stored.version, destroys };
    },

    /** IT's consent that the profile of this version may destroy values in Gong. */
    consentToSchema(version: string): void {
      state.schemaConsent.set(version);
      state.cycleDueAt.set(world.now());
    },

    /** IT has decided on the integration: register anew, or adopt the one that Gong lists under `adopt`. Everything is sent again. */
    decideIntegration(adopt: { readonly integrationId: string; readonly name: string } | null): void {
      state.registrationOff.set(null);
      state.trouble.set(null);
      if (adopt === null) state.integration.set(null);
      else rememberIntegration(context, adopt.integrationId, false);
      state.cycleDueAt.set(world.now());
    },

    /** Gong has given new access: what its refusal had stopped goes on. */
    accessGiven(): void {
      state.trouble.set(null);
      state.cycleDueAt.set(world.now());
    },

    /** The integrations that Gong lists now. */
    listIntegrations: () => gong.integrations(),

    /** Reads objects back from Gong, for IT and tests. */
    async readBack(type: SchemaType, ids: readonly string[]): Promise<Outcome<unknown>> {
      const integration = state.integration.get();
      if (integration === null) return failure('not-found', null, ['There is no integration yet.']);
      return await gong.objects(integration.integrationId, type, ids);
    },

    /** IT wants the integration deleted, with all that Gong has of it. False when there is none. */
    deleteIntegration(): boolean {
      const integration = state.integration.get();
      if (integration === null) return false;
      if (state.deletion.get() === null) {
        const { integrationId } = integration;
        state.deletion.set({
          integrationId,
          clientRequestId: world.uuid(),
          state: 'asked',
          nextAt: world.now(),
          polls: 0,
        });
      }
      return true;
    },

    /** IT has corrected what stopped a type. */
    restartType(type: number): void {
      state.stoppedTypes.set((state.stoppedTypes.get() ?? []).filter((stopped) => stopped !== type));
      judge();
      this.noteWork();
    },

    /** Something new is in the ledger: the next cycle may start when the budget's share allows. */
    noteWork(): void {
      if (state.cycleDueAt.get() !== null || state.cycle.get() !== null) return;
      const last = state.lastCycle.get();
      const now = world.now();
      const earliest = last === null ? now : last.startedAt + cycleInterval(last.calls, configuration.dailyBudget);
      state.cycleDueAt.set(Math.max(now + COALESCE_MS, earliest));
    },

    /** A press of Sync: a cycle at once while the hourly share of the budget lasts. */
    press(): 'started' | 'joined' | 'nothing-to-do' | 'stopped' {
      const now = world.now();
      if (missingSettings().length > 0) {
        // The press is kept: it counts as soon as the settings are there.
        state.cycleDueAt.set(now);
        return 'stopped';
      }
      const trouble = state.trouble.get();
      // A person waits: try once more now, unless Gong itself said until when to wait.
      if (trouble !== null && !WAITS_OUT.has(trouble.code)) state.trouble.set(null);
      if (!hasWork(db, Number.MAX_SAFE_INTEGER) && openUploads(db).length === 0) return 'nothing-to-do';
      const cycle = state.cycle.get();
      const share = configuration.dailyBudget / 24;
      if (callsSince(db, now - 3600_000) >= share) {
        state.cycleDueAt.set(state.cycleDueAt.get() ?? now + COALESCE_MS);
        return 'joined';
      }
      if (cycle !== null) {
        state.cycle.set({ ...cycle, cut: newestVersion(db) });
        judge();
        return 'joined';
      }
      state.cycleDueAt.set(now);
      return 'started';
    },
  };
}

/** Readings that trickle in are collected for so long. */
const COALESCE_MS = 5000;

/** Troubles that a working connection does not disprove. */
const KEEPS = new Set<string>([
  'gong-other-integration',
  'gong-native-crm',
  'gong-integration-gone',
  'gong-type-stopped',
  'gong-request-refused',
]);

/** Troubles whose end is known; a press of Sync does not shorten them. */
const WAITS_OUT = new Set<string>(['gong-rate-limited', 'gong-budget-spent']);
