import type * as z from 'zod';
import type {
  enrolAnswerSchema,
  enrolmentCodeAnswerSchema,
  enrolmentCodeRequestSchema,
  enrolRequestSchema,
} from '../../shared/protocol/messages.ts';
import { type Db, unlessFull } from '../ledger/db.ts';
import {
  type Device,
  deviceById,
  insertDevice,
  insertEnrolmentCode,
  spendEnrolmentCode,
  touchDevice,
} from '../ledger/devices-table.ts';
import { hashSecret, newEnrolmentCode, newToken, normalCode, sameSecret } from './secrets.ts';

/** Makes an enrolment code; it is shown this once and stored only as a hash. */
export function createEnrolmentCode(
  db: Db,
  request: z.infer<typeof enrolmentCodeRequestSchema>,
  now: number,
): z.infer<typeof enrolmentCodeAnswerSchema> {
  const code = newEnrolmentCode();
  const expiresAt = now + request.validMinutes * 60_000;
  insertEnrolmentCode(
    db,
    { codeHash: hashSecret(normalCode(code)), uses: request.uses, expiresAt, note: request.note ?? null },
    now,
  );
  return { code, expiresAt: new Date(expiresAt).toISOString() };
}

/** Exchanges an enrolment code for a device token; null when the code is not good. */
export function enrol(
  db: Db,
  request: z.infer<typeof enrolRequestSchema>,
  companyName: string | null,
  now: number,
): z.infer<typeof enrolAnswerSchema> | null {
  return db.transaction(() => {
    if (!spendEnrolmentCode(db, hashSecret(normalCode(request.code)), now)) return null;
    const { deviceId, token } = newToken();
    const { extensionVersion } = request;
    insertDevice(
      db,
      { deviceId, name: request.deviceName ?? null, tokenHash: hashSecret(token), extensionVersion },
      now,
    );
    return { deviceId, token, companyName };
  });
}

export type DeviceProof =
  | { readonly ok: true; readonly device: Device }
  | { readonly ok: false; readonly code: 'token-missing' | 'device-revoked' };

/** Whose token this is. A token that was never given counts as none. */
export function proveDevice(db: Db, token: string | null, now: number): DeviceProof {
  const device = token === null ? undefined : deviceById(db, token.split('.', 1)[0] ?? '');
  if (token === null || device === undefined || !sameSecret(device.token_hash, hashSecret(token)))
    return { ok: false, code: 'token-missing' };
  if (device.revoked_at !== null) return { ok: false, code: 'device-revoked' };
  // Who may ask does not depend on whether that can be written down.
  unlessFull(() => touchDevice(db, device, now));
  return { ok: true, device };
}
