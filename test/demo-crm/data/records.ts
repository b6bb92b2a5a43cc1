/** Gong's object types, in upload order. */
export const OBJECT_TYPES = ['BUSINESS_USER', 'STAGE', 'ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

export type FieldValue = string | number | boolean | null;

/** One row of the demo CRM's database. Times are UTC milliseconds at full minutes; dates in `values` are YYYY-MM-DD. */
export interface CrmRecord {
  readonly type: ObjectType;
  readonly id: string;
  created: number;
  modified: number;
  readonly values: Record<string, FieldValue>;
}

/** The text of a value; empty when it is empty or not a text. */
export const textOf = (record: CrmRecord | undefined, key: string): string => {
  const value = record?.values[key];
  return typeof value === 'string' ? value : '';
};

/** "Lastname, Firstname", the way this CRM shows people. */
export const personName = (record: CrmRecord | undefined): string =>
  [textOf(record, 'lastName'), textOf(record, 'firstName')].filter((part) => part !== '').join(', ');
