import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { explain } from '../../shared/errors/coded-error.ts';
import { STANDARD_FIELDS, type StandardField } from '../../shared/objects/standard-fields.ts';
import type { FieldValue } from '../../shared/protocol/reading.ts';
import { typeName } from './version-state.ts';

export interface Refusal {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** Why a version would be refused by Gong for certain, found before it is sent: a mandatory field is missing or empty. Null when it may go. */
export function refusalOf(type: number, content: Readonly<Record<string, FieldValue>>): Refusal | null {
  const fields: Readonly<Record<string, StandardField>> = STANDARD_FIELDS[typeName(type)];
  for (const [field, { mandatory }] of Object.entries(fields)) {
    // The ledger gives every version a modifiedDate of its own.
    if (mandatory !== true || field === 'modifiedDate') continue;
    const value = content[field];
    if (value === undefined || value === null || value === '') {
      return { code: 'mandatory-missing', reason: explain('mandatory-missing', { field }).why };
    }
  }
  return null;
}
