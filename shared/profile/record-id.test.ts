import fc from 'fast-check';
import { expect, test } from 'vitest';
import { objectIdOf } from '../objects/object-id.ts';
import { idHoles, idParts } from './id-holes.ts';
import { idOf, joinedId, joinedIds, partsNamed } from './record-id.ts';

const parts = fc.array(
  fc.string({ minLength: 1, unit: fc.constantFrom('/', '%', '2', 'F', '5', '1', 'a', '-', 'ü') }),
  {
    minLength: 2,
    maxLength: 5,
  },
);

test('an id of several parts reads back, whatever the parts hold', () => {
  fc.assert(
    fc.property(parts, (all) => {
      expect(idParts(joinedId(all))).toEqual(all);
    }),
  );
});

test('ids of several parts never meet unless all parts are the same', () => {
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(objectIdOf('CONTACT', joinedId(one)) === objectIdOf('CONTACT', joinedId(other))).toBe(same);
    }),
    {
      examples: [
        [
          ['1/2', '3'],
          ['1', '2/3'],
        ],
        [
          ['1', '23'],
          ['12', '3'],
        ],
        [
          ['1%2F2', '3'],
          ['1/2', '3'],
        ],
      ],
    },
  );
});

test('holes give an id only when none of its parts is missing', () => {
  expect(idOf({ id: '7/3' })).toBe('7/3');
  expect(idOf({ id2: '3', id1: '7' })).toBe('7/3');
  expect([idOf({ id2: '3' }), idOf({ other: '3' }), idOf(null)]).toEqual([undefined, undefined, undefined]);
  expect(idHoles('7/3%2F4')).toEqual({ id: '7/3%2F4', id1: '7', id2: '3/4' });
});

test('parts that stand in several versions give several ids, and none where a part is missing', () => {
  expect(joinedIds([['7'], ['3', '4']])).toEqual(['7/3', '7/4']);
  expect(joinedIds([['7'], []])).toEqual([]);
});

test('the holes of a template tell of how many parts its ids are', () => {
  expect([['id'], ['id1', 'id2'], ['page', 'id2', 'id1', 'id3'], ['page'], ['id', 'id']].map(partsNamed)).toEqual([
    1, 2, 3, 0, 1,
  ]);
  expect([['id', 'id1'], ['id1'], ['id1', 'id3'], ['id2']].map(partsNamed)).toEqual(Array(4).fill(Number.NaN));
});
