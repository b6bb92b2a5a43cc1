import type { FieldSource, ListPage, PageObject, RecordPage } from '../../shared/profile/schema.ts';

/** The sources of each field that the page gives, over all of its object types. */
export function pageFields(page: ListPage | RecordPage): FieldSource[][] {
  return Object.values(page.objects).flatMap((object) => Object.values(object?.fields ?? {}));
}

/** Whether any of its fields is found by a label. */
export function usesLabels(object: PageObject): boolean {
  return Object.values(object.fields).some((list) => list.some(({ label }) => label));
}
