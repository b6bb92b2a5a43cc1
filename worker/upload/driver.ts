import { hasSchema } from '../../shared/objects/object-type.ts';
import type { Configuration } from '../configuration.ts';
import type { Access } from '../gong/access.ts';
import type { Outcome } from '../gong/answer.ts';
import { createGong, type GongDeps, type HttpRequest } from '../gong/client.ts';
import { callsSince, DAY_MS } from '../ledger/calls-table.ts';
import { type Db, isFull, unlessFull } from '../ledger/db.ts';
import { judgeDeletions } from '../ledger/deletions.ts';
import { freezeUpload } from '../ledger/freeze.ts';
import { judgeHolds, nextRelease } from '../ledger/holds.ts';
import { hasWork, newestVersion } from '../ledger/pending-work.ts';
import { currentFacts } from '../ledger/profiles-table.ts';
import { askUnsureUploads } from '../ledger/uploads-table.ts';
import { typeName, typeNumber } from '../ledger/version-state.ts';
import type { ProfileFacts } from '../profile-facts.ts';
import { cycleInterval, nextStep, type Step } from './cycle.ts';
import { createDecisions } from './decisions.ts';
import { createDemand } from './demand.ts';
import { checkIntegration, integrate } from './integration.ts';
import { followDeletion } from './integration-admin.ts';
import { lineWriter } from './line.ts';
import { sendSchema } from './schemas.ts';
import { holdRules, situationOf } from './situation.ts';
import { cycleState } from './state.ts';
import type { StepContext } from './step-context.ts';
import { askUpload, pollUpload, sendUpload } from './transfer.ts';
import type { Trouble } from './trouble.ts';
import { createTroubles } from './troubles.ts';
import { createTurns } from './turns.ts';
import type { World } from './world.ts';

/** A wait shorter than this is slept through; a longer one is left to the alarm. */
const NAP_MS = 2500;
/** One run of the alarm ends after so long; the next one carries on. */
const RUN_MS = 60_000;
/** Where the storage takes nothing more, it is looked so often whether there is room. */
const FULL_MS = 60_000;

export interface DriverDeps {
  readonly db: Db;
  readonly configuration: Configuration;
  readonly world: World;
  /** How calls prove who they are; renewing a token takes its turn like every call. */
  readonly access: (turn: GongDeps['turn']) => (spent: string | null) => Promise<Outcome<Access>>;
  readonly sendGetWithBody?: (request: HttpRequest) => Promise<Response>;
}

export type Driver = ReturnType<typeof createDriver>;

/** The upload cycle's motor: looks at the ledger, does the next step, looks again. All of its memory is in the ledger. */
export function createDriver(deps: DriverDeps) {
  const { db, configuration, world } = deps;
  const state = cycleState(db);
  const troubles = createTroubles({ db, configuration, world, state });
  const turn = createTurns({ db, configuration, world, state, succeeded: troubles.callSucceeded });
  let running: Promise<void> | null = null;
  /** What the start has left to do, as there was no room to write it. */
  let owed: (() => void) | null = null;
  /** Since when the storage takes nothing more, in ms. */
  let fullSince: number | null = null;

  const gong = createGong({
    send: world.send,
    access: deps.access(turn),
    turn,
    now: world.now,
    generation: configuration.generation,
    sendGetWithBody: deps.sendGetWithBody ?? null,
    boundary: () => `bridge-${world.uuid()}`,
  });

  function judge(settled: number | null = null): void {
    const facts = currentFacts<ProfileFacts>(db)?.facts ?? null;
    // Where only the owner of a record sees it and the CRM does not tell gone from hidden, no browser's word is enough.
    const needsPerson = facts === null || (!facts.tellsGone && facts.visibility === 'own');
    db.transaction(() => {
      const rules = holdRules({ configuration, state, now: world.now() });
      judgeHolds(db, rules, settled);
      state.releaseAt.set(nextRelease(db, rules));
      judgeDeletions(db, world.now(), () => needsPerson);
    });
  }

  const context: StepContext = {
    db,
    configuration,
    world,
    gong,
    state,
    trouble: troubles.note,
    pollsWait: troubles.pollsWait,
    stop: troubles.stop,
    judge,
  };
  const demand = createDemand({ db, configuration, world, state, judge, personActed: troubles.personActed });
  const decisions = createDecisions({
    context,
    noteWork: demand.noteWork,
    personActed: troubles.personActed,
    quietUntil: troubles.quietUntil,
  });

  const next = (): Step =>
    nextStep(situationOf({ db, configuration, state, now: world.now(), trouble: troubles.current() }));

  async function perform(step: Exclude<Step, { do: 'wait' }>): Promise<void> {
    switch (step.do) {
      case 'start-cycle':
        return startCycle();
      case 'end-cycle':
        return endCycle();
      case 'judge':
        // Only time has passed: accounts have settled, owners were waited for.
        return judge(typeNumber('ACCOUNT'));
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
      case 'freeze':
        return freeze(step);
    }
  }

  function startCycle(): void {
    const no = (state.cycleNo.get() ?? 0) + 1;
    state.cycleNo.set(no);
    state.cycle.set({ no, startedAt: world.now(), cut: newestVersion(db) });
    state.cycleDueAt.set(null);
    judge();
    world.log('cycle-started', { no });
  }

  function endCycle(): void {
    const cycle = state.cycle.get();
    if (cycle === null) return;
    const now = world.now();
    const calls = callsSince(db, cycle.startedAt - 1);
    state.lastCycle.set({ startedAt: cycle.startedAt, calls });
    state.cycle.set(null);
    world.log('cycle-ended', { no: cycle.no, calls, ms: now - cycle.startedAt });
    if (state.cycleDueAt.get() === null && hasWork(db, Number.MAX_SAFE_INTEGER)) {
      state.cycleDueAt.set(Math.max(now + 1000, cycle.startedAt + cycleInterval(calls, configuration.dailyBudget)));
    }
  }

  function freeze({ type, purpose }: Extract<Step, { do: 'freeze' }>): void {
    const integration = state.integration.get();
    const cycle = state.cycle.get();
    if (integration === null || cycle === null) return;
    const objectType = typeName(type);
    const schema = hasSchema(objectType) ? (state.schema(objectType).get() ?? []) : [];
    const write = lineWriter({ type: objectType, schema, generation: configuration.generation });
    const { no, rejected } = freezeUpload(db, {
      type,
      purpose,
      cut: cycle.cut,
      maxBytes: configuration.maxFileBytes,
      clientRequestId: world.uuid(),
      integrationId: integration.integrationId,
      now: world.now(),
      render: (objectId, modified, content, deleted) => {
        // Before a changed user is deleted it must be sure that Gong will take the new one.
        const next = purpose === 'replace' ? write(objectId, modified, content, false) : null;
        return next?.ok === false ? next : write(objectId, modified, content, deleted);
      },
    });
    // What seemed ready was not: an earlier version is still open, or Gong would refuse it. Judging marks that, and what waits for it.
    if (no === null || rejected > 0) judge();
    if (no !== null || rejected > 0) world.log('upload-frozen', { upload: no, type: objectType, purpose, rejected });
  }

  function start(print: string): void {
    db.transaction(() => {
      askUnsureUploads(db, world.now());
      if (state.settingsPrint.get() === print) return;
      state.settingsPrint.set(print);
      const trouble = state.trouble.get();
      if (trouble !== null && troubles.quietUntil() === null) state.trouble.set({ ...trouble, until: world.now() });
    });
  }

  async function loop(): Promise<void> {
    const started = world.now();
    owed?.();
    owed = null;
    for (;;) {
      const step = next();
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
    currentTrouble: troubles.current,
    /** What people are told. A full storage keeps everything, and cannot be written down. */
    visibleTrouble: (): Trouble | null =>
      fullSince === null
        ? troubles.visible()
        : { kind: 'stop', code: 'ledger-full', details: {}, since: fullSince, until: world.now(), failures: 1 },
    ...demand,
    ...decisions,

    /** Works until there is nothing to do for a while. One run at a time; a second call joins the first. */
    run(): Promise<void> {
      running ??= loop()
        .then(
          () => {
            fullSince = null;
          },
          (error) => {
            fullSince = isFull(error) ? (fullSince ?? world.now()) : null;
            throw error;
          },
        )
        .finally(() => {
          running = null;
        });
      return running;
    },

    /** Calls of the last 24 hours. */
    callsToday: () => callsSince(db, world.now() - DAY_MS),

    /** When the driver wants to run again, in ms; null when only an outside word starts it. */
    wakeAt(): number | null {
      const step = next();
      const at = step.do === 'wait' ? step.until : world.now();
      return fullSince === null ? at : Math.min(at ?? Number.POSITIVE_INFINITY, world.now() + FULL_MS);
    },

    /**
     * Called at every start. What an earlier process was sending is asked for; settings may have changed since, so what they had
     * stopped is tried once more. Where there is no room to write that, the next run does it.
     */
    started(print: string): void {
      if (!unlessFull(() => start(print))) [owed, fullSince] = [() => start(print), world.now()];
    },
  };
}
