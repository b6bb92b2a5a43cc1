import { describe, expect, it } from 'vitest';
import { isDate, isDateTime } from './values.ts';

describe('dates', () => {
  it('exist exactly when the calendar has them', () => {
    for (const year of ['1900', '2000', '2023', '2024']) {
      for (let month = 0; month <= 13; month += 1) {
        for (let day = 0; day <= 32; day += 1) {
          const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const read = new Date(`${text}T00:00:00Z`);
          const exists = !Number.isNaN(read.getTime()) && read.toISOString().startsWith(text);
          expect([text, isDate(text)]).toEqual([text, exists]);
        }
      }
    }
  });

  it.each(['2026-03-01T10:00:00Z', '2018-02-18T02:30:00-07:00', '2026-12-31T23:59:59+14:00'])(
    'have times: %s',
    (text) => {
      expect(isDateTime(text)).toBe(true);
    },
  );

  it.each([
    '2026-03-01 10:00:00Z',
    '2026-03-01T10:00Z',
    '2026-03-01T10:00:60Z',
    '2026-03-01T10:00:00+0200',
    ' 2026-03-01T10:00:00Z',
  ])('have no such times: %s', (text) => {
    expect(isDateTime(text)).toBe(false);
  });
});
