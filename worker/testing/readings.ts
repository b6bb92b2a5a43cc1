import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { Batch } from '../../shared/protocol/messages.ts';
import type { FieldValue, Reading } from '../../shared/protocol/reading.ts';

export const NOON = Date.parse('2026-03-02T12:00:00Z');
const MODIFIED = '2026-03-01T10:00:00Z';

/** A reading as an extension sends it; `modifiedDate` may be overridden, undefined leaves it unread. */
export function reading(
  objectType: ObjectType,
  objectId: string,
  fields: Record<string, FieldValue> = {},
  rest: Partial<Reading> = {},
): Reading {
  return {
    objectType,
    objectId,
    presence: 'present',
    fields: { modifiedDate: MODIFIED, ...fields },
    problems: [],
    readAt: '2026-03-02T11:59:00.000Z',
    ...rest,
  };
}

export function batch(readings: readonly Reading[], rest: Partial<Batch> = {}): Batch {
  return {
    batchId: crypto.randomUUID(),
    syncId: null,
    view: { viewId: 'view-1', crmUser: 'anna' },
    profileVersion: 'p1',
    readings: [...readings],
    ...rest,
  };
}
