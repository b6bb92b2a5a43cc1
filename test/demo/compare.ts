import { OBJECT_TYPES, type ObjectType, type PerType } from '../../shared/objects/object-type.ts';

/** Records by objectId, as truth states them or as Gong holds them. */
export type RecordsById = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface Difference {
  readonly objectType: ObjectType;
  readonly objectId: string;
  /** Left out where the whole record is missing or surplus. */
  readonly field?: string;
  readonly truth: unknown;
  readonly gong: unknown;
}

export interface Comparison {
  readonly records: number;
  readonly fields: number;
  readonly differences: readonly Difference[];
}

/**
 * Holds what Gong has against the CRM's truth: record by record, field by field, nothing missing and nothing surplus.
 * `modifiedDate` is compared at the resolution at which the CRM shows it, given in seconds; where the CRM shows none, Gong has the
 * Worker's time of receipt, which no truth can know. An absent field equals an empty one.
 */
export function compareWithTruth(
  truth: PerType<RecordsById>,
  gong: PerType<RecordsById>,
  resolutionSeconds: number,
): Comparison {
  const differences: Difference[] = [];
  let records = 0;
  let fields = 0;
  for (const objectType of OBJECT_TYPES) {
    for (const objectId of new Set([...truth[objectType].keys(), ...gong[objectType].keys()])) {
      records++;
      const expected = truth[objectType].get(objectId);
      const found = gong[objectType].get(objectId);
      if (!expected || !found) {
        differences.push({ objectType, objectId, truth: expected ?? null, gong: found ?? null });
        continue;
      }
      for (const field of namesOf(expected, found)) {
        if (field === 'modifiedDate' && expected[field] === undefined) continue;
        fields++;
        const pair = [expected[field] ?? null, found[field] ?? null].map((value) =>
          field === 'modifiedDate' ? atResolution(value, resolutionSeconds) : value,
        );
        if (JSON.stringify(pair[0]) !== JSON.stringify(pair[1])) {
          differences.push({ objectType, objectId, field, truth: pair[0], gong: pair[1] });
        }
      }
    }
  }
  return { records, fields, differences };
}

/** `isDeleted: false` says nothing that being there does not say. */
function namesOf(...records: Readonly<Record<string, unknown>>[]): Set<string> {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  names.delete('isDeleted');
  return names;
}

function atResolution(value: unknown, seconds: number): unknown {
  if (typeof value !== 'string') return value;
  const time = Date.parse(value);
  return Number.isNaN(time) ? value : Math.floor(time / (seconds * 1000));
}
