import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import { HOLD_TEXTS, type HoldReason } from '../../shared/protocol/hold-texts.ts';

/** The life of a version; see docs/worker.md. Numbers are what the ledger stores. */
export const PENDING = 0;
export const IN_FLIGHT = 1;
export const CONFIRMED = 2;
export const REJECTED = 3;
export const SUPERSEDED = 4;

export const STATE_NAMES = ['pending', 'in-flight', 'confirmed', 'rejected', 'superseded'] as const;

export const UPSERT = 0;
export const DELETE = 1;

/** How a pending version is held: not at all, by something that goes on by itself, or until someone acts. */
export const FREE = 0;
export const WAITS = 1;
export const HELD = 2;

/** The number that the ledger stores for a type. */
export function typeNumber(type: ObjectType): number {
  return OBJECT_TYPES.indexOf(type);
}

/** The type behind a stored number. Throws on a number that the ledger never writes. */
export function typeName(number: number): ObjectType {
  const type = OBJECT_TYPES[number];
  if (type === undefined) throw new Error(`no object type has the number ${number}`);
  return type;
}

/** What kind of hold each reason is; keys are stored in `hold_reason`. */
const HOLDS: Readonly<Record<HoldReason, typeof WAITS | typeof HELD>> = {
  unjudged: WAITS,
  'earlier-version': WAITS,
  'replace-first': WAITS,
  'account-pending': WAITS,
  'account-settling': WAITS,
  'stage-pending': WAITS,
  'owner-pending': WAITS,
  'account-missing': HELD,
  'account-rejected': HELD,
  'account-deleted': HELD,
  'account-held': HELD,
  'stage-missing': HELD,
  'stage-rejected': HELD,
  'stage-held': HELD,
  'deletion-approval': HELD,
  'deletion-many': HELD,
  'deletion-half': HELD,
  'deletion-last': HELD,
  'deletion-owner': HELD,
  'type-stopped': HELD,
  'counters-differ': HELD,
};

/** The sentence for a stored reason. */
export function holdText(reason: string | null): string {
  return reason !== null && Object.hasOwn(HOLD_TEXTS, reason) ? HOLD_TEXTS[reason as HoldReason] : 'It waits.';
}

/** The stored class of a reason; unknown ones count as held, so that they are shown. */
export const HELD_SQL_LIST = Object.entries(HOLDS)
  .filter(([, hold]) => hold === HELD)
  .map(([name]) => `'${name}'`)
  .join(', ');
