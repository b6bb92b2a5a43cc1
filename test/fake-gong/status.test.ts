import { describe, expect, it } from 'vitest';
import { openSession, WHEN } from './helpers.ts';

const GOOD = { objectId: 'a1', modifiedDate: WHEN };

function open(options: Parameters<typeof openSession>[0] = {}) {
  const gong = openSession(options);
  return { ...gong, integrationId: gong.register() };
}

describe('request-status', () => {
  it('walks PENDING, IN_PROGRESS, DONE by the clock, with counters only at the end', () => {
    const gong = open();
    const id = gong.upload('ACCOUNT', [GOOD]);
    expect(gong.status(id)).toEqual({ requestId: expect.any(String), status: 'PENDING' });
    gong.advance(999);
    expect(gong.status(id)['status']).toBe('PENDING');
    gong.advance(1);
    expect(gong.status(id)).toEqual({ requestId: expect.any(String), status: 'IN_PROGRESS' });
    expect(gong.objects('ACCOUNT').size).toBe(0);
    gong.advance(1_000);
    const end = { status: 'DONE', errors: [], totalErrorCount: 0, totalSuccessCount: 1 };
    expect(gong.status(id)).toEqual({ requestId: expect.any(String), ...end });
    expect(gong.status(id)['requestId']).not.toBe(gong.status(id)['requestId']);
  });

  it('walks by looks when so set, and not otherwise', () => {
    const gong = open({ processing: { pendingPolls: 1, inProgressPolls: 2 } });
    const id = gong.upload('ACCOUNT', [GOOD]);
    gong.advance(86_400_000);
    const seen = Array.from({ length: 5 }, () => gong.status(id)['status']);
    expect(seen).toEqual(['PENDING', 'IN_PROGRESS', 'IN_PROGRESS', 'DONE', 'DONE']);
  });

  it('takes as long as a rule says when processing is one', () => {
    const gong = open({ processing: ({ lines }) => ({ pendingMs: 0, inProgressMs: lines * 100 }) });
    const id = gong.upload('ACCOUNT', [GOOD, { ...GOOD, objectId: 'a2' }]);
    gong.advance(199);
    expect(gong.status(id)['status']).toBe('IN_PROGRESS');
    gong.advance(1);
    expect(gong.status(id)['status']).toBe('DONE');
  });

  it('has null counters until the end when so set', () => {
    const gong = open({ countersUntilEnd: 'null' });
    const nothing = { errors: null, totalErrorCount: null, totalSuccessCount: null };
    expect(gong.status(gong.upload('ACCOUNT', [GOOD]))).toMatchObject({ status: 'PENDING', ...nothing });
  });

  it('is FAILED with the live text when a mandatory field is missing', () => {
    const gong = open();
    expect(gong.settle('BUSINESS_USER', [{ objectId: 'u1', modifiedDate: WHEN }])).toEqual({
      requestId: expect.any(String),
      status: 'FAILED',
      errors: [{ line: 1, description: 'Mandatory field [emailAddress] is missing or empty' }],
      totalErrorCount: 1,
      totalSuccessCount: 0,
    });
  });

  it('returns the first 20 errors by line and counts them all', () => {
    const gong = open();
    const lines = Array.from({ length: 60 }, (_, index) =>
      index % 2 === 0 ? 'junk' : { objectId: `a${index}`, modifiedDate: index > 50 ? WHEN : '' },
    );
    const { status, errors, totalErrorCount, totalSuccessCount } = gong.settle('ACCOUNT', lines);
    expect([status, totalErrorCount, totalSuccessCount]).toEqual(['FAILED', 55, 5]);
    expect((errors as { line: number }[]).map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(gong.uploads()[0]?.errors).toHaveLength(55);
  });

  it('stores the good lines of a FAILED file, or none when so set', () => {
    for (const applyValidLinesOnFailure of [true, false]) {
      const gong = open({ applyValidLinesOnFailure });
      expect(gong.settle('ACCOUNT', [GOOD, 'junk'])['status']).toBe('FAILED');
      expect(gong.objects('ACCOUNT').size).toBe(applyValidLinesOnFailure ? 1 : 0);
    }
  });

  it.each([400, 404] as const)('answers %d for an id that was never accepted, when so set', (unknownRequestStatus) => {
    const gong = open({ unknownRequestStatus });
    const query = { integrationId: gong.integrationId, clientRequestId: 'never' };
    const answer = gong.ask('GET', '/v2/crm/request-status', { query });
    expect([answer.status, answer.body['errors']]).toEqual([unknownRequestStatus, [expect.any(String)]]);
  });

  it('needs both ids, and the right integration', () => {
    const gong = open();
    const clientRequestId = gong.upload('ACCOUNT', [GOOD]);
    const { integrationId } = gong;
    const ask = (query: Record<string, string>) => gong.ask('GET', '/v2/crm/request-status', { query }).status;
    expect(ask({ integrationId })).toBe(400);
    expect(ask({ clientRequestId })).toBe(400);
    expect(ask({ integrationId: '1', clientRequestId })).toBe(404);
    expect(ask({ integrationId, clientRequestId })).toBe(200);
  });

  it('forgets when told to, the ids too when told to', () => {
    const gong = open();
    const id = gong.upload('ACCOUNT', [GOOD]);
    gong.forgetUploads();
    expect(gong.status(id)).not.toHaveProperty('status');
    expect(gong.send('ACCOUNT', '{}', id).status).toBe(409);
    gong.forgetUploads({ andIds: true });
    expect(gong.send('ACCOUNT', '{}', id).status).toBe(201);
  });
});
