import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Lateness, watchLateness } from './lateness.ts';

describe('lateness', () => {
  let lateness: Lateness;
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    lateness = watchLateness(Date.now);
  });
  afterEach(() => {
    lateness.stop();
    vi.useRealTimers();
  });

  it('is next to nothing while the fake is awake', () => {
    vi.advanceTimersByTime(5_000);
    expect(lateness.of(Date.now())).toBe(0);
  });

  it('is the time it was busy for what is noticed at once after, and nothing later', () => {
    vi.advanceTimersByTime(1_000);
    vi.setSystemTime(Date.now() + 3_000);
    expect(lateness.of(Date.now())).toBe(3_000);
    vi.advanceTimersByTime(40);
    expect(lateness.of(Date.now())).toBe(3_040);
    vi.advanceTimersByTime(100);
    expect(lateness.of(Date.now())).toBe(0);
  });
});
