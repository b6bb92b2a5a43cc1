import { OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import { RECORD_STATES, type StoredRecord } from './stored-record.ts';

export const ORDER_COLUMNS = ['name', 'type', 'state', 'modified', 'read'] as const;
export type OrderColumn = (typeof ORDER_COLUMNS)[number];

export interface RecordOrder {
  readonly by: OrderColumn;
  readonly descending: boolean;
}

/** The records in order; what is equal stays in the order of its name and then its id. Dates begin with the newest. */
export function orderRecords(records: readonly StoredRecord[], order: RecordOrder, locale: string): StoredRecord[] {
  const compareNames = new Intl.Collator(locale, { numeric: true }).compare;
  const first = COMPARE[order.by];
  const direction = order.descending ? -1 : 1;
  return records.toSorted(
    (a, b) =>
      direction * (order.by === 'name' ? compareNames(a.name, b.name) : first(a, b)) ||
      compareNames(a.name, b.name) ||
      compareNames(a.objectId, b.objectId),
  );
}

const COMPARE: Record<OrderColumn, (a: StoredRecord, b: StoredRecord) => number> = {
  name: () => 0,
  type: (a, b) => OBJECT_TYPES.indexOf(a.objectType) - OBJECT_TYPES.indexOf(b.objectType),
  state: (a, b) => RECORD_STATES.indexOf(a.state) - RECORD_STATES.indexOf(b.state),
  modified: (a, b) => instant(b) - instant(a),
  read: (a, b) => b.readAt - a.readAt,
};

const instant = ({ modifiedAt }: StoredRecord) => (modifiedAt === null ? 0 : Date.parse(modifiedAt) || 0);
