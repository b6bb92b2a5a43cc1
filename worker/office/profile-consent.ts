import { objectIdOf } from '../../shared/objects/object-id.ts';
import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';
import { changedIdRules, idRulesOf } from '../id-rules.ts';
import type { Db } from '../ledger/db.ts';
import { countLive, countLiveElsewhere, currentProfile } from '../ledger/profiles-table.ts';
import { readSetting, writeSetting } from '../ledger/settings-table.ts';

/** A type of which records would come to Gong a second time, under other ids. */
export interface Duplicates {
  readonly objectType: ObjectType;
  /** Objects that are there and would come twice. */
  readonly objects: number;
}

/** By what IT wanted to put a profile in force. */
export type ProfileWish = 'upload' | 'roll-back' | 'users';

/** A profile that waits for IT's consent to other ids. */
export interface WaitingProfile {
  readonly version: string;
  readonly profile: unknown;
  readonly wish: ProfileWish;
}

const WAITING = 'profile-waiting';

/** What two records have in common that are the same user, or the same stage. */
const SAME_BY = { BUSINESS_USER: 'emailAddress', STAGE: 'name' } as const;

/**
 * What would come to Gong twice under this profile (design: a change to how objectId is made needs consent): all of a type whose ids it makes otherwise
 * than the one in force, and users or stages that it states under another id than the ledger has them.
 */
export function duplicatesUnder(db: Db, profile: Profile): Duplicates[] {
  const current = currentProfile(db);
  const before = current === null ? null : parseProfile(current.profile);
  if (before === null || !before.ok) return [];
  const changed = new Set(changedIdRules(idRulesOf(before.profile), idRulesOf(profile)));
  return OBJECT_TYPES.map((objectType) => ({
    objectType,
    objects: changed.has(objectType) ? countLive(db, objectType) : statedOtherwise(db, profile, objectType),
  })).filter(({ objects }) => objects > 0);
}

function statedOtherwise(db: Db, profile: Profile, type: ObjectType): number {
  if (type !== 'BUSINESS_USER' && type !== 'STAGE') return 0;
  const field = SAME_BY[type];
  const stated = (profile.objects[type]?.constants ?? []).flatMap(({ id, fields }) => {
    const value = fields[field];
    return typeof value === 'string' ? [{ value, objectId: objectIdOf(type, id) }] : [];
  });
  return stated.length === 0 ? 0 : countLiveElsewhere(db, type, field, stated);
}

/** The profile that waits, or null. */
export function waitingProfile(db: Db): WaitingProfile | null {
  const waiting = readSetting<Omit<WaitingProfile, 'wish'> & Partial<WaitingProfile>>(db, WAITING);
  return waiting === null ? null : { ...waiting, wish: waiting.wish ?? 'upload' };
}

/** One profile waits at a time; null when none does any more. */
export function writeWaiting(db: Db, waiting: WaitingProfile | null): void {
  writeSetting(db, WAITING, waiting);
}
