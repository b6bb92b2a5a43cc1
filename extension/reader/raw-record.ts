/** Raw records out of fields, and whether they are of their type. */
import type { ObjectType } from '../../shared/objects/object-type.ts';
import { foldCase } from '../../shared/profile/fold.ts';
import type { PageReading, PageState, PlannedPage, RawRecord, RawValue } from '../../shared/profile/raw.ts';
import type { FieldSource, PageObject, When } from '../../shared/profile/schema.ts';
import { matchTemplate } from '../../shared/profile/template.ts';
import { readField, type Scope } from './source.ts';
import { fromPlain } from './value.ts';

/** What a page gives. */
export interface PageData {
  state: PageState;
  records: RawRecord[];
  next: PageReading['next'];
  endProven: boolean;
  total: number | null;
  opens?: readonly PlannedPage[];
}

/** A page that proves nothing. */
export const NOTHING: PageData = { state: 'unproven', records: [], next: null, endProven: false, total: null };

/** A field that is to be read, looked at once for all rows of a list. */
interface PlannedField {
  readonly name: string;
  readonly sources: readonly FieldSource[];
  /** The first source, where it asks for a column's text and for nothing else. */
  readonly column: FieldSource | undefined;
}

export function planFields(object: PageObject): PlannedField[] {
  return Object.entries(object.fields).map(([name, sources]) => ({
    name,
    sources,
    column: sources.slice(0, 1).find(asksForText),
  }));
}

function asksForText({ column, inside, attribute, take, drop, gap, ids }: FieldSource): boolean {
  const asks = [inside, attribute, take, drop, gap, ids].some((one) => one !== undefined);
  return !asks && column?.every((header) => !header.includes('{')) === true;
}

export function readFields(planned: readonly PlannedField[], scope: Scope): Record<string, RawValue> {
  const { row, skip } = scope;
  const fields: Record<string, RawValue> = {};
  for (const { name, sources, column } of planned) {
    const cell = column && row && skip.size === 0 ? row.cell(column) : 'none';
    fields[name] = (typeof cell === 'string' ? null : fromPlain(cell)) ?? readField(sources, scope);
  }
  return fields;
}

/** What stands for the value above: nothing, or a ditto mark. */
function isBlank(value: RawValue | undefined): boolean {
  return value?.state === 'empty' || (value?.state === 'value' && /^[〃″"]$/.test(value.text));
}

/** The fields whose empty cells repeat the row above. */
export function repeating(planned: readonly PlannedField[]): readonly PlannedField[] {
  return planned.filter(({ sources }) => sources.some((source) => source.repeats));
}

/** Puts what stands `above` in these fields of a row where they are empty; gives the row's fields, for the next one. */
export function repeatAbove(
  planned: readonly PlannedField[],
  fields: Record<string, RawValue>,
  above: Readonly<Record<string, RawValue>>,
): Record<string, RawValue> {
  for (const { name } of planned)
    if (isBlank(fields[name])) fields[name] = above[name] ?? { state: 'unread', code: 'nothing-above' };
  return fields;
}

export function rawRecord(
  page: string,
  objectType: ObjectType,
  crmId: string,
  fields: Readonly<Record<string, RawValue>>,
  role: 'unmet' | 'unknown' | null,
): RawRecord {
  return { objectType, page, crmId, fields, ...(role === null ? {} : { role }) };
}

/** Whether the record is of this object type: null = yes. */
export function roleOf(
  when: readonly When[] | undefined,
  fields: Readonly<Record<string, RawValue>>,
): 'unmet' | 'unknown' | null {
  let unknown = false;
  for (const one of when ?? []) {
    const value = fields[one.field];
    if (!value || value.state === 'unread') {
      unknown = true;
      continue;
    }
    const text = value.state === 'empty' ? '' : foldCase(value.text);
    const has = (words: readonly string[]) => words.some((word) => foldCase(word) === text);
    const met = one.is
      ? has(one.is)
      : one.isNot
        ? !has(one.isNot)
        : one.like !== undefined && matchTemplate(one.like.toLowerCase(), text) !== null;
    if (!met) return 'unmet';
  }
  return unknown ? 'unknown' : null;
}
