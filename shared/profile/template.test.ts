import { expect, test } from 'vitest';
import { processorMs } from '../../test/processor-time.ts';
import { searchTemplate } from './template.ts';

test('searchTemplate finds every place when holes and literals repeat', () => {
  expect(searchTemplate('({from} - {to} of {total})', '(1 - (2 - 3 of 4) (5 - 6 of 7) (8 - 9')).toEqual([
    { from: '1', to: '(2 - 3', total: '4' },
    { from: '5', to: '6', total: '7' },
  ]);
  expect(searchTemplate("open('{id}')", "open('a');open('b');open('c")).toEqual([{ id: 'a' }, { id: 'b' }]);
});

test('searchTemplate costs time in proportion to the text when nothing ends a hole', () => {
  const cost = (length: number, times: number): number => {
    const text = '(1 - '.repeat(length);
    return processorMs(() => {
      for (let time = 0; time < times; time++)
        expect(searchTemplate('({from} - {to} of {total})', `${time}${text}`)).toEqual([]);
    });
  };
  cost(4000, 10);
  // The same amount of text in all: in proportion it is the same work, else ten times.
  expect(cost(40_000, 10)).toBeLessThan(4 * cost(4000, 100));
});
