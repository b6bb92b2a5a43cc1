/** Lists of cards: labels inside each row. */
import type { RawValue } from '../../shared/profile/raw.ts';
import type { ListPage, PageObject } from '../../shared/profile/schema.ts';
import { doubtAbsent, labelsThere } from './absent-labels.ts';
import { labelsFor } from './label-source.ts';
import { pageFields } from './page-fields.ts';
import { planFields, readFields } from './raw-record.ts';
import type { Scope } from './source.ts';

/** The fields of a row, some of which are found by labels: none beyond the row is looked at. */
export function readRowLabels(page: ListPage, object: PageObject, scope: Scope): Record<string, RawValue> {
  const lists = pageFields(page);
  const roots = scope.row?.elements ?? [];
  const index = labelsFor(lists.flat(), page, { ...scope, roots });
  const fields = readFields(planFields(object), { ...scope, labels: index });
  const { labelled, there } = labelsThere(lists, index);
  if (there < labelled) doubtAbsent(object, fields, index);
  return fields;
}
