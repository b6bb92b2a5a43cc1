import { DurableObject } from 'cloudflare:workers';
import type * as z from 'zod';
import { OBJECT_TYPES, type ObjectType, type SchemaType } from '../shared/objects/object-type.ts';
import { problemText } from '../shared/profile/profile-problem.ts';
import { parseProfile } from '../shared/profile/schema.ts';
import type {
  Batch,
  batchAnswerSchema,
  enrolAnswerSchema,
  enrolmentCodeAnswerSchema,
  enrolmentCodeRequestSchema,
  enrolRequestSchema,
  LeasesAnswer,
  LeasesRequest,
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
import { hashSecret, newToken, sameSecret } from './devices/secrets.ts';
import { type AccessSettings, createAccess } from './gong/access.ts';
import { failureText } from './gong/answer.ts';
import type { Integration } from './gong/client.ts';
import { authorizeUrl, exchangeCode } from './gong/oauth.ts';
import { sendGetWithBody } from './gong/read-back.ts';
import { checkCounts, ledgerCounts } from './ledger/counts.ts';
import type { Db } from './ledger/db.ts';
import { approveDeletions } from './ledger/deletions.ts';
import { listDevices, revokeDevice } from './ledger/devices-table.ts';
import { durableDb } from './ledger/durable-db.ts';
import { takeBatch } from './ledger/intake.ts';
import { migrate } from './ledger/migrations.ts';
import { type ObjectStory, objectStates, objectStory } from './ledger/object-states.ts';
import { countOrphans, listHeld, listRejected, listUploads, retryHeld } from './ledger/overview.ts';
import { askPages } from './ledger/page-grants.ts';
import { currentFacts, currentProfile, putProfile } from './ledger/profiles-table.ts';
import { runRetention } from './ledger/retention.ts';
import { readSetting, writeSetting } from './ledger/settings-table.ts';
import { deviceStatus } from './ledger/status.ts';
import { askSweeps } from './ledger/sweep-leases.ts';
import { takeSweep, VIEW_COUNTS_MS } from './ledger/sweeps.ts';
import { openUploads } from './ledger/uploads-table.ts';
import { typeName, typeNumber } from './ledger/version-state.ts';
import { linkOpenUploads, touchSync, touchView } from './ledger/views-table.ts';
import { customFields, factsOf, type ProfileFacts } from './profile-facts.ts';
import { sendHttp } from './send-http.ts';
import { tokenVault } from './token-vault.ts';
import { createDriver, type Driver } from './upload/driver.ts';
import { metricsText } from './upload/metrics.ts';
import { explainTrouble } from './upload/trouble.ts';
import type { World } from './upload/world.ts';

/** The bridge of one Gong company: wires ledger, upload and devices to calls and alarms; holds no logic of its own. */
export class Bridge extends DurableObject<Env> {
  private readonly db: Db;
  private readonly configuration: Configuration;
  private readonly driver: Driver;
  /** Failed enrolments of the last minute; memory is enough, as codes have 100 bits. */
  private guesses: number[] = [];
  private readonly statuses = new Map<string, { at: number; until: number; status: ReturnType<typeof deviceStatus> }>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.db = durableDb(ctx.storage);
    this.configuration = readConfiguration(env);
    migrate(this.db);
    this.driver = createDriver({
      db: this.db,
      configuration: this.configuration,
      world: REAL_WORLD,
      access: createAccess(
        accessSettings(this.configuration),
        tokenVault(this.db, this.configuration.tokenKey),
        sendHttp,
        REAL_WORLD.now,
      ),
      sendGetWithBody,
    });
    ctx.blockConcurrencyWhile(async () => {
      this.driver.started(hashSecret(JSON.stringify(this.configuration)));
      await this.arm();
    });
  }

  private facts(): ProfileFacts | null {
    return currentFacts<ProfileFacts>(this.db)?.facts ?? null;
  }

  /** Drives the upload cycle. It never throws: a failure is logged and the next alarm stands before it returns. */
  override async alarm(): Promise<void> {
    try {
      await this.driver.run();
      this.keepHouse();
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
    // “Not before settings change” is far away, and alarms know no date after 2189: looking once a day costs nothing.
    const wanted = Math.min(Math.max(at, now), now + DAY_MS);
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
    this.statuses.clear();
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

  /** What this browser may sweep and read of the CRM now. */
  async leases(token: string | null, request: LeasesRequest): Promise<Reply<LeasesAnswer>> {
    const now = Date.now();
    const proof = proveDevice(this.db, token, now);
    if (!proof.ok) return refused(proof.code);
    const facts = this.facts();
    if (facts === null) return refused('no-profile');
    const deviceNo = proof.device.no;
    touchView(this.db, deviceNo, request.view, now);
    const visibility = facts.visibility;
    const pace = facts.companyPace ?? { perMinute: null, perDay: Number.MAX_SAFE_INTEGER };
    return taken({
      sweeps: askSweeps(this.db, request.sweeps, { now, deviceNo, visibility }),
      pages: askPages(this.db, request.pages, { now, deviceNo, pace }),
    });
  }

  async sync(
    token: string | null,
    request: z.infer<typeof syncRequestSchema>,
  ): Promise<Reply<z.infer<typeof syncAnswerSchema>>> {
    const now = Date.now();
    const proof = proveDevice(this.db, token, now);
    if (!proof.ok) return refused(proof.code);
    touchSync(this.db, request.syncId, proof.device.no, now, true);
    linkOpenUploads(this.db, request.syncId);
    this.statuses.clear();
    const cycle = this.driver.press();
    await this.arm();
    return taken({ syncId: request.syncId, cycle });
  }

  async status(token: string | null, syncId: string | null): Promise<Reply<StatusAnswer>> {
    const now = Date.now();
    const proof = proveDevice(this.db, token, now);
    if (!proof.ok) return refused(proof.code);
    await this.arm();
    const trouble = this.driver.visibleTrouble();
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
      ...this.statusOf(proof.device.no, syncId, now),
    });
  }

  /** Counting a large ledger takes a while and popups ask every second: an answer is used again for a time that grows with the ledger. */
  private statusOf(deviceNo: number, syncId: string | null, now: number): ReturnType<typeof deviceStatus> {
    const key = `${deviceNo} ${syncId}`;
    const known = this.statuses.get(key);
    if (known !== undefined && now < known.until && now >= known.at) return known.status;
    const status = deviceStatus(this.db, deviceNo, syncId);
    const counts = Object.values(status.types);
    const objects = counts.reduce((sum, { waiting, confirmed, rejected }) => sum + waiting + confirmed + rejected, 0);
    if (this.statuses.size > 500) this.statuses.clear();
    this.statuses.set(key, { at: now, until: now + objects / OBJECTS_PER_MS, status });
    return status;
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

  /** Once a day: retention, and the check that counts add up. Sooner when the store fills. */
  private keepHouse(): void {
    const now = Date.now();
    const last = readSetting<number>(this.db, 'house-kept') ?? 0;
    const { retentionDays, maxStoreBytes } = this.configuration;
    const size = this.db.size();
    const full = size > maxStoreBytes * 0.8;
    if (now - last < (full ? HOUR_MS : DAY_MS)) return;
    writeSetting(this.db, 'house-kept', now);
    const removed = runRetention(this.db, full ? Math.min(retentionDays, 2) : retentionDays, now);
    const problems = checkCounts(this.db);
    REAL_WORLD.log('house-kept', { removed, storeBytes: size, full, countProblems: problems.length });
    for (const problem of problems) REAL_WORLD.log('counts-differ', { problem });
  }

  async health(): Promise<{ ok: boolean; code: string | null; since: string | null }> {
    await this.arm();
    const trouble = this.driver.visibleTrouble();
    const lasting = trouble !== null && (trouble.kind === 'stop' || Date.now() - trouble.since > HOUR_MS);
    return {
      ok: !lasting,
      code: trouble?.code ?? null,
      since: trouble === null ? null : new Date(trouble.since).toISOString(),
    };
  }

  async adminStatus() {
    const trouble = this.driver.visibleTrouble();
    const integration = this.driver.state.integration.get();
    const { dailyBudget, maxStoreBytes } = this.configuration;
    return taken({
      now: new Date().toISOString(),
      trouble: trouble === null ? null : explainTrouble(trouble),
      cycle: this.driver.state.cycle.get(),
      counts: ledgerCounts(this.db),
      integration: integration === null ? null : { integrationId: integration.integrationId, name: integration.name },
      calls: { last24Hours: this.driver.callsToday(), budget: dailyBudget },
      store: { bytes: this.db.size(), limit: maxStoreBytes },
      profileVersion: currentFacts(this.db)?.version ?? null,
      stoppedTypes: (this.driver.state.stoppedTypes.get() ?? []).map(typeName),
      schemaConsentNeeded: this.driver.schemaNeeds() !== null,
      orphans: countOrphans(this.db, Date.now() - VIEW_COUNTS_MS),
    });
  }

  async metrics(): Promise<string> {
    return metricsText({
      counts: ledgerCounts(this.db),
      callsToday: this.driver.callsToday(),
      budget: this.configuration.dailyBudget,
      storeBytes: this.db.size(),
      storeLimit: this.configuration.maxStoreBytes,
      openUploads: openUploads(this.db).length,
      trouble: this.driver.visibleTrouble()?.code ?? null,
      devices: listDevices(this.db).filter(({ revoked_at }) => revoked_at === null).length,
      countProblems: checkCounts(this.db).length,
    });
  }

  async counts() {
    return taken({ counts: ledgerCounts(this.db), problems: checkCounts(this.db) });
  }

  async uploads() {
    return taken({ uploads: listUploads(this.db, 200) });
  }

  async held() {
    return taken({ held: listHeld(this.db, 1000) });
  }

  async rejected() {
    return taken({ rejected: listRejected(this.db, 1000) });
  }

  async devices() {
    const devices = listDevices(this.db).map((device) => ({
      deviceId: device.device_id,
      name: device.name,
      extensionVersion: device.extension_version,
      createdAt: new Date(device.created_at).toISOString(),
      lastSeenAt: new Date(device.last_seen_at).toISOString(),
      revokedAt: device.revoked_at === null ? null : new Date(device.revoked_at).toISOString(),
    }));
    return taken({ devices });
  }

  async revokeDevice(deviceId: string): Promise<Reply<{ deviceId: string }>> {
    return revokeDevice(this.db, deviceId, Date.now()) ? taken({ deviceId }) : refused('not-found');
  }

  async schemaNeeds() {
    return taken({ needs: this.driver.schemaNeeds() });
  }

  /** Asked twice: without the word of the first answer nothing happens but that answer. */
  async consentToSchema(
    confirm: string | null,
  ): Promise<Reply<{ done: boolean; needs: ReturnType<Driver['schemaNeeds']>; confirm: string | null }>> {
    const needs = this.driver.schemaNeeds();
    if (needs === null) return taken({ done: false, needs, confirm: null });
    if (confirm !== needs.version) return taken({ done: false, needs, confirm: needs.version });
    this.driver.consentToSchema(needs.version);
    await this.arm();
    return taken({ done: true, needs, confirm: null });
  }

  async integration(): Promise<Reply<{ known: string | null; listed: Integration[] | null; problem: string | null }>> {
    const known = this.driver.state.integration.get()?.integrationId ?? null;
    const listed = await this.driver.listIntegrations();
    return listed.ok
      ? taken({ known, listed: [...listed.value], problem: null })
      : taken({ known, listed: null, problem: failureText(listed) });
  }

  async registerIntegration() {
    this.driver.decideIntegration(null);
    await this.arm();
    return taken({ done: true });
  }

  async adoptIntegration(integrationId: string): Promise<Reply<{ done: boolean }>> {
    const listed = await this.driver.listIntegrations();
    if (!listed.ok) return refused('gong-request-refused', { detail: failureText(listed) });
    const found = listed.value.find((integration) => integration.integrationId === integrationId);
    if (found === undefined) return refused('not-found');
    this.driver.decideIntegration(found);
    await this.arm();
    return taken({ done: true });
  }

  /** Asked twice, as all of the company's CRM data in Gong goes with it. */
  async deleteIntegration(confirm: string | null): Promise<Reply<{ done: boolean; confirm: string | null }>> {
    const known = this.driver.state.integration.get();
    if (known === null) return refused('not-found');
    if (confirm !== known.integrationId) return taken({ done: false, confirm: known.integrationId });
    this.driver.deleteIntegration();
    await this.arm();
    return taken({ done: true, confirm: null });
  }

  async startOAuth(redirectUri: string): Promise<Reply<{ url: string }>> {
    const { oauth } = accessSettings(this.configuration);
    if (oauth === null)
      return refused('gong-not-configured', { detail: 'GONG_CLIENT_ID and GONG_CLIENT_SECRET are not set.' });
    const state = newToken().token;
    writeSetting(this.db, 'oauth-state', { hash: hashSecret(state), until: Date.now() + 10 * 60_000 });
    return taken({ url: authorizeUrl(oauth, redirectUri, state) });
  }

  async finishOAuth(code: string, state: string, redirectUri: string): Promise<Reply<{ done: boolean }>> {
    const { oauth } = accessSettings(this.configuration);
    const asked = readSetting<{ hash: string; until: number }>(this.db, 'oauth-state');
    writeSetting(this.db, 'oauth-state', null);
    if (oauth === null || asked === null || asked.until < Date.now() || !sameSecret(asked.hash, hashSecret(state))) {
      return refused('bad-request', { detail: 'This sign-in was not started here, or more than ten minutes ago.' });
    }
    const tokens = await exchangeCode(oauth, code, redirectUri, sendHttp, Date.now());
    if (!tokens.ok) return refused('gong-credentials-refused', { detail: failureText(tokens) });
    await tokenVault(this.db, this.configuration.tokenKey).write(tokens.value);
    this.driver.accessGiven();
    await this.arm();
    return taken({ done: true });
  }

  /** Reads objects back from Gong: a development aid, and not available where the runtime cannot reach Gong by socket. */
  async readBack(type: SchemaType, ids: readonly string[]): Promise<Reply<{ objects: string }>> {
    const outcome = await this.driver.readBack(type, ids);
    return outcome.ok
      ? taken({ objects: JSON.stringify(outcome.value) })
      : refused('gong-request-refused', { detail: failureText(outcome) });
  }

  async restartType(type: ObjectType) {
    retryHeld(this.db, type);
    this.driver.restartType(typeNumber(type));
    await this.arm();
    return taken({ done: true });
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

/** A status of 100,000 objects is good for a second. */
const OBJECTS_PER_MS = 100;
const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

function accessSettings(configuration: Configuration): AccessSettings {
  const { gongBaseUrl, accessKey, accessKeySecret, clientId, clientSecret, authBaseUrl } = configuration;
  const oauth = clientId === '' || clientSecret === '' ? null : { authBaseUrl, clientId, clientSecret };
  return { baseUrl: gongBaseUrl, accessKey, accessKeySecret, oauth };
}

const REAL_WORLD: World = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
  uuid: () => crypto.randomUUID(),
  send: sendHttp,
  log: (event, facts) => console.log(JSON.stringify({ event, ...facts })),
};
