import { expect, it } from 'vitest';
import { lineWriter } from './line.ts';

const WHEN = Date.parse('2026-03-29T01:30:00.999Z');
const write = lineWriter({ type: 'LEAD', schema: [], generation: 'current' });
const text = (content: Record<string, unknown>) => {
  const rendered = write('l1', WHEN, content, false);
  return rendered.ok ? rendered.line : rendered.reason;
};

it('a line stays one line for readers that break at U+0085, U+2028 and U+2029', () => {
  const line = text({ firstName: 'a\u2028b\u2029c\u0085d\ne' });
  expect(line).toMatch(/^[^\n\r\u0085\u2028\u2029]+$/);
  expect(JSON.parse(line)).toMatchObject({ firstName: 'a\u2028b\u2029c\u0085d\ne' });
});

it('a line carries its date in UTC without a fraction of a second', () => {
  expect(JSON.parse(text({}))).toEqual({ objectId: 'l1', modifiedDate: '2026-03-29T01:30:00Z' });
});

it('a deletion carries nothing but what names the object', () => {
  const rendered = write('l1', WHEN, { firstName: 'x' }, true);
  expect(rendered.ok && JSON.parse(rendered.line)).toEqual({
    objectId: 'l1',
    modifiedDate: '2026-03-29T01:30:00Z',
    isDeleted: true,
  });
});

it.each([
  ['objectId', () => write('l_1', WHEN, {}, false)],
  ['url', () => write('l1', WHEN, { url: '/record/1' }, false)],
  ['convertedToDealId', () => write('l1', WHEN, { convertedToDealId: 'a b' }, false)],
])('a bad %s keeps the record out and is named', (field, rendered) => {
  expect(rendered()).toMatchObject({ ok: false, code: 'value-invalid', reason: expect.stringMatching(`^${field}: `) });
});
