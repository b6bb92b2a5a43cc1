import { expect, it } from 'vitest';
import { CALL_SPACING_MS, CALL_WINDOW_MS, callDelay } from './limiter.ts';

it('callDelay spaces starts 400 ms apart when the last call is recent', () => {
  expect(callDelay({ lastAt: 1000, thirdLastEndAt: null, today: 1, budget: 100 }, 'upload', 1100)).toBe(300);
  expect(callDelay({ lastAt: 1000, thirdLastEndAt: null, today: 1, budget: 100 }, 'upload', 1400)).toBe(0);
  expect(callDelay({ lastAt: null, thirdLastEndAt: null, today: 0, budget: 100 }, 'poll', 0)).toBe(0);
});
it('callDelay waits one spacing at most when the clock was set back', () => {
  expect(callDelay({ lastAt: 9_000_000, thirdLastEndAt: null, today: 1, budget: 100 }, 'upload', 1000)).toBe(
    CALL_SPACING_MS,
  );
});
it('callDelay refuses polls before uploads when the budget runs low', () => {
  expect(callDelay({ lastAt: null, thirdLastEndAt: null, today: 96, budget: 100 }, 'poll', 0)).toBeNull();
  expect(callDelay({ lastAt: null, thirdLastEndAt: null, today: 96, budget: 100 }, 'upload', 0)).toBe(0);
  expect(callDelay({ lastAt: null, thirdLastEndAt: null, today: 100, budget: 100 }, 'upload', 0)).toBeNull();
});
it('callDelay lets a second pass after the third last answer, however close together slow calls arrive', () => {
  const counts = { lastAt: 1800, thirdLastEndAt: 1500, today: 3, budget: 100 };
  expect(callDelay(counts, 'upload', 2200)).toBe(1500 + CALL_WINDOW_MS - 2200);
  expect(callDelay(counts, 'upload', 1500 + CALL_WINDOW_MS)).toBe(0);
});
