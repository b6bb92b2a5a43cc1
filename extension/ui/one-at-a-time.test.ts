import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('runs once at a time, and once more for all calls that came meanwhile', async () => {
  const work = vi.fn(async () => {});
  const { call } = oneAtATime(work, 1000);
  for (let times = 0; times < 5; times++) call();
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(work).toHaveBeenCalledTimes(2);
  call();
  expect(work).toHaveBeenCalledTimes(3);
});

it('runs no more once it is stopped, and survives work that fails', async () => {
  const work = vi.fn(async () => {
    throw new Error('no');
  });
  const { call, stop } = oneAtATime(work, 1000);
  call();
  call();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(2);
  stop();
  await vi.advanceTimersByTimeAsync(5000);
  call();
  expect(work).toHaveBeenCalledTimes(2);
});
