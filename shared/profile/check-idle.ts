/** Keys that say how a text becomes a value of one kind, at fields of another kind: nothing would come of them, and nobody would notice. */
import type { ObjectType } from '../objects/object-type.ts';
import type { Add } from './profile-problem.ts';
import type { Profile } from './schema.ts';
import type { FieldSource, Transform } from './schema-field.ts';
import { transformOf } from './transform-of.ts';

const WORDS: readonly Transform[] = ['picklist', 'dealStatus'];
const DATES: readonly Transform[] = ['date', 'datetime'];
const NUMBERS: readonly Transform[] = ['number', 'integer', 'money', 'percent'];

/** Which transforms use the key. */
const USED_BY: Readonly<Record<string, readonly Transform[]>> = {
  map: WORDS,
  mapByLanguage: WORDS,
  passUnlisted: WORDS,
  dateFormats: DATES,
  // Needless at a date, and at a text that stays as it is, but nothing else than what was meant comes of them.
  dateOnly: DATES,
  multipliers: NUMBERS,
  multiply: NUMBERS,
  fraction: ['percent'],
  keep: ['phone', 'text', 'lines'],
  booleans: ['boolean'],
};

/** @param source what the page says of the field; undefined for what its object type says of it everywhere */
export function checkIdle(
  profile: Profile,
  type: ObjectType,
  name: string,
  source: FieldSource | undefined,
  path: string,
  add: Add,
): void {
  // What stays inside the bridge is used as text.
  if (name.startsWith('_')) return;
  const everywhere = profile.objects[type]?.fields?.[name];
  const said = source ?? everywhere ?? {};
  const as = transformOf(profile, type, name, {
    as: source?.as ?? everywhere?.as,
    map: source?.map ?? everywhere?.map,
    mapByLanguage: source?.mapByLanguage ?? everywhere?.mapByLanguage,
  });
  for (const [key, users] of Object.entries(USED_BY)) {
    if (said[key as keyof typeof said] === undefined || users.includes(as)) continue;
    if (as === 'reference' && WORDS === users)
      add(
        `${path}.${key}`,
        'does nothing at a reference',
        'The record is found by one of its names, so its other names belong there.',
        '"STAGE": { "constants": [{ "id": "won", "aliases": ["Gewonnen"], "fields": { "name": "Closed Won" } }] }',
      );
    else
      add(
        `${path}.${key}`,
        `does nothing: the field is read as ${as}`,
        `It belongs to ${users.join(', ')}.`,
        `"as": "${users[0]}"`,
      );
  }
}
