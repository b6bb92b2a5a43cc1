import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { restWhileScrolling } from './rest-while-scrolling.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('work waits between its pieces while somebody scrolls, and no longer once the hand rests', async () => {
  const page = new EventTarget();
  const { rest, stop } = restWhileScrolling(page as Document);
  const piece = vi.fn();
  await rest();
  page.dispatchEvent(new Event('scroll'));
  void rest().then(piece);
  await vi.advanceTimersByTimeAsync(50);
  expect(piece).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(50);
  expect(piece).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(200);
  await rest();
  stop();
  page.dispatchEvent(new Event('scroll'));
  await rest();
});
