import { describe, expect, it } from 'vitest';
import { isQuiet } from './quiet-hours.ts';

describe('quiet hours', () => {
  it.each([
    [{ from: 22, to: 6 }, 23, true],
    [{ from: 22, to: 6 }, 5, true],
    [{ from: 22, to: 6 }, 6, false],
    [{ from: 12, to: 13 }, 12, true],
    [{ from: 12, to: 13 }, 13, false],
    [null, 3, false],
  ])('%j at %i: %s', (quiet, hour, expected) => {
    expect(isQuiet(quiet, hour)).toBe(expected);
  });
});
