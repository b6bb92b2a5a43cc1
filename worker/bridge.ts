import { DurableObject } from 'cloudflare:workers';
import type * as z from 'zod';
import { OBJECT_TYPES, type ObjectType } from '../shared/objects/object-type.ts';
import { type ProfileProblem, parseProfile } from '../shared/profile/schema.ts';
import type {
  Batch,
  batchAnswerSchema,
  enrolAnswerSchema,
  enrolmentCodeAnswerSchema,
  enrolmentCodeRequestSchema,
  enrolRequestSchema,
  profileUploadAnswerSchema,
  StatusAnswer,
  SweepReport,
  statesAnswerSchema,
  statesRequestSchema,
  sweepAnswerSchema,
  syncAnswerSchema,
  syncRequestSchema,
} from '../shared/protocol/messages.ts';
import { type Reply, refused, taken } from './api/answers.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { createEnrolmentCode, enrol, proveDevice } from './devices/devices.ts';
import { hashSecret } from './devices/secrets.ts';
import { failure } from './gong/answer.ts';
import { type Db, durableDb } from './ledger/db.ts';
import { approveDeletions } from './ledger/deletions.ts';
import { takeBatch } from './ledger/intake.ts';
import { migrate } from './ledger/migrations.ts';
import { type ObjectStory, objectStates, objectStory } from './ledger/object-states.ts';
import { currentFacts, currentProfile, putProfile } from './ledger/profiles-table.ts';
import { deviceStatus } from './ledger/status.ts';
import { takeSweep } from './ledger/sweeps.ts';
import { openUploads } from './ledger/uploads-table.ts';
import { typeNumber } from './ledger/version-state.ts';
import { touchSync } from './ledger/views-table.ts';
import { customFields, factsOf, type ProfileFacts } from './profile-facts.ts';
import { sendHttp } from './send-http.ts';
import { createDriver, type Driver } from './upload/driver.ts';
import { explainTrouble } from './upload/trouble.ts';
import type { World } from './upload/world.ts';

/** The bridge of one Gong company: wires ledger, upload and devices to calls and alarms; holds no logic of its own. */
export class Bridge extends DurableObject<Env> {
  private readonly db: Db;
  private readonly configuration: Configuration;
  private readonly driver: Driver;
  /** Failed enrolments of the last minute; memory is enough, as codes have 100 bits. */
  private guesses: number[] = [];

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.db = durableDb(ctx.storage);
    this.configuration = readConfiguration(env);
    migrate(this.db);
    this.driver = createDriver({
      db: this.db,
      configuration: this.configuration,
      world: REAL_WORLD,
      access: async () => this.access(),
    });
    ctx.blockConcurrencyWhile(async () => {
      this.driver.configured(hashSecret(JSON.stringify(this.configuration)));
      await this.arm();
    });
  }

  private facts(): ProfileFacts | null {
    return currentFacts<ProfileFacts>(this.db)?.facts ?? null;
  }

  private access() {
    const { accessKey, accessKeySecret, gongBaseUrl } = this.configuration;
    if (accessKey === '' || accessKeySecret === '') return failure('unauthorized', null, ['No access key is set.']);
    const authorization = `Basic ${btoa(`${accessKey}:${accessKeySecret}`)}`;
    return {
      ok: true,
      value: { baseUrl: gongBaseUrl, authorization },
      status: 200,
      requestId: null,
      traceId: null,
    } as const;
  }

  /** Drives the upload cycle. It never throws: a failure is logged and the next alarm stands before it returns. */
  override async alarm(): Promise<void> {
    try {
      await this.driver.run();
    } catch (error) {
      REAL_WORLD.log('alarm-failed', {
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
      await this.ctx.storage.setAlarm(Date.now() + 5000);
      return;
    }
    await this.arm();
  }

  /** Sets the alarm to when the driver wants to run; also called by the cron, in case that an alarm was lost. */
  async arm(): Promise<void> {
    const at = this.driver.wakeAt();
    const now = Date.now();
    if (at === null) return;
    const standing = await this.ctx.storage.getAlarm();
    const wanted = Math.max(at, now);
    // An overdue alarm may be lost; set again it runs at most once too often.
    if (standing !== null && standing <= wanted && standing > now - 60_000) return;
    await this.ctx.storage.setAlarm(wanted);
  }

  async enrol(request: z.infer<typeof enrolRequestSchema>): Promise<Reply<z.infer<typeof enrolAnswerSchema>>> {
    const now = Date.now();
    this.guesses = this.guesses.filter((at) => at > now - 60_000);
    if (this.guesses.length >= 20) return refused('too-many-attempts', { seconds: 60 });
    const answer = enrol(this.db, request, this.facts()?.name ?? null, now);
    if (answer !== null) return taken(answer);
    this.guesses.push(now);
    return refused('enrolment-code-invalid');
  }

  async profile(token: string | null): Promise<Reply<{ version: string; profile: unknown }>> {
    const proof = proveDevice(this.db, token, Date.now());
    if (!proof.ok) return refused(proof.code);
    const stored = currentProfile(this.db);
    return stored === null ? refused('no-profile') : taken({ version: stored.version, profile: stored.profile });
  }

  async takeBatch(token: string | null, batch: Batch): Promise<Reply<z.infer<typeof batchAnswerSchema>>> {
    const now = Date.now();
    const proof = proveDevice(this.db, token, now);
    if (!proof.ok) return refused(proof.code);
    if (this.db.size() > this.configuration.maxStoreBytes) return refused('ledger-full');
    const facts = this.facts();
    const answer = takeBatch(this.db, batch, {
      now,
      deviceNo: proof.device.no,
      tellsGone: () => facts?.tellsGone ?? false,
    });
    if (answer.changed > 0) this.driver.noteWork();
    await this.arm();
    return taken({ batchId: batch.batchId, ...answer });
  }

  async takeSweep(token: string | null, report: SweepReport): Promise<Reply<z.infer<typeof sweepAnswerSchema>>> {
    const now = Date.now();
    const proof = proveDevice(this.db, token, now);
    if (!proof.ok) return refused(proof.code);
    const stored = currentFacts<ProfileFacts>(this.db);
    const facts = stored?.facts;
    const { complete, nominated } = takeSweep(this.db, report, {
      now,
      deviceNo: proof.device.no,
      profileVersion: stored?.version ?? null,
      visibility: () => facts?.visibility ?? 'own',
      tellsGone: () => facts?.tellsGone ?? false,
    });
    return taken({ sweepId: report.sweepId, complete, nominated: [...nominated] });
  }

  async sync(
    token: string | null,
    request: z.infer<typeof syncRequestSchema>,
  ): Promise<Reply<z.infer<typeof syncAnswerSchema>>> {
    const now = Date.now();
    const proof = proveDevice(this.db, token, now);
    if (!proof.ok) return refused(proof.code);
    touchSync(this.db, request.syncId, proof.device.no, now, true);
    const cycle = this.driver.press();
    await this.arm();
    return taken({ syncId: request.syncId, cycle });
  }

  async status(token: string | null, syncId: string | null): Promise<Reply<StatusAnswer>> {
    const now = Date.now();
    const proof = proveDevice(this.db, token, now);
    if (!proof.ok) return refused(proof.code);
    await this.arm();
    const trouble = this.driver.currentTrouble();
    const open = openUploads(this.db);
    const cycle = this.driver.state.cycle.get();
    return taken({
      now: new Date(now).toISOString(),
      trouble: trouble === null ? null : explainTrouble(trouble),
      cycle:
        cycle === null
          ? 'idle'
          : open.some(({ state }) => state !== 'accepted')
            ? 'uploading'
            : open.length > 0
              ? 'processing'
              : 'waiting',
      ...deviceStatus(this.db, proof.device.no, syncId),
    });
  }

  async states(
    token: string | null,
    request: z.infer<typeof statesRequestSchema>,
  ): Promise<Reply<z.infer<typeof statesAnswerSchema>>> {
    const proof = proveDevice(this.db, token, Date.now());
    if (!proof.ok) return refused(proof.code);
    return taken({ states: objectStates(this.db, proof.device.no, request.objects) });
  }

  async createEnrolmentCode(
    request: z.infer<typeof enrolmentCodeRequestSchema>,
  ): Promise<Reply<z.infer<typeof enrolmentCodeAnswerSchema>>> {
    return taken(createEnrolmentCode(this.db, request, Date.now()));
  }

  async putProfile(input: unknown): Promise<Reply<z.infer<typeof profileUploadAnswerSchema>>> {
    const parsed = parseProfile(input);
    if (!parsed.ok)
      return refused('profile-invalid', { detail: parsed.problems.map(problemText).slice(0, 5).join(' ') });
    const version = hashSecret(JSON.stringify(input)).slice(0, 16);
    const facts = factsOf(parsed.profile);
    putProfile(this.db, { version, profile: input, facts }, Date.now());
    this.driver.profileChanged();
    await this.arm();
    return taken({
      version,
      customFields: OBJECT_TYPES.reduce((sum, type) => sum + customFields(facts, type).length, 0),
    });
  }

  async objectStory(type: ObjectType, objectId: string): Promise<Reply<ObjectStory>> {
    const story = objectStory(this.db, type, objectId);
    return story === null ? refused('not-found') : taken(story);
  }

  async approveDeletions(type: ObjectType, objectId: string | null): Promise<Reply<{ approved: number }>> {
    const approved = approveDeletions(this.db, typeNumber(type), objectId);
    if (approved > 0) this.driver.noteWork();
    await this.arm();
    return taken({ approved });
  }
}

const REAL_WORLD: World = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
  uuid: () => crypto.randomUUID(),
  send: sendHttp,
  log: (event, facts) => console.log(JSON.stringify({ event, ...facts })),
};

function problemText({ path, what, why, example }: ProfileProblem): string {
  return `${path}: ${what} ${why} Example: ${example}`;
}
