import { describe, expect, it } from 'vitest';
import { json, ldjson, multipart, openSession, WHEN } from './helpers.ts';

const FORM = { 'content-type': 'multipart/form-data; boundary=edge' };

function open() {
  const gong = openSession({ legacy: true, accountSettleMs: 0, settlement: { ACCOUNT: 0, DEAL: 0, other: 0 } });
  const answer = gong.ask('PUT', '/v2/crm/integration/new', json({ ownerEmail: 'a@x.com', name: 'n' }));
  const integrationId = /"integrationId":(\d+)/.exec(answer.text)?.[1] ?? '';
  return {
    ...gong,
    integrationId,
    old: (objectType: string, lines: Record<string, unknown>[], path = '/v2/crm/object/entities') => {
      const clientRequestId = `r${gong.uploads().length + 1}`;
      const query = { integrationId, objectType, clientRequestId };
      expect(gong.ask('POST', path, { query, headers: FORM, body: multipart(ldjson(lines)) }).status).toBe(201);
      gong.advance(2_000);
      return gong.ask('GET', '/v2/crm/request-status', { query: { integrationId, clientRequestId } }).body;
    },
  };
}

const deal = {
  objectId: 'd1',
  lastModified: WHEN,
  accountId: 'a1',
  ownerId: 'u1',
  name: 'Deal',
  createdDate: WHEN,
  isOpen: false,
  isWon: true,
  estimatedCloseDate: '2026-05-01',
  actualCloseDate: '2026-04-01',
  estimatedAmount: 5,
  actualAmount: 4,
  stage: 'won',
};

describe('the older generation', () => {
  it('answers on its own paths what the current one answers on its', () => {
    const gong = open();
    const { integrationId } = gong;
    const query = { integrationId, objectType: 'DEAL' };
    expect(gong.ask('GET', '/v2/crm/integration/list').text).toContain(`"integrationId":${integrationId}`);
    const posted = gong.ask('POST', '/v2/crm/object/schema', {
      query,
      ...json([{ name: 'x', label: 'X', type: 'STRING' }]),
    });
    expect(posted.status).toBe(200);
    expect(gong.ask('GET', '/v2/crm/object/schema/list', { query }).body['objectTypeToSelectedFields']).toMatchObject({
      DEAL: [{ uniqueName: 'x' }],
    });
    expect(gong.ask('GET', '/v2/crm/object/list', { query, ...json(['d1']) }).body['crmObjectsMap']).toEqual({
      d1: null,
    });
    const bye = gong.ask('DELETE', '/v2/crm/integration/delete', { query: { integrationId, clientRequestId: 'bye' } });
    expect(bye.status).toBe(201);
  });

  it('takes users and stages on their own paths', () => {
    const gong = open();
    expect(gong.old('', [{ crmUserId: 'u1', emailAddress: 'a@x.com' }], '/v2/crm/map/users')['status']).toBe('DONE');
    expect(gong.users()).toEqual(new Map([['u1', 'a@x.com']]));
    const query = { integrationId: gong.integrationId };
    const stages = [{ internalName: 'won', name: 'Won', isActive: true, sortOrder: 1 }];
    expect(gong.ask('POST', '/v2/crm/stages', { query, ...json(stages) }).status).toBe(200);
    expect(gong.objects('STAGE').get('won')).toMatchObject({ name: 'Won' });
    expect(gong.ask('POST', '/v2/crm/stages', { query, ...json([{ name: 'Won' }]) }).status).toBe(400);
  });

  it('says today’s status, dates and amount for its own fields', () => {
    const gong = open();
    gong.old('BUSINESS_USER', [{ objectId: 'u1', lastModified: WHEN, emailAddress: 'a@x.com' }]);
    gong.old('STAGE', [
      { objectId: 'x', internalName: 'won', lastModified: WHEN, name: 'Won', isActive: true, sortOrder: 1 },
    ]);
    gong.old('ACCOUNT', [{ objectId: 'a1', lastModified: WHEN, name: 'A', domains: ['a.com'] }]);
    expect(gong.old('DEAL', [deal])['status']).toBe('DONE');
    expect(gong.main('DEAL').get('d1')).toEqual({
      objectId: 'd1',
      modifiedDate: WHEN,
      accountId: 'a1',
      ownerId: 'u1',
      name: 'Deal',
      createdDate: WHEN,
      status: 'WON',
      closeDate: '2026-04-01',
      amount: 4,
      stage: 'won',
    });
    expect(gong.visibleOnDealBoard('d1')).toBe(true);
    expect(gong.violations()).toEqual([]);
  });

  it.each([
    [true, false, 'OPEN'],
    [false, false, 'LOST'],
  ])('takes isOpen %s with isWon %s for %s', (isOpen, isWon, status) => {
    const gong = open();
    gong.old('DEAL', [{ ...deal, isOpen, isWon }]);
    expect(gong.objects('DEAL').get('d1')).toMatchObject({ status });
  });

  it('asks for more fields', () => {
    const gong = open();
    expect(gong.old('ACCOUNT', [{ objectId: 'a1', lastModified: WHEN, name: 'A' }])).toMatchObject({
      status: 'FAILED',
      errors: [{ line: 1, description: 'Mandatory field [domains] is missing or empty' }],
    });
    expect(gong.old('DEAL', [{ ...deal, isWon: true, isOpen: true }])).toMatchObject({
      errors: [{ line: 1, description: 'Mandatory field [status] is missing or empty' }],
    });
  });
});
