import type { ObjectType } from '../objects/object-type.ts';
import { standardField } from '../objects/standard-fields.ts';
import type { RawValue } from '../profile/raw.ts';
import type { FieldSource, Meaning, Profile } from '../profile/schema.ts';
import type { Transform } from '../profile/schema-field.ts';
import { transformOf } from '../profile/transform-of.ts';

/** A field's meaning with everything that follows from its type. */
export interface FullMeaning extends Meaning {
  readonly as: Transform;
  readonly refersTo?: ObjectType | undefined;
  /** Whether the profile itself says `as`. */
  readonly stated: boolean;
  /** Whether the field is what a record is called by: no record is without. */
  readonly isName?: boolean | undefined;
  /** A custom picklist's own values, in order. */
  readonly listed?: readonly string[] | undefined;
}

const MEANING_KEYS = [
  'as',
  'templates',
  'hole',
  'line',
  'strip',
  'stripStart',
  'emptyMarkers',
  'maskedMarkers',
  'decodeEntities',
  'map',
  'mapByLanguage',
  'passUnlisted',
  'dateFormats',
  'timeZone',
  'dateOnly',
  'decimal',
  'group',
  'maxDecimals',
  'multipliers',
  'multiply',
  'unit',
  'currency',
  'currencyFrom',
  'followedBy',
  'joinedBy',
  'fraction',
  'whenEmpty',
  'refersTo',
  'by',
  'prefix',
  'separators',
  'alsoFrom',
  'keep',
  'booleans',
] as const satisfies readonly (keyof Meaning)[];

/** What the field means on this page: the page's own words before those of its object type, before what Gong's field asks for. */
export function meaningOf(
  profile: Profile,
  type: ObjectType,
  field: string,
  source: FieldSource | undefined,
): FullMeaning {
  const object = profile.objects[type];
  const own: Record<string, unknown> = { ...object?.fields?.[field] };
  for (const key of MEANING_KEYS) if (source?.[key] !== undefined) own[key] = source[key];
  const meaning = own as Meaning;
  const standard = standardField(type, field);
  const custom = object?.custom?.[field];
  return {
    ...meaning,
    as: transformOf(profile, type, field, meaning),
    stated: meaning.as !== undefined,
    refersTo: meaning.refersTo ?? standard?.refersTo ?? custom?.refersTo,
    isName: field === 'name' && standard !== undefined,
    listed: custom?.values,
  };
}

/** The source of the profile that a field's raw value came from. */
export function sourceOf(
  profile: Profile,
  page: string,
  type: ObjectType,
  field: string,
  raw: RawValue,
): FieldSource | undefined {
  const spec = profile.pages[page];
  return spec && spec.kind !== 'other' ? spec.objects[type]?.fields[field]?.[raw.source ?? 0] : undefined;
}
