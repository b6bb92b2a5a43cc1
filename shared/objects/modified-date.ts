import type { Resolution } from '../values/date-format.ts';
import { isoInstant } from '../values/time-zone.ts';

export interface ModifiedDateInput {
  /** The CRM's own date of this version (ISO 8601), or null where the CRM shows none. */
  readonly crmDate: string | null;
  /** The Worker's time when it received the reading. */
  readonly receivedAt: string;
  /** The modifiedDate last sent for this object, a deletion included, or null where it was never sent. */
  readonly lastSent: string | null;
  /** Whether this version differs from the one last sent in anything but modifiedDate. */
  readonly contentDiffers: boolean;
  /** Whether the object was sent as deleted since its last version. */
  readonly deletedBetween: boolean;
  /** An older version that goes to Gong as history keeps the date at which it was written. */
  readonly history?: boolean;
}

export interface ModifiedDateSent {
  /** ISO 8601 in UTC without fraction. */
  readonly modifiedDate: string;
  /** The CRM's date lay more than five minutes ahead of the Worker, and the time of receipt was taken. */
  readonly ahead: boolean;
}

const TOLERANCE_MS = 5 * 60_000;
const SECOND_MS = 1000;

function instantOf(text: string): number {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw new RangeError('Not an instant of ISO 8601');
  return Math.floor(instant / SECOND_MS) * SECOND_MS;
}

/**
 * The modifiedDate under which a version is sent (design §7): the later of the CRM's date and the last one sent for the object; where the
 * content differs at an equal value, or a deletion lies between, the last one sent plus a second, as Gong keeps the version with
 * the greatest. With no CRM date, or one more than five minutes ahead, the time of receipt counts as the CRM's.
 *
 * @throws RangeError for a date that is not ISO 8601
 */
export function modifiedDateToSend(input: ModifiedDateInput): ModifiedDateSent {
  const received = instantOf(input.receivedAt);
  const stated = input.crmDate === null ? null : instantOf(input.crmDate);
  const ahead = stated !== null && stated > received + TOLERANCE_MS;
  const own = stated === null || ahead ? received : stated;
  if (input.history === true || input.lastSent === null) return { modifiedDate: isoInstant(own), ahead };
  const last = instantOf(input.lastSent);
  const mustPass = input.contentDiffers || input.deletedBetween;
  const sent = own > last ? own : mustPass ? last + SECOND_MS : last;
  return { modifiedDate: isoInstant(sent), ahead };
}

/** Milliseconds that a zone is ahead of UTC at an instant; days begin at different instants in different zones. */
export type OffsetAt = (instant: number) => number;

const UTC: OffsetAt = () => 0;

/** The number of the second, minute or local day that an instant falls in. */
function unitOf(text: string, resolution: Resolution, offsetAt: OffsetAt): number {
  const instant = instantOf(text);
  if (resolution === 'day') return Math.floor((instant + offsetAt(instant)) / 86_400_000);
  return Math.floor(instant / (resolution === 'minute' ? 60_000 : SECOND_MS));
}

/**
 * Compares two instants as finely as the CRM tells them: negative where `a` is earlier, 0 where they cannot be told apart.
 * With resolution `day` give the zone's `offsetAt` (`timeZone(name).offsetAt`); UTC otherwise.
 */
export function compareAtResolution(a: string, b: string, resolution: Resolution, offsetAt: OffsetAt = UTC): number {
  return Math.sign(unitOf(a, resolution, offsetAt) - unitOf(b, resolution, offsetAt));
}

/**
 * Whether a row whose modified date is `modifiedDate` may have changed since its page was read at `lastReadAt`: its date is not
 * older than that, at the list's resolution (design §6). A row changed and read within one minute is therefore read again.
 */
export function mayHaveChangedSince(
  modifiedDate: string,
  lastReadAt: string,
  resolution: Resolution,
  offsetAt: OffsetAt = UTC,
): boolean {
  return compareAtResolution(modifiedDate, lastReadAt, resolution, offsetAt) >= 0;
}
