import { foldLabel } from '../../shared/profile/fold.ts';
import type { PlannedPage, RawChange, RawValue } from '../../shared/profile/raw.ts';
import type { HistoryPage, ListPage, PageObject } from '../../shared/profile/schema.ts';
import { NOTHING, type PageData, planFields, readFields } from './raw-record.ts';
import { findRows } from './rows.ts';
import { type Look, meetsAny } from './signs.ts';
import type { Scope } from './source.ts';

/** The changes of one record, as the rows of its page stand there. The record is the one asked for: the rows name none. */
export function readHistory(look: Look, page: HistoryPage, planned: PlannedPage, scope: Scope): PageData {
  const { crmId } = planned;
  if (crmId === undefined) return NOTHING;
  const object = columnsOf(page);
  const fieldPlan = planFields(object);
  // Rows are found as those of a list are.
  const { kind: _, of, columns: __, fields: ___, otherFields: ____, prefix: _____, ...shape } = page;
  const list: ListPage = { ...shape, kind: 'list', next: { none: true }, objects: { [of]: object } };
  const { rows, found, problem } = findRows(list, look, scope.roots, scope.skip);
  const empty = meetsAny(look, page.empty);
  if (problem !== undefined || (!found && !empty)) {
    look.problems.push(problem ?? { code: 'list-not-found' });
    return NOTHING;
  }
  const changes = empty ? [] : rows.flatMap((row) => changeOf(readFields(fieldPlan, { ...scope, row, crmId }), page));
  const record = { objectType: of, page: planned.page, crmId, fields: {}, role: 'unknown' as const, changes };
  return { ...NOTHING, state: 'ok', records: [record] };
}

function columnsOf({ columns }: HistoryPage): PageObject {
  const { date, field, from, to } = columns;
  const of = (column: string[]) => [{ column }];
  return { fields: { date: of(date), field: of(field), from: of(from), to: of(to) } };
}

/** A row without a moment and a field is no change: a header repeated, a spacer. Whatever else cannot be read stays, for people to see. */
function changeOf(cells: Readonly<Record<string, RawValue>>, { columns }: HistoryPage): RawChange[] {
  const { date, field, from, to } = cells;
  if (date === undefined || field === undefined || from === undefined || to === undefined) return [];
  const blank = (value: RawValue, header: readonly string[]) =>
    value.state === 'empty' ||
    (value.state === 'value' && header.some((word) => foldLabel(word) === foldLabel(value.text)));
  return blank(date, columns.date) && blank(field, columns.field) ? [] : [{ date, field, from, to }];
}
