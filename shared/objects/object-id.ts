import type { ObjectType } from './object-type.ts';
import { distinctBytes, sha256 } from './sha256.ts';

/** Gong: upload CRM objects, `objectId`. */
export const MAX_OBJECT_ID = 64;

const PLAIN = /^[A-Za-z0-9-]{1,64}$/;
const ESCAPED = /^(?:[A-Za-z0-9]|-[0-9a-f]{2})*$/;
const BASE_32 = 'abcdefghijklmnopqrstuvwxyz234567';

function escapeBytes(text: string): string {
  let escaped = '';
  for (const byte of distinctBytes(text)) {
    const isPlain = (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
    escaped += isPlain ? String.fromCharCode(byte) : `-${byte.toString(16).padStart(2, '0')}`;
  }
  return escaped;
}

function base32(bytes: Uint8Array): string {
  let letters = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      letters += BASE_32.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? letters : letters + BASE_32.charAt((held << (5 - bits)) & 31);
}

/**
 * The objectId under which a CRM's record goes to Gong, and by which every reference names it (design §5).
 *
 * - An id of 1 to 64 letters, digits and dashes that does not start with `x-` is its own objectId.
 * - Every other is `x-` and the bytes of its UTF-8 form: letters and digits as they are, any other byte as `-` and two hexadecimal digits
 *   (`user@x.de` is `x-user-40x-2ede`). A `prefix`, for the second source of a type, stands before it, escaped alike and parted by
 *   `--` (`x-lead--42`).
 * - What would be over 64 characters is `x-h-` and the SHA-256 of that longer form in base 32 (a to z, 2 to 7).
 *
 * Two different (prefix, id) pairs never meet: plain ids never start with `x-`, the others always do. In an escaped form each dash is followed by two
 * hexadecimal digits, so it reads back in one way only, and `--` can only be the mark after a prefix. A leading `h` before a dash is escaped too
 * (`-68`), so no escaped form starts with `x-h-`. Hashes meet only where SHA-256 does. The object type does not enter: Gong keeps ids per type.
 *
 * @throws RangeError for an empty id, which would make one object of all records without id
 */
export function objectIdOf(_type: ObjectType, crmId: string, prefix = ''): string {
  if (crmId === '') throw new RangeError('An empty id names no record');
  if (prefix === '' && PLAIN.test(crmId) && !crmId.startsWith('x-')) return crmId;
  const parts = prefix === '' ? escapeBytes(crmId) : `${escapeBytes(prefix)}--${escapeBytes(crmId)}`;
  const escaped = `x-${parts.startsWith('h-') ? `-68${parts.slice(1)}` : parts}`;
  return escaped.length <= MAX_OBJECT_ID ? escaped : `x-h-${base32(sha256(distinctBytes(escaped)))}`;
}

function unescapeBytes(escaped: string): string | null {
  if (!ESCAPED.test(escaped)) return null;
  const bytes: number[] = [];
  for (const [token] of escaped.matchAll(/[A-Za-z0-9]|-[0-9a-f]{2}/g)) {
    bytes.push(token.length === 1 ? token.charCodeAt(0) : Number.parseInt(token.slice(1), 16));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

/**
 * The CRM's id behind an objectId, with its prefix ('' for none), or null where it cannot be told: hashed ids, ids that are not well-formed
 * Unicode, and texts that `objectIdOf` never makes. The ledger's table knows the hashed ones.
 */
export function crmIdOf(objectId: string): { readonly crmId: string; readonly prefix: string } | null {
  if (!objectId.startsWith('x-')) return PLAIN.test(objectId) ? { crmId: objectId, prefix: '' } : null;
  const parts = objectId.slice(2).split('--');
  const texts = parts.map(unescapeBytes);
  const [first, second] = texts;
  const found =
    texts.length === 1 ? { crmId: first, prefix: '' } : texts.length === 2 ? { crmId: second, prefix: first } : null;
  if (found === null || typeof found.crmId !== 'string' || typeof found.prefix !== 'string' || found.crmId === '')
    return null;
  const read = { crmId: found.crmId, prefix: found.prefix };
  // Only what `objectIdOf` itself makes is read back: "x-a" is no objectId of ours, as "a" goes out plain.
  return objectIdOf('ACCOUNT', read.crmId, read.prefix) === objectId ? read : null;
}
