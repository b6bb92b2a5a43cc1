import type { FieldSource, ListPage, RecordPage } from '../../shared/profile/schema.ts';

/** The sources of each field that the page gives, over all of its object types. */
export function pageFields(page: ListPage | RecordPage): FieldSource[][] {
  return Object.values(page.objects).flatMap((object) => Object.values(object?.fields ?? {}));
}
