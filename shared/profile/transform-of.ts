/** How a field's text becomes its value, where the profile does not say: by what Gong's field holds. */
import type { ObjectType } from '../objects/object-type.ts';
import { type FieldKind, standardField } from '../objects/standard-fields.ts';
import type { CustomField, Meaning, Profile } from './schema.ts';
import type { Transform } from './schema-field.ts';

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

/** @param meaning what the profile says of the field, on the page and for its type together */
export function transformOf(
  profile: Profile,
  type: ObjectType,
  field: string,
  meaning: Pick<Meaning, 'as' | 'map' | 'mapByLanguage'>,
): Transform {
  if (meaning.as !== undefined) return meaning.as;
  const asked = askedFor(profile, type, field);
  const words = (meaning.map ?? meaning.mapByLanguage) !== undefined && MAPPED.has(asked);
  return words ? 'picklist' : asked;
}

function askedFor(profile: Profile, type: ObjectType, field: string): Transform {
  const standard = standardField(type, field);
  if (standard) return standard.kind === 'number' && field === 'amount' ? 'money' : BY_KIND[standard.kind];
  const custom = profile.objects[type]?.custom?.[field];
  return custom ? BY_CUSTOM[custom.type] : 'lines';
}
