/** What the absence of a label or an element says. */
import type { RawValue } from '../../shared/profile/raw.ts';
import type { FieldSource, PageObject } from '../../shared/profile/schema.ts';
import type { LabelIndex } from './label-index.ts';

/** Whether one of the labels by which a field is found is there. */
function isThere(list: readonly FieldSource[], index: LabelIndex | null): boolean {
  return list.some((source) =>
    source.label?.some((label) => (index?.find(label, source.at === 'inside').length ?? 0) > 0),
  );
}

function mayBeAbsent(list: readonly FieldSource[]): boolean {
  return list.some((source) => source.absent === 'empty');
}

/** How many fields have labels that must be there, and of how many they are: rows that this CRM leaves out when they are empty prove nothing. */
export function labelsThere(
  lists: readonly (readonly FieldSource[])[],
  index: LabelIndex | null,
): { labelled: number; there: number } {
  const labelled = lists.filter((list) => list.some((source) => source.label) && !mayBeAbsent(list));
  return { labelled: labelled.length, there: labelled.filter((list) => isThere(list, index)).length };
}

/** Where a label that must be there is not, the page may be in another language or form: an absent row is not an empty value. */
export function doubtAbsent(object: PageObject, fields: Record<string, RawValue>, index: LabelIndex | null): void {
  for (const [name, list] of Object.entries(object.fields)) {
    if (
      fields[name]?.state === 'empty' &&
      mayBeAbsent(list) &&
      list.every((source) => source.label) &&
      !isThere(list, index)
    ) {
      fields[name] = { state: 'unread', code: 'not-on-page' };
    }
  }
}

/** The same of fields that are found by selectors: where one that must be there is not, the page may have been built anew. */
export function doubtElements(object: PageObject, fields: Record<string, RawValue>): void {
  const byCss = Object.entries(object.fields).filter(([, list]) => list.every((source) => source.css !== undefined));
  const lacks = byCss.some(([name, list]) => {
    const field = fields[name];
    return !mayBeAbsent(list) && field?.state === 'unread' && field.code === 'not-on-page';
  });
  for (const [name, list] of lacks ? byCss : [])
    if (fields[name]?.state === 'empty' && mayBeAbsent(list)) fields[name] = { state: 'unread', code: 'not-on-page' };
}
