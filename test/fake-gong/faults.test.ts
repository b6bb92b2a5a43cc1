import { describe, expect, it } from 'vitest';
import { openSession, WHEN } from './helpers.ts';

const LIST = '/v2/crm/integrations';
const GOOD = { objectId: 'a1', modifiedDate: WHEN };
const OTHER = { objectId: 'a2', modifiedDate: WHEN };

describe('a fault', () => {
  it('fails the next n calls that its filter lets through, with the error body and Retry-After only if given', () => {
    const gong = openSession();
    gong.register();
    gong.failNext(2, 500, { path: '/entities' });
    expect(gong.ask('GET', LIST).status).toBe(200);
    expect(gong.send('STAGE', '{}', 'r1')).toMatchObject({ status: 500, body: { errors: [expect.any(String)] } });
    expect(gong.send('STAGE', '{}', 'r1').headers).not.toHaveProperty('Retry-After');
    expect(gong.send('STAGE', '{}', 'r1').status).toBe(201);
    gong.failNext(1, 429, { retryAfter: 3, method: 'GET' });
    expect(gong.ask('GET', LIST)).toMatchObject({ status: 429, headers: { 'Retry-After': '3' } });
  });

  it('drops a call before or after it took effect', () => {
    const gong = openSession();
    gong.dropConnectionNext('before');
    expect(() => gong.register()).toThrow('drop');
    expect(gong.integration()).toBeUndefined();
    gong.dropConnectionNext('after');
    expect(() => gong.register()).toThrow('drop');
    expect(gong.integration()).toBeDefined();
    expect(gong.calls().map(({ status }) => status)).toEqual([0, 0]);
  });

  it('lets an upload hang before or after acceptance', () => {
    const gong = openSession();
    gong.register();
    gong.timeoutNextUpload('before');
    gong.timeoutNextUpload('after');
    expect(() => gong.upload('ACCOUNT', [GOOD], 'r1')).toThrow('hang');
    expect(gong.uploads()).toEqual([]);
    expect(() => gong.upload('ACCOUNT', [GOOD], 'r1')).toThrow('hang');
    expect(gong.send('ACCOUNT', '{}', 'r1').status).toBe(409);
    gong.advance(2_000);
    expect(gong.status('r1')['status']).toBe('DONE');
  });

  it('fails lines by predicate, with its words', () => {
    const gong = openSession();
    gong.register();
    gong.failLines(({ objectId, objectType }) => objectType === 'ACCOUNT' && objectId === 'a2' && 'Not today');
    expect(gong.settle('ACCOUNT', [GOOD, OTHER])).toMatchObject({
      status: 'FAILED',
      errors: [{ line: 2, description: 'Not today' }],
      totalSuccessCount: 1,
    });
    gong.failLines(undefined);
    expect(gong.settle('ACCOUNT', [GOOD, OTHER])['status']).toBe('DONE');
  });

  it('fails whole files with line 0 and stores nothing of them', () => {
    const gong = openSession();
    gong.register();
    gong.failFileLineZero(1);
    expect(gong.settle('ACCOUNT', [GOOD])).toMatchObject({
      status: 'FAILED',
      errors: [{ line: 0 }],
      totalSuccessCount: 0,
    });
    expect(gong.objects('ACCOUNT').size).toBe(0);
    expect(gong.settle('ACCOUNT', [GOOD])['status']).toBe('DONE');
  });

  it('ends a file as DONE with a line lost and one success too few', () => {
    const gong = openSession();
    gong.register();
    gong.doneWithWrongCounters(1);
    expect(gong.settle('ACCOUNT', [GOOD, OTHER])).toMatchObject({
      status: 'DONE',
      errors: [],
      totalErrorCount: 0,
      totalSuccessCount: 1,
    });
    expect([...gong.objects('ACCOUNT').keys()]).toEqual(['a1']);
    expect(gong.settle('ACCOUNT', [GOOD, OTHER])).toMatchObject({ status: 'DONE', totalSuccessCount: 2 });
  });

  it('is gone when faults are cleared', () => {
    const gong = openSession();
    gong.failNext(5, 500);
    gong.offline(true);
    gong.revokeCredentials();
    gong.clearFaults();
    expect(gong.ask('GET', LIST).status).toBe(200);
  });
});
