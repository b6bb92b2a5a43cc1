import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecordList } from './record-list.ts';
import type { StoredRecord } from './stored-record.ts';

const record = (key: string, name: string): StoredRecord => ({
  key,
  objectType: 'DEAL',
  objectId: key,
  name,
  state: 'confirmed',
  modifiedAt: null,
  readAt: 0,
  problems: 0,
  haystack: name.toLowerCase(),
});
const keys = (list: RecordList) => list.ordered.map(({ key }) => key);

it('orders names as the reader does, numbers by their value, and equal names by their ids', () => {
  const list = new RecordList('de');
  list.put([record('3', 'Deal 10'), record('10', 'deal 9'), record('2', 'Ärger'), record('9', 'deal 9')]);
  expect(keys(list)).toEqual(['2', '9', '10', '3']);
});

it('holds what sorting everything anew would give, whatever comes and goes', () => {
  const step = fc.record({
    put: fc.array(fc.tuple(fc.nat(15), fc.constantFrom('a', 'B', 'b', 'ä', 'z 9', 'z 10'))),
    drop: fc.array(fc.nat(15)),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const list = new RecordList('en');
      const held = new Map<string, StoredRecord>();
      for (const { put, drop } of steps) {
        const coming = put.map(([key, name]) => record(String(key), name));
        list.put(coming);
        for (const one of coming) held.set(one.key, one);
        list.drop(drop.map(String));
        for (const key of drop) held.delete(String(key));
        const { compare } = new Intl.Collator('en', { numeric: true });
        const sorted = [...held.values()].sort((a, b) => compare(a.name, b.name) || compare(a.key, b.key));
        expect(list.ordered).toEqual(sorted);
      }
    }),
  );
});
