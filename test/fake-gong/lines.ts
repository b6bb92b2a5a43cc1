import { type MandatoryRules, mandatoryFields, type ObjectType, STANDARD_FIELDS, type StandardKind } from './fields.ts';
import { customValueProblem, type SchemaField } from './schema.ts';
import { isDate, isDateTime, isMissing, isObjectId, isStringArray } from './values.ts';

/** What lines of one file are judged by. */
export type LineRules = {
  objectType: ObjectType;
  mode: 'strict' | 'lenient';
  mandatory: MandatoryRules;
  schema: ReadonlyMap<string, SchemaField>;
};

const STATUSES = ['OPEN', 'WON', 'LOST'];

const VALID: Readonly<Record<StandardKind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  reference: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  datetime: isDateTime,
  date: isDate,
  status: (value) => STATUSES.some((status) => status === value),
  number: (value) => typeof value === 'number',
  sortOrder: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1,
  strings: isStringArray,
};

/** Why a line fails by itself; undefined when it is good. Order and doubles are the file's matter. */
export function lineProblem(fields: Readonly<Record<string, unknown>>, rules: LineRules): string | undefined {
  const { objectType } = rules;
  for (const name of mandatoryFields(objectType, fields['isDeleted'] === true, rules.mandatory)) {
    if (isMissing(fields[name])) return `Mandatory field [${name}] is missing or empty`;
  }
  if (!isObjectId(fields['objectId'])) return 'Field [objectId] is not a valid id';
  if (rules.mode === 'lenient') return undefined;
  const standard = STANDARD_FIELDS[objectType];
  for (const [name, value] of Object.entries(fields)) {
    const kind = Object.hasOwn(standard, name) ? standard[name] : undefined;
    if (kind !== undefined) {
      // null clears a standard field; whether Gong agrees is not established.
      if (value !== null && !VALID[kind](value)) return `Field [${name}] is not a valid ${kind}`;
      continue;
    }
    const custom = rules.schema.get(name);
    const problem = custom === undefined ? undefined : customValueProblem(custom, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
