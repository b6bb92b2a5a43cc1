import { RpcTarget } from 'cloudflare:workers';
import type * as z from 'zod';
import type { enrolmentCodeAnswerSchema, enrolmentCodeRequestSchema } from '../../shared/protocol/messages.ts';
import { type Reply, refused, taken } from '../api/answers.ts';
import { createEnrolmentCode } from '../devices/devices.ts';
import { listDevices, listEnrolmentCodes, revokeDevice, withdrawEnrolmentCode } from '../ledger/devices-table.ts';
import type { Desk } from './desk.ts';

/** Browsers and the codes that let them in. */
export class DevicesDesk extends RpcTarget {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    super();
    this.#desk = desk;
  }

  async list() {
    return taken({
      devices: listDevices(this.#desk.db).map((device) => ({
        deviceId: device.device_id,
        name: device.name,
        extensionVersion: device.extension_version,
        createdAt: new Date(device.created_at).toISOString(),
        lastSeenAt: new Date(device.last_seen_at).toISOString(),
        revokedAt: device.revoked_at === null ? null : new Date(device.revoked_at).toISOString(),
      })),
    });
  }

  async revoke(deviceId: string): Promise<Reply<{ deviceId: string }>> {
    const { db, world, note } = this.#desk;
    if (!revokeDevice(db, deviceId, world.now())) return refused('not-found');
    note('device-revoked', deviceId);
    return taken({ deviceId });
  }

  async codes() {
    const { db, world } = this.#desk;
    return taken({
      codes: listEnrolmentCodes(db, world.now()).map(({ expiresAt, createdAt, ...code }) => ({
        ...code,
        expiresAt: new Date(expiresAt).toISOString(),
        createdAt: new Date(createdAt).toISOString(),
      })),
    });
  }

  async createCode(
    request: z.infer<typeof enrolmentCodeRequestSchema>,
  ): Promise<Reply<z.infer<typeof enrolmentCodeAnswerSchema>>> {
    const { db, world, note } = this.#desk;
    const answer = createEnrolmentCode(db, request, world.now());
    note('enrolment-code-made', `${request.uses} uses, ${request.validMinutes} minutes`);
    return taken(answer);
  }

  async withdrawCode(codeId: string): Promise<Reply<{ codeId: string }>> {
    const { db, note } = this.#desk;
    if (!withdrawEnrolmentCode(db, codeId)) return refused('not-found');
    note('enrolment-code-withdrawn', codeId);
    return taken({ codeId });
  }
}
