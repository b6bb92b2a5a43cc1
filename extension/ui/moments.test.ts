import { describe, expect, it } from 'vitest';
import { formatAge, formatBytes, formatDuration, formatMoment } from './moments.ts';

const NOW = new Date(2026, 10, 20, 15, 20).getTime();
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
const past = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

describe('formatAge', () => {
  it.each([
    [12, '12 sec. ago'],
    [59, '59 sec. ago'],
    [60, '1 min. ago'],
    [3599, '59 min. ago'],
    [7200, '2 hr. ago'],
    [86_400 * 3, '3 days ago'],
  ])('says %i seconds as %s', (seconds, words) => {
    expect(formatAge(past(seconds), NOW, 'en')).toBe(words);
  });

  it('says now when the instant lies ahead because clocks differ', () => {
    expect(formatAge(past(-30), NOW, 'en')).toBe('now');
  });

  it('speaks the language of the texts', () => {
    expect(formatAge(past(7200), NOW, 'de')).toBe('vor 2 Std.');
  });
});

describe('formatMoment', () => {
  it('leaves the date out today', () => {
    expect(formatMoment(at(2026, 10, 20, 9, 5), NOW, 'de')).toBe('09:05');
    expect(formatMoment(at(2026, 10, 20, 9, 5), NOW, 'en-US')).toMatch(/^9:05\sAM$/);
  });

  it('leaves the year out this year', () => {
    expect(formatMoment(at(2026, 2, 1, 9, 5), NOW, 'de')).toBe('1. März, 09:05');
  });

  it('names the year of another year, and no time of day', () => {
    expect(formatMoment(at(2025, 10, 20, 9, 5), NOW, 'de')).toBe('20. Nov. 2025');
  });
});

describe('formatDuration', () => {
  it.each([
    [-5, '0 sec'],
    [1, '1 sec'],
    [89_000, '89 sec'],
    [90_001, '2 min'],
    [3_600_000, '60 min'],
    [6_000_000, '2 hr'],
  ])('rounds %i ms up to %s', (milliseconds, words) => {
    expect(formatDuration(milliseconds, 'en')).toBe(words);
  });
});

describe('formatBytes', () => {
  it.each([
    [820, '820 bytes'],
    [14_200, '14.2 kB'],
    [2_412_345, '2.41 MB'],
  ])('says %i as %s', (bytes, words) => {
    expect(formatBytes(bytes, 'en')).toBe(words);
  });
});
