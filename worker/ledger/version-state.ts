import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';

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

/** Why a pending version does not go out, in words for people. Keys are stored in `hold_reason`. */
export const HOLD_REASONS = {
  unjudged: { hold: WAITS, text: 'It waits for the next upload cycle.' },
  'earlier-version': { hold: WAITS, text: 'An earlier version of it is still on its way.' },
  'replace-first': { hold: WAITS, text: 'Gong takes a changed user only after deleting the old one.' },
  'account-pending': { hold: WAITS, text: 'Its account is on its way to Gong.' },
  'account-settling': { hold: WAITS, text: 'Its account is new in Gong and needs a minute.' },
  'stage-pending': { hold: WAITS, text: 'Its stage is on its way to Gong.' },
  'owner-pending': { hold: WAITS, text: 'Its owner is on the way to Gong.' },
  'account-missing': { hold: HELD, text: 'Its account has not been read by anybody yet; Gong would not show it.' },
  'account-rejected': { hold: HELD, text: 'Its account was rejected; correct the account first.' },
  'account-deleted': { hold: HELD, text: 'Its account is deleted.' },
  'account-held': { hold: HELD, text: 'Its account is held back.' },
  'stage-missing': { hold: HELD, text: 'Its stage has not been read by anybody yet; Gong would not show it.' },
  'stage-rejected': { hold: HELD, text: 'Its stage was rejected; correct the stage first.' },
  'stage-held': { hold: HELD, text: 'Its stage is held back.' },
  'deletion-approval': { hold: HELD, text: 'The CRM does not tell deleted from hidden: IT must approve the deletion.' },
  'deletion-many': { hold: HELD, text: 'Unusually many deletions at once: IT must approve them.' },
  'deletion-half': {
    hold: HELD,
    text: 'More than half of all records of this type would be deleted: IT must approve it.',
  },
  'deletion-last': { hold: HELD, text: 'It is the last record of its type: IT must approve the deletion.' },
  'deletion-owner': {
    hold: HELD,
    text: 'A live deal still names this user as its owner: IT must approve the deletion.',
  },
  'type-stopped': { hold: HELD, text: 'Uploads of this type are stopped because Gong rejected too many records.' },
  'counters-differ': { hold: HELD, text: 'Gong’s counters did not match twice; IT must look at the upload.' },
} as const satisfies Record<string, { hold: typeof WAITS | typeof HELD; text: string }>;

export type HoldReason = keyof typeof HOLD_REASONS;

/** The sentence for a stored reason. */
export function holdText(reason: string | null): string {
  return reason !== null && Object.hasOwn(HOLD_REASONS, reason) ? HOLD_REASONS[reason as HoldReason].text : 'It waits.';
}

/** The stored class of a reason; unknown ones count as held, so that they are shown. */
export const HELD_SQL_LIST = Object.entries(HOLD_REASONS)
  .filter(([, { hold }]) => hold === HELD)
  .map(([name]) => `'${name}'`)
  .join(', ');
