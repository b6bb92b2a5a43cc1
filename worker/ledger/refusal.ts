import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { explain } from '../../shared/errors/coded-error.ts';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { STANDARD_FIELDS, type StandardField } from '../../shared/objects/standard-fields.ts';
import type { FieldValue } from '../../shared/protocol/reading.ts';

export interface Refusal {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** The ledger gives every version a modifiedDate of its own. */
const MANDATORY = OBJECT_TYPES.map((type) => {
  const fields: Readonly<Record<string, StandardField>> = STANDARD_FIELDS[type];
  return Object.keys(fields).filter((field) => fields[field]?.mandatory === true && field !== 'modifiedDate');
});

/** Why a version would be refused by Gong for certain, found before it is sent: a mandatory field is missing or empty. Null when it may go. */
export function refusalOf(type: number, content: Readonly<Record<string, FieldValue>>): Refusal | null {
  for (const field of MANDATORY[type] ?? []) {
    const value = content[field];
    if (value === undefined || value === null || value === '') {
      return { code: 'mandatory-missing', reason: explain('mandatory-missing', { field }).why };
    }
  }
  return null;
}
