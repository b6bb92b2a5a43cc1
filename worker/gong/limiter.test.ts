import { expect, it } from 'vitest';
import { CALL_SPACING_MS, callDelay } from './limiter.ts';

it('callDelay spaces starts 400 ms apart when the last call is recent', () => {
  expect(callDelay({ lastAt: 1000, today: 1, budget: 100 }, 'upload', 1100)).toBe(300);
  expect(callDelay({ lastAt: 1000, today: 1, budget: 100 }, 'upload', 1400)).toBe(0);
  expect(callDelay({ lastAt: null, today: 0, budget: 100 }, 'poll', 0)).toBe(0);
});
it('callDelay waits one spacing at most when the clock was set back', () => {
  expect(callDelay({ lastAt: 9_000_000, today: 1, budget: 100 }, 'upload', 1000)).toBe(CALL_SPACING_MS);
});
it('callDelay refuses polls before uploads when the budget runs low', () => {
  expect(callDelay({ lastAt: null, today: 96, budget: 100 }, 'poll', 0)).toBeNull();
  expect(callDelay({ lastAt: null, today: 96, budget: 100 }, 'upload', 0)).toBe(0);
  expect(callDelay({ lastAt: null, today: 100, budget: 100 }, 'upload', 0)).toBeNull();
});
