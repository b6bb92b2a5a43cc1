import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** SHA-256 in hex: how tokens and codes are stored. Both are random with at least 100 bits, so no slow hash is needed. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** Compares two texts in a time that does not tell where they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(a, 'utf8').digest(),
    createHash('sha256').update(b, 'utf8').digest(),
  );
}

export interface NewToken {
  readonly deviceId: string;
  /** `<deviceId>.<256 random bits>`. */
  readonly token: string;
}

export function newToken(): NewToken {
  const deviceId = randomBytes(8).toString('hex');
  return { deviceId, token: `${deviceId}.${randomBytes(32).toString('base64url')}` };
}

const CODE_LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** An enrolment code that can be read out: 100 random bits in four groups of five. */
export function newEnrolmentCode(): string {
  const letters = [...randomBytes(20)].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length] ?? 'X').join('');
  return letters.replace(/(.{5})(?=.)/g, '$1-');
}

/** A code as typed: case, spaces and dashes do not matter. */
export function normalCode(code: string): string {
  return code.toUpperCase().replace(/[^0-9A-Z]/g, '');
}
