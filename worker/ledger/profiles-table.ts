import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { Db } from './db.ts';
import { readSetting, writeSetting } from './settings-table.ts';
import { typeNumber } from './version-state.ts';

/** A profile as IT uploaded it, and what was worked out of it then. */
export interface StoredProfile<Facts> {
  readonly version: string;
  readonly profile: unknown;
  readonly facts: Facts;
}

/** The profile in force, or null before IT has given one. */
export function currentProfile<Facts>(db: Db): StoredProfile<Facts> | null {
  const version = readSetting<string>(db, 'profile');
  if (version === null) return null;
  const row = db.get<{ profile: string; facts: string }>(
    'SELECT profile, facts FROM profiles WHERE version = ?',
    version,
  );
  return row === undefined
    ? null
    : { version, profile: JSON.parse(row.profile), facts: JSON.parse(row.facts) as Facts };
}

/** What was worked out of the profile in force, without reading the profile itself. */
export function currentFacts<Facts>(db: Db): { readonly version: string; readonly facts: Facts } | null {
  const version = readSetting<string>(db, 'profile');
  if (version === null) return null;
  const row = db.get<{ facts: string }>('SELECT facts FROM profiles WHERE version = ?', version);
  return row === undefined ? null : { version, facts: JSON.parse(row.facts) as Facts };
}

/** Puts a profile in force. The same version again is the same profile. */
export function putProfile(db: Db, stored: StoredProfile<unknown>, now: number): void {
  db.transaction(() => {
    db.run(
      `INSERT INTO profiles (version, profile, facts, uploaded_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (version) DO UPDATE SET facts = excluded.facts, uploaded_at = excluded.uploaded_at`,
      stored.version,
      JSON.stringify(stored.profile),
      JSON.stringify(stored.facts),
      now,
    );
    writeSetting(db, 'profile', stored.version);
  });
}

/** A stored profile without its text. Times in ms. */
export interface ProfileVersionLine {
  readonly version: string;
  readonly name: string;
  readonly uploadedAt: number;
  readonly bytes: number;
}

/** Every version that was ever uploaded, newest first. */
export function listProfiles(db: Db): ProfileVersionLine[] {
  return db.all<ProfileVersionLine>(
    `SELECT version, facts ->> '$.name' AS name, uploaded_at AS uploadedAt, LENGTH(profile) AS bytes FROM profiles ORDER BY uploaded_at DESC, rowid DESC`,
  );
}

/** One version of the profile; null when it was never uploaded. */
export function profileByVersion<Facts>(db: Db, version: string): StoredProfile<Facts> | null {
  const row = db.get<{ profile: string; facts: string }>(
    'SELECT profile, facts FROM profiles WHERE version = ?',
    version,
  );
  return row === undefined
    ? null
    : { version, profile: JSON.parse(row.profile), facts: JSON.parse(row.facts) as Facts };
}

/** Objects of a type that are not deleted: so many could come twice where their ids are made otherwise. */
export function countLive(db: Db, type: ObjectType): number {
  return (
    db.get<{ n: number }>(
      'SELECT COUNT(*) AS n FROM objects o JOIN versions v ON v.no = o.newest WHERE o.type = ? AND v.retires = 0',
      typeNumber(type),
    )?.n ?? 0
  );
}

/**
 * Objects of a type that are not deleted and bear the value of one of `stated` in `field` (compared without case) under an id that is not among its ids:
 * they would come a second time.
 */
export function countLiveElsewhere(
  db: Db,
  type: ObjectType,
  field: string,
  stated: readonly { readonly value: string; readonly objectId: string }[],
): number {
  return (
    db.get<{ n: number }>(
      `SELECT COUNT(DISTINCT o.no) AS n FROM json_each(?1) j
         JOIN objects o ON o.type = ?2 AND o.object_id <> j.value ->> 1
         JOIN versions v ON v.no = o.newest AND v.retires = 0 AND LOWER(v.content ->> ('$.' || ?3)) = j.value ->> 0
       WHERE o.object_id NOT IN (SELECT value ->> 1 FROM json_each(?1))`,
      JSON.stringify(stated.map(({ value, objectId }) => [value.toLowerCase(), objectId])),
      typeNumber(type),
      field,
    )?.n ?? 0
  );
}
