/** Gong's six object types, in the order in which they are uploaded (Gong: upload rules, order of types). */
export const OBJECT_TYPES = ['BUSINESS_USER', 'STAGE', 'ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'] as const;

export type ObjectType = (typeof OBJECT_TYPES)[number];

/** The four types that have a schema and may carry custom fields (Gong: custom fields and schema). */
export const SCHEMA_TYPES = ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'] as const satisfies readonly ObjectType[];

export type SchemaType = (typeof SCHEMA_TYPES)[number];

/** One value per object type, all six always present. */
export type PerType<T> = Record<ObjectType, T>;

/** A `PerType` made by calling `make` once for each object type, in upload order. */
export function perType<T>(make: (type: ObjectType) => T): PerType<T> {
  return Object.fromEntries(OBJECT_TYPES.map((type) => [type, make(type)])) as PerType<T>;
}

/** What people call the records of a type, in the middle of a sentence. */
export const TYPE_WORDS: PerType<string> = {
  BUSINESS_USER: 'users',
  STAGE: 'stages',
  ACCOUNT: 'accounts',
  CONTACT: 'contacts',
  DEAL: 'deals',
  LEAD: 'leads',
};

/** Whether `value` is the name of one of the six object types (case-sensitive, as Gong's are). */
export function isObjectType(value: unknown): value is ObjectType {
  return OBJECT_TYPES.some((type) => type === value);
}

/** Whether objects of this type can have custom fields. */
export function hasSchema(type: ObjectType): type is SchemaType {
  return SCHEMA_TYPES.some((other) => other === type);
}
