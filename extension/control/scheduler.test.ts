import { describe, expect, it } from 'vitest';
import { Scheduler } from './scheduler.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock and timers moved by hand; timers fire `early` milliseconds before their time, as a browser's may. */
function bench(step: () => Promise<number | null>, early = 0) {
  let now = 1_000;
  let timers: Timer[] = [];
  const scheduler = new Scheduler({
    step,
    now: () => now,
    setTimer: (run, ms) => timers.push({ at: now + ms - early, run }),
  });
  const pass = async (ms: number) => {
    const end = now + ms;
    for (;;) {
      await scheduler.settled();
      const next = timers.toSorted((one, other) => one.at - other.at)[0];
      if (next === undefined || next.at > end) break;
      timers = timers.filter((timer) => timer !== next);
      now = Math.max(now, next.at);
      next.run();
    }
    now = end;
  };
  return { scheduler, pass };
}

describe('the scheduler', () => {
  it('steps once for several kicks at the same time', async () => {
    let steps = 0;
    const { scheduler, pass } = bench(async () => {
      steps += 1;
      return null;
    });
    scheduler.kick();
    await pass(0);
    scheduler.kick(500);
    scheduler.kick(500);
    await pass(1_000);
    expect(steps).toBe(2);
  });

  it('steps again when a step asks for it', async () => {
    let left = 3;
    const { scheduler, pass } = bench(async () => {
      left -= 1;
      return left > 0 ? 1_000 : null;
    });
    scheduler.kick();
    await pass(10_000);
    expect(left).toBe(0);
  });

  it('still steps when a timer has fired a little early', async () => {
    let steps = 0;
    const { scheduler, pass } = bench(async () => {
      steps += 1;
      return null;
    }, 0.4);
    scheduler.kick(500);
    await pass(1_000);
    scheduler.kick();
    await pass(0);
    expect(steps).toBe(2);
  });

  it('runs never twice at the same time, and once more when kicked meanwhile', async () => {
    let running = 0;
    let most = 0;
    let steps = 0;
    const { scheduler, pass } = bench(async () => {
      running += 1;
      most = Math.max(most, running);
      steps += 1;
      if (steps === 1) scheduler.kick();
      await Promise.resolve();
      running -= 1;
      return null;
    });
    scheduler.kick();
    await pass(10);
    expect({ most, steps }).toEqual({ most: 1, steps: 2 });
  });
});
