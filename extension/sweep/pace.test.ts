import { describe, expect, it } from 'vitest';
import { testRules } from '../testing/small-crm-rules.ts';
import { answered, budgetSpent, concurrencyNow, failed, hurried, INITIAL_PACE, nextStart, started } from './pace.ts';

const { pace: rules } = testRules({ pace: { concurrency: 4, minIntervalMs: 100, jitter: 0.5, dailyPages: 2 } });
const NOW = 1_000_000;

describe('the pace', () => {
  it('keeps the interval, longer by a random share', () => {
    const state = started(INITIAL_PACE, NOW, 'today');
    expect(nextStart(state, rules, 0)).toBe(NOW + 100);
    expect(nextStart(state, rules, 1)).toBe(NOW + 150);
  });

  it('leaves an interval for each request of a page that is read between two proofs of the login', () => {
    expect(nextStart(started(INITIAL_PACE, NOW, 'today', 3), rules, 0)).toBe(NOW + 300);
  });

  it('slows down and reads one page at a time when the CRM gets slow', () => {
    let state = answered(started(INITIAL_PACE, NOW, 'today'), 200, 0);
    for (let index = 0; index < 20; index++) state = answered(state, 3_000, 0);
    expect(concurrencyNow(state, rules)).toBe(1);
    expect(nextStart(state, rules, 0)).toBeGreaterThan(NOW + 500);
  });

  it('asks for nothing before a Retry-After has passed, not even when a person presses Sync', () => {
    const state = failed(INITIAL_PACE, NOW, { pausesAll: true, retryAfterMs: 120_000, random: 0 });
    expect(nextStart(hurried(state), rules, 0)).toBe(NOW + 120_000);
    // What was under way beside it is answered meanwhile.
    const beside = answered(state, 50, NOW + 10);
    expect(nextStart(hurried(beside), rules, 0)).toBe(NOW + 120_000);
    expect(hurried(answered(beside, 50, NOW + 120_000)).notBefore).toBe(0);
  });

  it('backs off longer with every failure, and not when a person presses Sync', () => {
    const overloaded = { pausesAll: true, retryAfterMs: null, random: 0.5 };
    const once = failed(INITIAL_PACE, NOW, overloaded);
    const twice = failed(once, NOW, overloaded);
    expect(twice.notBefore).toBeGreaterThan(once.notBefore);
    expect(hurried(twice).notBefore).toBe(0);
  });

  it('goes on after a failure that only one page has met, and pauses when nothing is answered between several', () => {
    const one = { pausesAll: false, retryAfterMs: null, random: 0 };
    const twice = failed(failed(INITIAL_PACE, NOW, one), NOW, one);
    expect(twice.notBefore).toBe(0);
    expect(failed(answered(twice, 50, NOW), NOW, one).notBefore).toBe(0);
    const thrice = failed(twice, NOW, one);
    expect(thrice.notBefore).toBeGreaterThanOrEqual(NOW + 2_500);
    expect(failed(thrice, NOW, one).notBefore).toBeGreaterThan(thrice.notBefore);
  });

  it('stops for the day when the page budget is spent', () => {
    const state = started(started(INITIAL_PACE, NOW, 'today'), NOW, 'today');
    expect(budgetSpent(state, rules, 'today')).toBe(true);
    expect(budgetSpent(state, rules, 'tomorrow')).toBe(false);
  });
});
