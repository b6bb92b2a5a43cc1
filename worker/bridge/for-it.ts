import type * as z from 'zod';
import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import { problemText } from '../../shared/profile/profile-problem.ts';
import { parseProfile } from '../../shared/profile/schema.ts';
import type {
  enrolmentCodeAnswerSchema,
  enrolmentCodeRequestSchema,
  profileUploadAnswerSchema,
} from '../../shared/protocol/messages.ts';
import { type Reply, refused, taken } from '../api/answers.ts';
import { createEnrolmentCode } from '../devices/devices.ts';
import { hashSecret } from '../devices/secrets.ts';
import { checkCounts, ledgerCounts } from '../ledger/counts.ts';
import { approveDeletions } from '../ledger/deletions.ts';
import { listDevices, revokeDevice } from '../ledger/devices-table.ts';
import { type ObjectStory, objectStory } from '../ledger/object-states.ts';
import { listHeld, listRejected, listUploads, retryHeld } from '../ledger/overview.ts';
import { putProfile } from '../ledger/profiles-table.ts';
import { typeNumber } from '../ledger/version-state.ts';
import { customFields, factsOf } from '../profile-facts.ts';
import type { Rooms } from './rooms.ts';

export type ForIt = ReturnType<typeof forIt>;

/** What IT asks of the ledger and decides about records, devices and the profile. */
export function forIt({ db, driver, world, arm }: Rooms) {
  return {
    createEnrolmentCode(
      request: z.infer<typeof enrolmentCodeRequestSchema>,
    ): Reply<z.infer<typeof enrolmentCodeAnswerSchema>> {
      return taken(createEnrolmentCode(db, request, world.now()));
    },

    async putProfile(input: unknown): Promise<Reply<z.infer<typeof profileUploadAnswerSchema>>> {
      const parsed = parseProfile(input);
      if (!parsed.ok)
        return refused('profile-invalid', { detail: parsed.problems.map(problemText).slice(0, 5).join(' ') });
      const version = hashSecret(JSON.stringify(input)).slice(0, 16);
      const facts = factsOf(parsed.profile);
      putProfile(db, { version, profile: input, facts }, world.now());
      driver.profileChanged();
      await arm();
      return taken({
        version,
        customFields: OBJECT_TYPES.reduce((sum, type) => sum + customFields(facts, type).length, 0),
      });
    },

    counts() {
      return taken({ counts: ledgerCounts(db), problems: checkCounts(db) });
    },

    uploads() {
      return taken({ uploads: listUploads(db, 200) });
    },

    held() {
      return taken({ held: listHeld(db, 1000) });
    },

    rejected() {
      return taken({ rejected: listRejected(db, 1000) });
    },

    devices() {
      const devices = listDevices(db).map((device) => ({
        deviceId: device.device_id,
        name: device.name,
        extensionVersion: device.extension_version,
        createdAt: new Date(device.created_at).toISOString(),
        lastSeenAt: new Date(device.last_seen_at).toISOString(),
        revokedAt: device.revoked_at === null ? null : new Date(device.revoked_at).toISOString(),
      }));
      return taken({ devices });
    },

    revokeDevice(deviceId: string): Reply<{ deviceId: string }> {
      return revokeDevice(db, deviceId, world.now()) ? taken({ deviceId }) : refused('not-found');
    },

    async restartType(type: ObjectType) {
      retryHeld(db, type);
      driver.restartType(typeNumber(type));
      await arm();
      return taken({ done: true });
    },

    objectStory(type: ObjectType, objectId: string): Reply<ObjectStory> {
      const story = objectStory(db, type, objectId);
      return story === null ? refused('not-found') : taken(story);
    },

    async approveDeletions(type: ObjectType, objectId: string | null): Promise<Reply<{ approved: number }>> {
      const approved = approveDeletions(db, typeNumber(type), objectId);
      if (approved > 0) driver.noteWork();
      await arm();
      return taken({ approved });
    },
  };
}
