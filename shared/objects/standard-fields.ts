import type { ObjectType, PerType } from './object-type.ts';

/** The form in which Gong takes a standard field. `url` is a full http(s) URI, `datetime` ISO 8601 without fraction, `date` YYYY-MM-DD. */
export type FieldKind =
  | 'string'
  | 'url'
  | 'email'
  | 'phone'
  | 'domains'
  | 'datetime'
  | 'date'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'dealStatus'
  | 'reference';

export interface StandardField {
  readonly kind: FieldKind;
  /** Without it Gong refuses the line. */
  readonly mandatory?: true;
  /** The type whose objectId the value is. */
  readonly refersTo?: ObjectType;
}

const URL_FIELD = { kind: 'url' } as const;
const MODIFIED = { kind: 'datetime', mandatory: true } as const;

/**
 * The standard fields of each object type, `objectId` and `isDeleted` left out: those are the ledger's own.
 * Source: Gong, upload CRM objects; mandatory as in its newest text. STAGE takes `modifiedDate` though it need not.
 */
export const STANDARD_FIELDS = {
  BUSINESS_USER: {
    modifiedDate: MODIFIED,
    url: URL_FIELD,
    emailAddress: { kind: 'email', mandatory: true },
  },
  STAGE: {
    modifiedDate: { kind: 'datetime' },
    url: URL_FIELD,
    name: { kind: 'string', mandatory: true },
    isActive: { kind: 'boolean' },
    sortOrder: { kind: 'integer' },
  },
  ACCOUNT: {
    modifiedDate: MODIFIED,
    url: URL_FIELD,
    name: { kind: 'string' },
    domains: { kind: 'domains' },
  },
  CONTACT: {
    modifiedDate: MODIFIED,
    url: URL_FIELD,
    accountId: { kind: 'reference', refersTo: 'ACCOUNT' },
    emailAddress: { kind: 'email' },
    firstName: { kind: 'string' },
    lastName: { kind: 'string' },
    title: { kind: 'string' },
    phoneNumber: { kind: 'phone' },
  },
  DEAL: {
    modifiedDate: MODIFIED,
    url: URL_FIELD,
    accountId: { kind: 'reference', refersTo: 'ACCOUNT' },
    ownerId: { kind: 'reference', refersTo: 'BUSINESS_USER' },
    name: { kind: 'string' },
    createdDate: { kind: 'datetime' },
    closeDate: { kind: 'date' },
    status: { kind: 'dealStatus' },
    stage: { kind: 'reference', refersTo: 'STAGE' },
    amount: { kind: 'number' },
  },
  LEAD: {
    modifiedDate: MODIFIED,
    url: URL_FIELD,
    emailAddress: { kind: 'email' },
    firstName: { kind: 'string' },
    lastName: { kind: 'string' },
    title: { kind: 'string' },
    phoneNumber: { kind: 'phone' },
    convertedToDealId: { kind: 'reference', refersTo: 'DEAL' },
    convertedToContactId: { kind: 'reference', refersTo: 'CONTACT' },
    convertedToAccountId: { kind: 'reference', refersTo: 'ACCOUNT' },
  },
} as const satisfies PerType<Record<string, StandardField>>;

/** The specification of a standard field, or undefined for a custom one. */
export function standardField(type: ObjectType, field: string): StandardField | undefined {
  const fields: Record<string, StandardField> = STANDARD_FIELDS[type];
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}
