import type { Db } from './db.ts';

export interface Device {
  readonly no: number;
  readonly device_id: string;
  readonly name: string | null;
  readonly token_hash: string;
  readonly extension_version: string | null;
  readonly created_at: number;
  readonly last_seen_at: number;
  readonly revoked_at: number | null;
}

export function deviceById(db: Db, deviceId: string): Device | undefined {
  return db.get<Device>('SELECT * FROM devices WHERE device_id = ?', deviceId);
}

export function listDevices(db: Db): Device[] {
  return db.all<Device>('SELECT * FROM devices ORDER BY no');
}

export function insertDevice(
  db: Db,
  device: {
    readonly deviceId: string;
    readonly name: string | null;
    readonly tokenHash: string;
    readonly extensionVersion: string;
  },
  now: number,
): void {
  db.run(
    'INSERT INTO devices (device_id, name, token_hash, extension_version, created_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?)',
    device.deviceId,
    device.name,
    device.tokenHash,
    device.extensionVersion,
    now,
    now,
  );
}

/** Notes a device's word, at most once a minute: a poll must not cost a write. */
export function touchDevice(db: Db, device: Device, now: number): void {
  if (now - device.last_seen_at > 60_000) db.run('UPDATE devices SET last_seen_at = ? WHERE no = ?', now, device.no);
}

/** Takes a device's access back. False when there is no such device. */
export function revokeDevice(db: Db, deviceId: string, now: number): boolean {
  return (
    db.get(
      'UPDATE devices SET revoked_at = COALESCE(revoked_at, ?) WHERE device_id = ? RETURNING no',
      now,
      deviceId,
    ) !== undefined
  );
}

export function insertEnrolmentCode(
  db: Db,
  code: { readonly codeHash: string; readonly uses: number; readonly expiresAt: number; readonly note: string | null },
  now: number,
): void {
  db.run(
    'INSERT INTO enrolment_codes (code_hash, uses_left, expires_at, note, created_at) VALUES (?, ?, ?, ?, ?)',
    code.codeHash,
    code.uses,
    code.expiresAt,
    code.note,
    now,
  );
}

/** Uses an enrolment code once. False when it is unknown, used up or expired. */
export function spendEnrolmentCode(db: Db, codeHash: string, now: number): boolean {
  return (
    db.get(
      'UPDATE enrolment_codes SET uses_left = uses_left - 1 WHERE code_hash = ? AND uses_left > 0 AND expires_at > ? RETURNING uses_left',
      codeHash,
      now,
    ) !== undefined
  );
}

/** An enrolment code as IT sees it; the code itself was shown once and is not known. */
export interface EnrolmentCodeLine {
  /** The beginning of the code's hash. */
  readonly codeId: string;
  readonly usesLeft: number;
  readonly expiresAt: number;
  readonly note: string | null;
  readonly createdAt: number;
}

/** Codes that still let somebody in, newest first. Times in ms. */
export function listEnrolmentCodes(db: Db, now: number): EnrolmentCodeLine[] {
  return db.all<EnrolmentCodeLine>(
    `SELECT SUBSTR(code_hash, 1, 12) AS codeId, uses_left AS usesLeft, expires_at AS expiresAt, note, created_at AS createdAt
     FROM enrolment_codes WHERE uses_left > 0 AND expires_at > ? ORDER BY created_at DESC`,
    now,
  );
}

/** Takes an enrolment code back. False when there is no such code. */
export function withdrawEnrolmentCode(db: Db, codeId: string): boolean {
  return (
    db.get('DELETE FROM enrolment_codes WHERE SUBSTR(code_hash, 1, 12) = ? RETURNING uses_left', codeId) !== undefined
  );
}

/** Browsers with a valid token that have spoken since a moment. */
export function countActiveDevices(db: Db, since: number): number {
  return (
    db.get<{ n: number }>('SELECT COUNT(*) AS n FROM devices WHERE revoked_at IS NULL AND last_seen_at > ?', since)
      ?.n ?? 0
  );
}
