/** The object types that can be uploaded (Gong: upload rules). Case-sensitive. */
export const OBJECT_TYPES = ['BUSINESS_USER', 'STAGE', 'ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

/** The object types that have a schema and can be read back. */
export const SCHEMA_TYPES = ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'] as const;
export type SchemaType = (typeof SCHEMA_TYPES)[number];

export function isObjectType(value: string): value is ObjectType {
  return OBJECT_TYPES.some((type) => type === value);
}

export function isSchemaType(value: string): value is SchemaType {
  return SCHEMA_TYPES.some((type) => type === value);
}

/** What a standard field takes. `reference` is a string that names another object. */
export type StandardKind =
  | 'string'
  | 'reference'
  | 'boolean'
  | 'datetime'
  | 'date'
  | 'status'
  | 'number'
  | 'sortOrder'
  | 'strings';

const COMMON = { objectId: 'string', modifiedDate: 'datetime', isDeleted: 'boolean', url: 'string' } as const;
const PERSON = {
  emailAddress: 'string',
  firstName: 'string',
  lastName: 'string',
  title: 'string',
  phoneNumber: 'string',
} as const;

/** The standard fields of each object type (Gong: upload rules). */
export const STANDARD_FIELDS: Readonly<Record<ObjectType, Readonly<Record<string, StandardKind>>>> = {
  BUSINESS_USER: { ...COMMON, emailAddress: 'string' },
  STAGE: { ...COMMON, name: 'string', isActive: 'boolean', sortOrder: 'sortOrder' },
  ACCOUNT: { ...COMMON, name: 'string', domains: 'strings' },
  CONTACT: { ...COMMON, accountId: 'reference', ...PERSON },
  DEAL: {
    ...COMMON,
    accountId: 'reference',
    ownerId: 'reference',
    name: 'string',
    createdDate: 'datetime',
    closeDate: 'date',
    status: 'status',
    stage: 'reference',
    amount: 'number',
  },
  LEAD: {
    ...COMMON,
    ...PERSON,
    convertedToDealId: 'reference',
    convertedToContactId: 'reference',
    convertedToAccountId: 'reference',
  },
};

/** Which fields a line must carry: `now` as Gong documents them today, `old` as its older generation did. */
export type MandatoryRules = 'now' | 'old';

const OLD_MANDATORY: Readonly<Record<ObjectType, readonly string[]>> = {
  BUSINESS_USER: ['emailAddress'],
  STAGE: ['name', 'isActive', 'sortOrder'],
  ACCOUNT: ['name', 'domains'],
  CONTACT: ['accountId', 'emailAddress', 'firstName', 'lastName'],
  DEAL: ['accountId', 'ownerId', 'name', 'createdDate', 'closeDate', 'status', 'stage', 'amount'],
  LEAD: ['emailAddress', 'firstName', 'lastName'],
};

/** The mandatory fields of a line. Only a deleted user is excused from anything: its address. */
export function mandatoryFields(type: ObjectType, isDeleted: boolean, rules: MandatoryRules): readonly string[] {
  const common = type === 'STAGE' && rules === 'now' ? ['objectId'] : ['objectId', 'modifiedDate'];
  if (type === 'BUSINESS_USER') return isDeleted ? common : [...common, 'emailAddress'];
  if (rules === 'old') return [...common, ...OLD_MANDATORY[type]];
  return type === 'STAGE' ? [...common, 'name'] : common;
}

/** What Gong shows for a standard field that was not sent. */
export function withDefaults(type: ObjectType, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const filled = { ...fields };
  const fill = (field: string, value: unknown): void => {
    if (filled[field] === undefined || filled[field] === null) filled[field] = value;
  };
  if (type === 'ACCOUNT') fill('name', `Account_#${String(fields['objectId'])}`);
  if (type === 'DEAL') {
    fill('name', `Deal_#${String(fields['objectId'])}`);
    fill('status', 'OPEN');
    fill('amount', 0);
  }
  if (type === 'STAGE') {
    fill('isActive', true);
    fill('sortOrder', 1);
  }
  return filled;
}
