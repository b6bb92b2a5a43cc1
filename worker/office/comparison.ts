/** One field in the ledger and in Gong. Values as JSON text; null = not there. */
export interface ComparedField {
  readonly field: string;
  readonly ours: string | null;
  readonly gong: string | null;
  readonly same: boolean;
}

export interface Comparison {
  readonly inGong: boolean;
  readonly fields: ComparedField[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Sets our content beside Gong's answer (`crmObjectsMap`: id to an object, or to a list of fields with `name` and `value`). Fields that only Gong
 * has are its own and are left out; an empty value and a missing one are the same.
 */
export function compareFields(ours: Json, answer: unknown, objectId: string): Comparison {
  const found = isJson(answer) ? answer[objectId] : undefined;
  if (!isJson(found)) {
    const fields = Object.entries(ours).map(([field, value]) => ({
      field,
      ours: text(value),
      gong: null,
      same: isEmpty(value),
    }));
    return { inGong: false, fields };
  }
  const theirs = flatten(found);
  const fields = Object.entries(ours).map(([field, value]) => {
    const other = theirs[field];
    return {
      field,
      ours: text(value),
      gong: text(other),
      same: (isEmpty(value) && isEmpty(other)) || normal(value) === normal(other),
    };
  });
  return { inGong: true, fields };
}

function flatten(object: Json): Record<string, unknown> {
  const listed = object['fields'];
  if (Array.isArray(listed))
    return Object.fromEntries(
      listed.filter(isJson).map((field) => [String(field['name'] ?? field['uniqueName']), field['value']]),
    );
  return { ...object, ...(isJson(listed) ? listed : {}) };
}

function normal(value: unknown): string {
  if (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))))
    return String(Number(value));
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)))
    return new Date(value).toISOString();
  return JSON.stringify(value) ?? '';
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function text(value: unknown): string | null {
  return value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
