import { describe, expect, it } from 'vitest';
import { judgeHealth, measurePage, type PageMeasure } from './health.ts';
import type { PageReading, RawValue } from './raw.ts';

const HEALTH = { health: { rows: 0.5, fill: 0.5, problems: 0.1, pages: 3 } };
const VALUE: RawValue = { state: 'value', text: 'x' };
const EMPTY: RawValue = { state: 'empty' };
const UNREAD: RawValue = { state: 'unread', code: 'not-on-page' };

function page(cities: readonly RawValue[], more: Partial<PageReading> = {}): PageReading {
  const records = cities.map((city, index) => ({
    objectType: 'ACCOUNT' as const,
    page: 'list',
    crmId: `${index}`,
    url: null,
    fields: { name: VALUE, city },
    problems: [],
  }));
  const next = { method: 'GET' as const, url: 'https://crm.test/list?page=2' };
  const nothing = { total: null, viewer: null, signs: {}, problems: [], endProven: false };
  return { page: 'list', kind: 'list', state: 'ok', records, next, ...nothing, ...more };
}
const of = (count: number, city: RawValue = VALUE) => Array.from({ length: count }, () => city);
function measure(reading: PageReading): PageMeasure {
  const found = measurePage(reading);
  if (found === null) throw new Error('nothing to measure');
  return found;
}
const usual = [measure(page(of(10))), measure(page([...of(8), EMPTY, EMPTY])), measure(page(of(10)))];
const codes = (now: PageReading, before = usual) => judgeHealth(HEALTH, before, measure(now)).map(({ code }) => code);

describe('measurePage', () => {
  it('counts rows, fill rates and unread values', () => {
    expect(measurePage(page([VALUE, EMPTY, UNREAD, VALUE]))).toEqual({
      page: 'list',
      rows: 4,
      last: false,
      fill: { 'ACCOUNT.name': 1, 'ACCOUNT.city': 0.5 },
      problems: 1 / 8,
    });
  });

  it.each([
    ['an empty list', page([], { state: 'empty' })],
    ['an unproven page', page(of(3), { state: 'unproven' })],
    ['one record’s own page', page(of(1), { kind: 'record' })],
  ])('says nothing about %s', (_, reading) => {
    expect(measurePage(reading)).toBeNull();
  });
});

describe('judgeHealth', () => {
  it('raises nothing on a quiet day', () => {
    expect(codes(page([...of(7), EMPTY, EMPTY, UNREAD]))).toEqual([]);
  });

  it('raises emptier-field when a column goes empty', () => {
    expect(judgeHealth(HEALTH, usual, measure(page(of(10, EMPTY))))).toEqual([
      { code: 'emptier-field', page: 'list', field: 'ACCOUNT.city', usual: 1, now: 0 },
    ]);
  });

  it('raises fewer-rows when a page in the middle of a list has less than its share', () => {
    expect(codes(page(of(4)))).toEqual(['fewer-rows']);
  });

  it('raises nothing for the rows of a list’s last page', () => {
    expect(codes(page(of(2), { next: null }))).toEqual([]);
  });

  it('learns how many rows are usual from pages in the middle only', () => {
    const short = usual.map((one) => ({ ...one, last: true }));
    expect(codes(page(of(4)), short)).toEqual([]);
  });

  it('raises more-problems when many values cannot be read', () => {
    expect(codes(page([...of(6), ...of(4, UNREAD)]))).toEqual(['more-problems']);
  });

  it('raises nothing when as much was unread before', () => {
    const noisy = usual.map((one) => ({ ...one, problems: 0.2 }));
    expect(codes(page([...of(6), ...of(4, UNREAD)]), noisy)).toEqual([]);
  });

  it('raises nothing before enough pages make up what is usual', () => {
    expect(codes(page(of(1, EMPTY)), usual.slice(1))).toEqual([]);
  });

  it('raises nothing for a column that was empty before', () => {
    const sparse = usual.map((one) => ({ ...one, fill: { 'ACCOUNT.name': 1, 'ACCOUNT.city': 0 } }));
    expect(codes(page(of(10, EMPTY)), sparse)).toEqual([]);
  });
});
