import { SCHEMA_TYPES, type SchemaType, STANDARD_FIELDS } from './fields.ts';
import type { Settings } from './settings.ts';
import { isDate, isDateTime, isJsonObject, isMissing, isStringArray } from './values.ts';

const FIELD_TYPES = [
  'BOOLEAN',
  'DATE',
  'DATETIME',
  'PICKLIST',
  'NUMBER',
  'PERCENT',
  'CURRENCY',
  'STRING',
  'URL',
  'EMAILADDRESS',
  'PHONENUMBER',
  'REFERENCE',
  'ID',
] as const;
type FieldType = (typeof FIELD_TYPES)[number];

const REFERENCE_TARGETS = ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD', 'USER'];

export type SchemaField = {
  uniqueName: string;
  label: string;
  type: FieldType;
  lastModified: string | null;
  isDeleted: boolean;
  referenceTo: string | null;
  orderedValueList: readonly string[] | null;
};

/** What a schema POST comes to: refused with reasons, or the fields whose values are to be dropped. */
export type SchemaResult = { problems: readonly string[]; leftOut: readonly string[]; dropped: readonly string[] };

function isFieldType(value: unknown): value is FieldType {
  return FIELD_TYPES.some((type) => type === value);
}

/** Custom fields of each object type, as one integration posted them. */
export class Schema {
  readonly #fields = new Map<SchemaType, Map<string, SchemaField>>(SCHEMA_TYPES.map((type) => [type, new Map()]));
  readonly #deleted = new Map<SchemaType, Map<string, SchemaField>>(SCHEMA_TYPES.map((type) => [type, new Map()]));

  fields(type: SchemaType): ReadonlyMap<string, SchemaField> {
    return this.#fields.get(type) ?? new Map();
  }

  /** Takes a complete list of fields, or changes nothing at all. */
  post(type: SchemaType, items: unknown, settings: Settings): SchemaResult {
    const refused = (...problems: string[]): SchemaResult => ({ problems, leftOut: [], dropped: [] });
    if (!Array.isArray(items)) return refused('The request body must be an array of fields');
    const problems: string[] = [];
    const posted = new Map<string, SchemaField>();
    for (const [index, item] of items.entries()) {
      const field = readField(item, settings);
      if (typeof field === 'string') problems.push(`Field ${index + 1}: ${field}`);
      else if (posted.has(field.uniqueName)) problems.push(`Duplicate uniqueName [${field.uniqueName}]`);
      else posted.set(field.uniqueName, field);
    }
    const before = this.fields(type);
    const leftOut = [...before.keys()].filter((name) => !posted.has(name));
    if (problems.length > 0) return refused(...problems);
    if (leftOut.length > 0) {
      return {
        problems: leftOut.map((name) => `Existing field [${name}] is missing from the request`),
        leftOut,
        dropped: [],
      };
    }
    const after = new Map<string, SchemaField>();
    const dropped: string[] = [];
    for (const field of posted.values()) {
      if (field.uniqueName in STANDARD_FIELDS[type]) continue;
      const old = before.get(field.uniqueName);
      if (old !== undefined && (field.isDeleted || old.type !== field.type)) dropped.push(field.uniqueName);
      if (!field.isDeleted) after.set(field.uniqueName, field);
      else this.#deleted.get(type)?.set(field.uniqueName, field);
    }
    this.#fields.set(type, after);
    return { problems: [], leftOut: [], dropped };
  }

  /** The fields as GET entity-schema shows them. */
  list(type: SchemaType, settings: Settings): Record<string, unknown>[] {
    const live = this.fields(type);
    const deleted = [...(this.#deleted.get(type)?.values() ?? [])].filter((field) => !live.has(field.uniqueName));
    const listed = [
      ...(settings.listStandardFields ? standardFields(type) : []),
      ...live.values(),
      ...(settings.listDeletedFields ? deleted : []),
    ];
    return listed.map(({ uniqueName, ...rest }) => ({ [settings.schemaKey]: uniqueName, ...rest }));
  }
}

function standardFields(type: SchemaType): SchemaField[] {
  return Object.keys(STANDARD_FIELDS[type]).map((name) => ({
    uniqueName: name,
    label: name,
    type: 'STRING',
    lastModified: null,
    isDeleted: false,
    referenceTo: null,
    orderedValueList: null,
  }));
}

function readField(item: unknown, settings: Settings): SchemaField | string {
  if (!isJsonObject(item)) return 'is not an object';
  const uniqueName = item['uniqueName'] ?? (settings.legacy ? item['name'] : undefined);
  const { label, type, lastModified, isDeleted, referenceTo, orderedValueList } = item;
  for (const [key, value] of Object.entries({ uniqueName, label, type })) {
    if (isMissing(value)) return `Mandatory field [${key}] is missing or empty`;
  }
  if (typeof uniqueName !== 'string') return 'uniqueName is not a string';
  if (typeof label !== 'string') return 'label is not a string';
  if (type === 'STRINGARRAY') return 'type STRINGARRAY is reserved for standard fields';
  if (!isFieldType(type)) return `type [${String(type)}] is unknown`;
  if (!isMissing(lastModified) && !isDateTime(lastModified)) return 'lastModified is not an ISO-8601 datetime';
  if (!isMissing(isDeleted) && typeof isDeleted !== 'boolean') return 'isDeleted is not a boolean';
  // A field that goes needs no more than its name, label and type.
  if (isDeleted !== true) {
    if (type === 'REFERENCE' && !REFERENCE_TARGETS.some((target) => target === referenceTo)) {
      return `referenceTo must be one of ${REFERENCE_TARGETS.join(', ')}`;
    }
    if (type === 'PICKLIST' && (!isStringArray(orderedValueList) || orderedValueList.length === 0)) {
      return 'orderedValueList must be a list of at least one string';
    }
  }
  return {
    uniqueName,
    label,
    type,
    lastModified: typeof lastModified === 'string' ? lastModified : null,
    isDeleted: isDeleted === true,
    referenceTo: typeof referenceTo === 'string' ? referenceTo : null,
    orderedValueList: isStringArray(orderedValueList) ? orderedValueList : null,
  };
}

/** Why a custom value does not fit its field; undefined when it does. `null` fits every field. */
export function customValueProblem(field: SchemaField, value: unknown): string | undefined {
  if (value === null) return undefined;
  const wrong = `Field [${field.uniqueName}] is not a valid ${field.type}`;
  switch (field.type) {
    case 'BOOLEAN':
      return typeof value === 'boolean' ? undefined : wrong;
    case 'DATE':
      return isDate(value) ? undefined : wrong;
    case 'DATETIME':
      return isDateTime(value) ? undefined : wrong;
    case 'NUMBER':
    case 'CURRENCY':
      return typeof value === 'number' ? undefined : wrong;
    case 'PERCENT':
      return typeof value === 'number' && value >= 0 && value <= 100 ? undefined : wrong;
    case 'PICKLIST':
      return typeof value === 'string' && field.orderedValueList?.includes(value) === true ? undefined : wrong;
    default:
      return typeof value === 'string' ? undefined : wrong;
  }
}
