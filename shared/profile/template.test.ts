import { expect, test } from 'vitest';
import { searchTemplate } from './template.ts';

test('searchTemplate finds every place when holes and literals repeat', () => {
  expect(searchTemplate('({from} - {to} of {total})', '(1 - (2 - 3 of 4) (5 - 6 of 7) (8 - 9')).toEqual([
    { from: '1', to: '(2 - 3', total: '4' },
    { from: '5', to: '6', total: '7' },
  ]);
  expect(searchTemplate("open('{id}')", "open('a');open('b');open('c")).toEqual([{ id: 'a' }, { id: 'b' }]);
});

test('searchTemplate costs time in proportion to the text when nothing ends a hole', () => {
  const cost = (times: number): number => {
    const text = '(1 - '.repeat(times);
    const runs = Array.from({ length: 5 }, () => {
      const started = performance.now();
      expect(searchTemplate('({from} - {to} of {total})', text)).toEqual([]);
      return performance.now() - started;
    });
    return Math.min(...runs);
  };
  cost(4000);
  // Ten times the text: in proportion it is 10 times the work, else 100 times.
  expect(cost(40_000)).toBeLessThan(40 * cost(4000));
});
