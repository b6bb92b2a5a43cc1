import * as z from 'zod';
import { PROBLEM_CODES, type ProblemCode } from '../values/problem-codes.ts';
import type { CustomField } from './custom-field.ts';
import { hasSchema, type ObjectType } from './object-type.ts';
import { STANDARD_FIELDS, type StandardField } from './standard-fields.ts';
import { customValue, KIND_VALUES, objectIdValue } from './value-schema.ts';

/** A whole record in the shape of a line of Gong's upload: a value, `null` for an empty field, nothing for one that is not known. */
export type RecordLine = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;

export interface RecordProblem {
  readonly code: Extract<ProblemCode, 'mandatory-missing' | 'value-invalid' | 'field-unknown'>;
  /** The field's name at Gong; absent where the record as a whole is wrong. */
  readonly field?: string;
  readonly message: string;
}

export type RecordCheck =
  | { readonly ok: true; readonly record: RecordLine }
  | { readonly ok: false; readonly problems: readonly RecordProblem[] };

/**
 * The schema of one line, in exactly Gong's forms. Fields that are neither standard nor custom are refused, as Gong would keep them unseen.
 * Of a deletion Gong needs no user's e-mail address; other mandatory fields stay needed, as it says nothing of them. STAGE has no `isDeleted`:
 * a stage is retired with `isActive: false`.
 */
export function recordSchema(
  type: ObjectType,
  customFields: readonly CustomField[] = [],
  { deleted = false }: { readonly deleted?: boolean } = {},
): z.ZodType<RecordLine> {
  const shape: Record<string, z.ZodType> = { objectId: objectIdValue };
  if (type !== 'STAGE') shape['isDeleted'] = deleted ? z.literal(true) : z.literal(false).optional();
  for (const [name, field] of Object.entries<StandardField>(STANDARD_FIELDS[type])) {
    const value: z.ZodType = KIND_VALUES[field.kind];
    const waived = deleted && name === 'emailAddress';
    shape[name] = field.mandatory === true && !waived ? value : value.nullable().optional();
  }
  if (hasSchema(type))
    for (const field of customFields) shape[field.uniqueName] = customValue(field).nullable().optional();
  return z.strictObject(shape) as unknown as z.ZodType<RecordLine>;
}

const schemas = new WeakMap<readonly CustomField[], Map<string, z.ZodType<RecordLine>>>();
const NO_CUSTOM_FIELDS: readonly CustomField[] = [];

function schemaFor(type: ObjectType, customFields: readonly CustomField[], deleted: boolean): z.ZodType<RecordLine> {
  let byType = schemas.get(customFields);
  if (byType === undefined) {
    byType = new Map();
    schemas.set(customFields, byType);
  }
  const key = `${type}${deleted ? ' deleted' : ''}`;
  let schema = byType.get(key);
  if (schema === undefined) {
    schema = recordSchema(type, customFields, { deleted });
    byType.set(key, schema);
  }
  return schema;
}

function isAbsent(record: unknown, field: string): boolean {
  const value = (record as Record<string, unknown>)[field];
  return value === undefined || value === null || value === '';
}

function problemsOf(issue: z.core.$ZodIssue, record: unknown, mandatory: (field: string) => boolean): RecordProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((field) => ({ code: 'field-unknown', field, message: PROBLEM_CODES['field-unknown'] }));
  }
  const [first, second] = issue.path;
  if (first === undefined) return [{ code: 'value-invalid', message: 'A record is an object with fields.' }];
  const field = String(first);
  if (mandatory(field) && isAbsent(record, field)) {
    return [{ code: 'mandatory-missing', field, message: PROBLEM_CODES['mandatory-missing'] }];
  }
  const place = second === undefined ? '' : ` (place ${Number(second) + 1} of the list)`;
  return [{ code: 'value-invalid', field, message: `${PROBLEM_CODES['value-invalid']}${place} ${issue.message}` }];
}

/**
 * Judges one line as Gong would, and names every field that is wrong. `isDeleted: true` in the record makes it a deletion.
 *
 * @param customFields the type's custom fields; give the same array each time, its schema is kept
 */
export function checkRecord(
  type: ObjectType,
  record: unknown,
  customFields: readonly CustomField[] = NO_CUSTOM_FIELDS,
): RecordCheck {
  const deleted = typeof record === 'object' && record !== null && 'isDeleted' in record && record.isDeleted === true;
  const result = schemaFor(type, customFields, deleted).safeParse(record);
  if (result.success) return { ok: true, record: result.data };
  const fields: Record<string, StandardField> = STANDARD_FIELDS[type];
  const mandatory = (field: string) =>
    field === 'objectId' || (Object.hasOwn(fields, field) && fields[field]?.mandatory === true);
  const problems = new Map<string, RecordProblem>();
  for (const issue of result.error.issues) {
    for (const found of problemsOf(issue, record, mandatory)) {
      const key = `${found.field ?? ''} ${found.code}`;
      if (!problems.has(key)) problems.set(key, found);
    }
  }
  return { ok: false, problems: [...problems.values()] };
}
