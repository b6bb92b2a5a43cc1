import { describe, expect, it } from 'vitest';
import { retryAfter } from './fetch-page.ts';

describe('Retry-After', () => {
  const now = Date.parse('2026-11-20T12:00:00Z');
  it.each([
    ['120', 120_000],
    ['Fri, 20 Nov 2026 12:01:00 GMT', 60_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    [null, null],
  ])('%s means %s ms', (header, expected) => {
    expect(retryAfter(header, now)).toBe(expected);
  });
});
