import { describe, expect, it } from 'vitest';
import { filterOfQuery, filterRecords, NO_FILTER, queryOfFilter } from './record-filter.ts';
import { orderRecords } from './record-order.ts';
import type { StoredRecord } from './stored-record.ts';

function record(objectId: string, changes: Partial<StoredRecord> = {}): StoredRecord {
  const name = changes.name ?? `Deal ${objectId}`;
  return {
    key: objectId,
    objectType: 'DEAL',
    objectId,
    name,
    state: 'confirmed',
    modifiedAt: null,
    readAt: 0,
    problems: 0,
    haystack: name.toLowerCase(),
    ...changes,
  };
}

const records = [
  record('10', { name: 'Zürich Rollout', state: 'waiting' }),
  record('9', { name: 'Acme Renewal', objectType: 'ACCOUNT', problems: 1 }),
  record('8', { name: 'acme upsell', state: 'rejected', modifiedAt: '2026-01-02T00:00:00Z' }),
];
const ids = (found: readonly StoredRecord[]) => found.map(({ objectId }) => objectId);

describe('filterRecords', () => {
  it.each([
    ['every word, in any order', { words: ' upsell ACME ' }, ['8']],
    ['letters beyond ASCII', { words: 'zürich' }, ['10']],
    ['the type', { type: 'ACCOUNT' as const }, ['9']],
    ['the state', { state: 'rejected' as const }, ['8']],
    ['problems', { withProblems: true }, ['9']],
    ['all together', { words: 'acme', state: 'rejected' as const, type: 'ACCOUNT' as const }, []],
  ])('finds by %s', (_, filter, found) => {
    expect(ids(filterRecords(records, { ...NO_FILTER, ...filter }))).toEqual(found);
  });

  it('lets everything through when nothing is asked', () => {
    expect(filterRecords(records, NO_FILTER)).toBe(records);
  });
});

describe('a link to the page', () => {
  it('carries its filter there and back', () => {
    const filter = { words: 'a&b=c', type: 'LEAD' as const, state: 'gone' as const, withProblems: true };
    expect(filterOfQuery(`?${queryOfFilter(filter)}`)).toEqual(filter);
  });

  it('asks for nothing when it names what does not exist', () => {
    expect(filterOfQuery('?type=TASK&state=lost')).toEqual(NO_FILTER);
    expect(queryOfFilter(NO_FILTER)).toBe('');
  });
});

describe('orderRecords', () => {
  it('puts the newest first', () => {
    expect(ids(orderRecords(records, { by: 'modified', descending: false }))).toEqual(['8', '10', '9']);
  });

  it('turns the order round but keeps equals as they came, by name', () => {
    expect(ids(orderRecords(records, { by: 'type', descending: true }))).toEqual(['10', '8', '9']);
    expect(ids(orderRecords(records, { by: 'name', descending: true }))).toEqual(ids(records).toReversed());
  });
});
