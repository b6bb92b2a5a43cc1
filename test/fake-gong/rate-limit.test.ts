import { describe, expect, it } from 'vitest';
import { openSession } from './helpers.ts';
import { RateLimiter } from './rate-limit.ts';
import { Violations } from './violations.ts';

const LIST = '/v2/crm/integrations';

describe('the rate limit', () => {
  it('refuses the fourth call in any second with Retry-After in whole seconds and the error body', () => {
    const gong = openSession({ rateLimit: {} });
    for (const path of [LIST, '/v2/crm/request-status', '/v2/nowhere']) {
      expect(gong.ask('GET', path).status).not.toBe(429);
      gong.advance(300);
    }
    const refused = gong.ask('GET', LIST);
    expect(refused.status).toBe(429);
    expect(refused.headers['Retry-After']).toBe('1');
    expect(refused.body).toEqual({ requestId: expect.any(String), errors: [expect.any(String)] });
    expect(gong.violationCounts()).toEqual({ 'rate-exceeded': 1 });
    gong.advance(1_000);
    expect(gong.ask('GET', LIST).status).toBe(200);
  });

  it('lets calls pass that keep 400 ms between their starts', () => {
    const gong = openSession({ rateLimit: {} });
    for (let call = 0; call < 50; call += 1) {
      expect(gong.ask('GET', LIST).status).toBe(200);
      gong.advance(400);
    }
    expect(gong.violations()).toEqual([]);
  });

  it('refuses calls over the budget of the last 24 hours until the oldest is a day old', () => {
    const gong = openSession({ rateLimit: { perDay: 5 } });
    for (let call = 0; call < 5; call += 1) {
      expect(gong.ask('GET', LIST).status).toBe(200);
      gong.advance(1_000);
    }
    const refused = gong.ask('GET', LIST);
    expect([refused.status, refused.headers['Retry-After']]).toEqual([429, String(86_400 - 5)]);
    expect(gong.violationCounts()).toEqual({ 'day-exceeded': 1 });
    gong.advance((86_400 - 5) * 1_000);
    expect(gong.ask('GET', LIST).status).toBe(200);
    expect(gong.ask('GET', LIST).status).toBe(429);
  });

  it('starts a new budget at midnight UTC when days are UTC days', () => {
    const gong = openSession({ rateLimit: { perDay: 1, day: 'utc' } });
    expect(gong.ask('GET', LIST).status).toBe(200);
    gong.advance(1_000);
    const fifteenHours = 15 * 3_600;
    expect(gong.ask('GET', LIST).headers['Retry-After']).toBe(String(fifteenHours - 1));
    gong.advance((fifteenHours - 1) * 1_000);
    expect(gong.ask('GET', LIST).status).toBe(200);
  });

  it('answers and only notes it when it is not enforced', () => {
    const gong = openSession({ rateLimit: { enforce: false } });
    for (let call = 0; call < 5; call += 1) expect(gong.ask('GET', LIST).status).toBe(200);
    expect(gong.violationCounts()).toEqual({ 'rate-exceeded': 2 });
  });

  it('has calls that were noticed late at the times at which they may have come, and no more of them than fit', () => {
    const violations = new Violations();
    const limiter = new RateLimiter({ perSecond: 3, perDay: 100, day: 'rolling', enforce: true }, violations);
    for (let call = 0; call < 6; call += 1) expect(limiter.admit(10_000, 'GET', 2_000)).toBeUndefined();
    expect(limiter.admit(10_100, 'GET')).toBeUndefined();
    for (let call = 0; call < 2; call += 1) limiter.admit(10_100, 'GET', 100);
    expect(violations.counts()).toEqual({ 'rate-exceeded': 2 });
  });

  it('does not count calls without good credentials, as they are nobody’s', () => {
    const gong = openSession({ rateLimit: {} });
    for (let call = 0; call < 5; call += 1) {
      expect(gong.ask('GET', LIST, { authorization: null }).status).toBe(401);
    }
    expect(gong.ask('GET', LIST).status).toBe(200);
  });

  it('notes a call that comes before a Retry-After has passed, and none that comes after', () => {
    const gong = openSession();
    gong.failNext(1, 429, { retryAfter: 5 });
    expect(gong.ask('GET', LIST).headers['Retry-After']).toBe('5');
    gong.advance(4_999);
    gong.ask('GET', LIST);
    expect(gong.violationCounts()).toEqual({ 'retry-after-ignored': 1 });
    gong.advance(1);
    gong.ask('GET', LIST);
    expect(gong.violationCounts()).toEqual({ 'retry-after-ignored': 1 });
  });
});
