import type * as z from 'zod';
import type {
  batchAnswerSchema,
  enrolAnswerSchema,
  enrolRequestSchema,
  HealthReport,
  healthAnswerSchema,
  LeasesAnswer,
  LeasesRequest,
  StatusAnswer,
  StoryAnswer,
  SweepReport,
  statesAnswerSchema,
  statesRequestSchema,
  storyRequestSchema,
  sweepAnswerSchema,
  syncAnswerSchema,
  syncRequestSchema,
} from '../../shared/protocol/messages.ts';
import { type Reply, refused, taken } from '../api/answers.ts';
import { enrol, proveDevice } from '../devices/devices.ts';
import { attemptsWait, noteAttempt } from '../ledger/attempts-table.ts';
import { isFull } from '../ledger/db.ts';
import { withoutErased } from '../ledger/erasures.ts';
import { takeHistory } from '../ledger/history.ts';
import { type TakenBatch, takePacked } from '../ledger/intake.ts';
import { deviceStory, objectStates } from '../ledger/object-states.ts';
import type { PackedBatch } from '../ledger/packed-batch.ts';
import { askPages } from '../ledger/page-grants.ts';
import { currentFacts, profileByVersion } from '../ledger/profiles-table.ts';
import { deviceStatus } from '../ledger/status.ts';
import { askSweeps } from '../ledger/sweep-leases.ts';
import { takeSweep } from '../ledger/sweeps.ts';
import { openUploads } from '../ledger/uploads-table.ts';
import { linkOpenUploads, touchSync, touchView } from '../ledger/views-table.ts';
import type { ProfileFacts } from '../profile-facts.ts';
import { takeHealth, versionFor } from '../rollout/rollout.ts';
import { explainTrouble } from '../upload/trouble.ts';
import type { Rooms } from './rooms.ts';

type Token = string | null;

/** A status of 100,000 objects is good for a second. */
const OBJECTS_PER_MS = 100;

/** Times in ms. */
interface KnownStatus {
  readonly at: number;
  readonly until: number;
  readonly status: ReturnType<typeof deviceStatus>;
}

export type ForExtensions = ReturnType<typeof forExtensions>;

/** What extensions ask of the bridge. All but enrolment prove their device first. */
export function forExtensions({ db, driver, configuration, world, arm, rearm }: Omit<Rooms, 'pointInTime'>) {
  const statuses = new Map<number, Map<string | null, KnownStatus>>();

  const facts = () => currentFacts<ProfileFacts>(db)?.facts ?? null;

  /**
   * Counting many objects takes a while and popups ask every second: an answer is used again for a time that grows with them, or until this browser
   * itself has sent something.
   */
  function statusOf(deviceNo: number, syncId: string | null, now: number): ReturnType<typeof deviceStatus> {
    const known = statuses.get(deviceNo)?.get(syncId);
    if (known !== undefined && now < known.until && now >= known.at) return known.status;
    const status = deviceStatus(db, deviceNo, syncId);
    const counts = Object.values(status.types);
    const objects = counts.reduce((sum, { waiting, confirmed, rejected }) => sum + waiting + confirmed + rejected, 0);
    if (statuses.size > 500) statuses.clear();
    const own = statuses.get(deviceNo) ?? new Map<string | null, KnownStatus>();
    statuses.set(deviceNo, own.set(syncId, { at: now, until: now + objects / OBJECTS_PER_MS, status }));
    return status;
  }

  function cycleWord(): StatusAnswer['cycle'] {
    if (driver.state.cycle.get() === null) return 'idle';
    const open = openUploads(db);
    if (open.some(({ state }) => state !== 'accepted')) return 'uploading';
    return open.length > 0 ? 'processing' : 'waiting';
  }

  /** A device's batch with the history in it. */
  function takeWhole(token: Token, batch: PackedBatch): Reply<TakenBatch & { readonly deviceNo: number }> {
    const now = world.now();
    const proof = proveDevice(db, token, now);
    if (!proof.ok) return refused(proof.code);
    if (db.size() > configuration.maxStoreBytes) return refused('ledger-full');
    const profile = facts();
    const answer = takePacked(db, batch, {
      now,
      deviceNo: proof.device.no,
      tellsGone: () => profile?.tellsGone ?? false,
    });
    if (answer.repeated) return taken({ ...answer, deviceNo: proof.device.no });
    const readings = withoutErased(db, batch.others);
    return taken({
      ...answer,
      deviceNo: proof.device.no,
      changed: answer.changed + takeHistory(db, { readings, syncId: batch.syncId }, now),
    });
  }

  /** What must be written to be answered: refused as a whole where there is no room, and nothing of it has happened then. */
  function written<T>(what: string, work: () => Reply<T>): Reply<T> {
    try {
      return db.transaction(work);
    } catch (error) {
      if (!isFull(error)) throw error;
      world.log('refused', { what, code: 'ledger-full' });
      return refused('ledger-full');
    }
  }

  return {
    /** `who` tells callers apart, for the count of failures. */
    enrol(request: z.infer<typeof enrolRequestSchema>, who: string): Reply<z.infer<typeof enrolAnswerSchema>> {
      const now = world.now();
      const wait = attemptsWait(db, 'enrol', who, now);
      if (wait > 0) return refused('too-many-attempts', { seconds: wait });
      return written('enrolment', () => {
        const answer = enrol(db, request, facts()?.name ?? null, now);
        if (answer !== null) return taken(answer);
        noteAttempt(db, 'enrol', who, now);
        return refused('enrolment-code-invalid');
      });
    },

    /** The profile that this browser is to use; without its text where it is `known`. */
    profile(token: Token, known: string | null): Reply<{ version: string; profile: unknown }> {
      const now = world.now();
      const proof = proveDevice(db, token, now);
      if (!proof.ok) return refused(proof.code);
      return written('profile', () => {
        const version = versionFor(db, proof.device.no, now);
        if (version === null) return refused('no-profile');
        if (version === known) return taken({ version, profile: null });
        const stored = profileByVersion(db, version);
        return stored === null ? refused('no-profile') : taken({ version, profile: stored.profile });
      });
    },

    /** What a browser has measured on the CRM's pages. `decided`: it has ended a profile's roll-out, one way or the other. */
    takeHealth(
      token: Token,
      report: HealthReport,
    ): { readonly reply: Reply<z.infer<typeof healthAnswerSchema>>; readonly decided: boolean } {
      const now = world.now();
      const proof = proveDevice(db, token, now);
      if (!proof.ok) return { reply: refused(proof.code), decided: false };
      let decided = false;
      const reply = written('page-health', () => {
        const verdict = takeHealth(db, proof.device.no, report, now);
        if (verdict !== 'noted') world.log('profile-roll-out', { version: report.profileVersion, verdict });
        if (verdict === 'halted') driver.profileChanged();
        decided = verdict !== 'noted';
        return taken({ profileVersion: versionFor(db, proof.device.no, now) });
      });
      return { reply, decided: reply.ok && decided };
    },

    async takeBatch(token: Token, batch: PackedBatch): Promise<Reply<z.infer<typeof batchAnswerSchema>>> {
      const answer = written('batch', () => {
        const whole = takeWhole(token, batch);
        if (whole.ok && whole.value.changed > 0 && !whole.value.repeated) driver.noteWork();
        return whole;
      });
      if (!answer.ok) return answer;
      const { taken: read, changed, deviceNo } = answer.value;
      statuses.delete(deviceNo);
      await arm();
      return taken({ batchId: batch.batchId, taken: read, changed });
    },

    takeSweep(token: Token, report: SweepReport): Reply<z.infer<typeof sweepAnswerSchema>> {
      const now = world.now();
      const proof = proveDevice(db, token, now);
      if (!proof.ok) return refused(proof.code);
      const stored = currentFacts<ProfileFacts>(db);
      return written('sweep', () => {
        const { complete, nominated, wanted } = takeSweep(db, report, {
          now,
          deviceNo: proof.device.no,
          profileVersion: stored?.version ?? null,
          visibility: () => stored?.facts.visibility ?? 'own',
          tellsGone: () => stored?.facts.tellsGone ?? false,
        });
        return taken({ sweepId: report.sweepId, complete, nominated: [...nominated], wanted: [...wanted] });
      });
    },

    /** What this browser may sweep and read of the CRM now. */
    leases(token: Token, request: LeasesRequest): Reply<LeasesAnswer> {
      const now = world.now();
      const proof = proveDevice(db, token, now);
      if (!proof.ok) return refused(proof.code);
      const profile = facts();
      if (profile === null) return refused('no-profile');
      const deviceNo = proof.device.no;
      const pace = profile.companyPace ?? { perMinute: null, perDay: Number.MAX_SAFE_INTEGER };
      return written('leases', () => {
        if (request.view !== null) touchView(db, deviceNo, request.view, now);
        return taken({
          sweeps: askSweeps(db, request.sweeps, { now, deviceNo, visibility: profile.visibility }),
          pages: askPages(db, request.pages, { now, deviceNo, pace }),
        });
      });
    },

    async sync(
      token: Token,
      request: z.infer<typeof syncRequestSchema>,
    ): Promise<Reply<z.infer<typeof syncAnswerSchema>>> {
      const now = world.now();
      const proof = proveDevice(db, token, now);
      if (!proof.ok) return refused(proof.code);
      const answer = written('sync', () => {
        touchSync(db, request.syncId, proof.device.no, now, true);
        linkOpenUploads(db, request.syncId);
        return taken({ syncId: request.syncId, cycle: driver.press() });
      });
      statuses.delete(proof.device.no);
      await arm();
      return answer;
    },

    async status(token: Token, syncId: string | null): Promise<Reply<StatusAnswer>> {
      const now = world.now();
      const proof = proveDevice(db, token, now);
      if (!proof.ok) return refused(proof.code);
      await rearm();
      const trouble = driver.visibleTrouble();
      return taken({
        now: new Date(now).toISOString(),
        trouble: trouble === null ? null : explainTrouble(trouble),
        cycle: cycleWord(),
        ...statusOf(proof.device.no, syncId, now),
      });
    },

    states(token: Token, request: z.infer<typeof statesRequestSchema>): Reply<z.infer<typeof statesAnswerSchema>> {
      const proof = proveDevice(db, token, world.now());
      if (!proof.ok) return refused(proof.code);
      return taken({ states: objectStates(db, proof.device.no, request.objects) });
    },

    /** What became of each version of one object that this browser has sent. */
    story(token: Token, { objectType, objectId }: z.infer<typeof storyRequestSchema>): Reply<StoryAnswer> {
      const proof = proveDevice(db, token, world.now());
      if (!proof.ok) return refused(proof.code);
      const story = deviceStory(db, proof.device.no, objectType, objectId);
      return story === null ? refused('not-found') : taken(story);
    },
  };
}
