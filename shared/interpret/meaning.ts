import type { ObjectType } from '../objects/object-type.ts';
import { type FieldKind, standardField } from '../objects/standard-fields.ts';
import type { RawValue } from '../profile/raw.ts';
import type { CustomField, FieldSource, Meaning, Profile } from '../profile/schema.ts';
import type { Transform } from '../profile/schema-field.ts';

const BY_KIND: Readonly<Record<FieldKind, Transform>> = {
  string: 'text',
  url: 'url',
  email: 'email',
  phone: 'phone',
  domains: 'domains',
  datetime: 'datetime',
  date: 'date',
  number: 'number',
  integer: 'integer',
  boolean: 'boolean',
  dealStatus: 'dealStatus',
  reference: 'reference',
};
const BY_CUSTOM: Readonly<Record<CustomField['type'], Transform>> = {
  BOOLEAN: 'boolean',
  DATE: 'date',
  DATETIME: 'datetime',
  PICKLIST: 'picklist',
  NUMBER: 'number',
  PERCENT: 'percent',
  CURRENCY: 'money',
  STRING: 'lines',
  URL: 'url',
  EMAILADDRESS: 'email',
  PHONENUMBER: 'phone',
  REFERENCE: 'reference',
  ID: 'text',
};

/** What a map of words may give, where nothing else is said. */
const MAPPED: ReadonlySet<Transform> = new Set(['text', 'lines', 'boolean', 'number', 'integer']);

/** A field's meaning with everything that follows from its type. */
export interface FullMeaning extends Meaning {
  readonly as: Transform;
  readonly refersTo?: ObjectType | undefined;
  /** Whether the profile itself says `as`. */
  readonly stated: boolean;
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
  const asked = standard
    ? standard.kind === 'number' && field === 'amount'
      ? 'money'
      : BY_KIND[standard.kind]
    : custom
      ? BY_CUSTOM[custom.type]
      : 'lines';
  const words = (meaning.map ?? meaning.mapByLanguage) !== undefined && MAPPED.has(asked);
  return {
    ...meaning,
    as: meaning.as ?? (words ? 'picklist' : asked),
    stated: meaning.as !== undefined,
    refersTo: meaning.refersTo ?? standard?.refersTo ?? custom?.refersTo,
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
