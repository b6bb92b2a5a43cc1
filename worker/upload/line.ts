import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { CUSTOM_FIELD_TYPES, type CustomField } from '../../shared/objects/custom-field.ts';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import { checkRecord } from '../../shared/objects/record-schema.ts';
import { standardField } from '../../shared/objects/standard-fields.ts';
import type { SchemaField } from '../gong/client.ts';
import type { Generation } from '../gong/dialect.ts';
import { olderLine } from '../gong/older-lines.ts';

/** ISO 8601 in UTC without a fraction of a second, as Gong wants it. */
export function gongInstant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

type Content = Readonly<Record<string, unknown>>;

/** A line of an upload, or why Gong would refuse it for certain: code and reason, which names the field and no value. */
export type Rendered =
  | { readonly ok: true; readonly line: string }
  | { readonly ok: false; readonly code: ErrorCode; readonly reason: string };

export interface LineRules {
  readonly type: ObjectType;
  /** The custom fields that Gong has for the type. */
  readonly schema: readonly SchemaField[];
  readonly generation: Generation;
}

/**
 * Writes the lines of one file. Whole records always: `null` clears a field. A deletion carries nothing but what names the object. A custom field that Gong's
 * schema does not have stays out, as Gong would keep it unseen; a value that Gong would refuse keeps the record out.
 */
export function lineWriter({ type, schema, generation }: LineRules) {
  const custom = schema.filter(isCustom);
  const known = new Set(custom.map(({ uniqueName }) => uniqueName));
  const write = (line: Content): Rendered => ({
    ok: true,
    line: jsonLine(generation === 'older' ? olderLine(type, line) : line),
  });
  return (objectId: string, modified: number, content: Content, deleted: boolean): Rendered => {
    const modifiedDate = gongInstant(modified);
    if (deleted) return write({ objectId, modifiedDate, isDeleted: true });
    const record: Record<string, unknown> = { objectId, modifiedDate };
    for (const name in content) {
      if (standardField(type, name) !== undefined || known.has(name)) record[name] = emptyAsNull(content[name]);
    }
    const check = checkRecord(type, record, custom);
    if (check.ok) return write(record);
    const [first] = check.problems;
    const reason = check.problems.map(({ field, message }) => `${field ?? 'record'}: ${message}`).slice(0, 5);
    return {
      ok: false,
      code: first?.code === 'mandatory-missing' ? 'mandatory-missing' : 'value-invalid',
      reason: reason.join(' '),
    };
  };
}

function isCustom(field: SchemaField): field is SchemaField & CustomField {
  return CUSTOM_FIELD_TYPES.some((type) => type === field.type);
}

function emptyAsNull(value: unknown): unknown {
  return typeof value === 'string' && value.trim() === '' ? null : value;
}

/** JSON on one line for every reader: some take U+0085, U+2028 and U+2029 for the end of a line, which JSON lets stand. */
function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0085\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
