import { OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import { RECORD_STATES, type StoredRecord } from './stored-record.ts';

export const ORDER_COLUMNS = ['name', 'type', 'state', 'modified', 'read'] as const;
export type OrderColumn = (typeof ORDER_COLUMNS)[number];

export interface RecordOrder {
  readonly by: OrderColumn;
  readonly descending: boolean;
}

/** Records that come in the order of their names, in another order; what is equal there stays as it came. Dates begin with the newest. */
export function orderRecords(
  byName: readonly StoredRecord[],
  { by, descending }: RecordOrder,
): readonly StoredRecord[] {
  if (by === 'name') return descending ? byName.toReversed() : byName;
  const direction = descending ? -1 : 1;
  const place = PLACE[by];
  return byName
    .map((record) => ({ record, place: place(record) }))
    .sort((a, b) => direction * (a.place - b.place))
    .map(({ record }) => record);
}

/** Where a record stands in a column's order: the smaller the number, the earlier. */
const PLACE: Record<Exclude<OrderColumn, 'name'>, (record: StoredRecord) => number> = {
  type: ({ objectType }) => OBJECT_TYPES.indexOf(objectType),
  state: ({ state }) => RECORD_STATES.indexOf(state),
  modified: ({ modifiedAt }) => (modifiedAt === null ? 0 : -Date.parse(modifiedAt) || 0),
  read: ({ readAt }) => -readAt,
};
