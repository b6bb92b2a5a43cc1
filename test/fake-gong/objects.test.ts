import { describe, expect, it } from 'vitest';
import { json, openSession, WHEN } from './helpers.ts';

const HOUR = 3_600_000;
const user = { objectId: 'u1', modifiedDate: WHEN, emailAddress: 'Ann@Acme.example' };
const account = { objectId: 'a1', modifiedDate: WHEN, name: 'PBR' };
const deal = {
  objectId: 'd1',
  modifiedDate: WHEN,
  accountId: 'a1',
  ownerId: 'u1',
  name: 'Big one',
  closeDate: '2026-09-04',
};

function open(options: Parameters<typeof openSession>[0] = {}) {
  const gong = openSession({ accountSettleMs: 0, ...options });
  return { ...gong, integrationId: gong.register() };
}

describe('the raw store', () => {
  it('updates by objectId and type, keeps every version, and shows the newest', () => {
    const gong = open();
    gong.settle('ACCOUNT', [account]);
    gong.settle('CONTACT', [{ objectId: 'a1', modifiedDate: WHEN }]);
    gong.settle('ACCOUNT', [{ ...account, modifiedDate: '2026-03-01T11:00:00Z', name: 'PBR 2' }]);
    expect(gong.objects('ACCOUNT').get('a1')).toMatchObject({ name: 'PBR 2' });
    expect(gong.objects('ACCOUNT').size).toBe(1);
    expect(gong.versions('ACCOUNT', 'a1').map(({ fields }) => fields['name'])).toEqual(['PBR', 'PBR 2']);
    expect(gong.versions('CONTACT', 'a1')).toHaveLength(1);
  });

  it('takes an older version as history only, and one of the same moment as the newest', () => {
    const gong = open();
    gong.settle('ACCOUNT', [account]);
    gong.settle('ACCOUNT', [{ ...account, modifiedDate: '2026-03-01T11:59:59+02:00', name: 'old' }]);
    expect(gong.objects('ACCOUNT').get('a1')).toMatchObject({ name: 'PBR' });
    gong.settle('ACCOUNT', [{ ...account, modifiedDate: '2026-03-01T12:00:00+02:00', name: 'same moment' }]);
    expect(gong.objects('ACCOUNT').get('a1')).toMatchObject({ name: 'same moment' });
    expect(gong.versions('ACCOUNT', 'a1')).toHaveLength(3);
  });

  it('replaces an object whole, or merges when so set', () => {
    for (const update of ['replace', 'merge'] as const) {
      const gong = open({ update });
      gong.settle('ACCOUNT', [{ ...account, domains: ['pbr.com'] }]);
      gong.settle('ACCOUNT', [{ objectId: 'a1', modifiedDate: WHEN, url: 'https://crm.example/a1' }]);
      const kept = update === 'merge' ? { name: 'PBR', domains: ['pbr.com'] } : {};
      expect(gong.objects('ACCOUNT').get('a1')).toEqual({
        objectId: 'a1',
        modifiedDate: WHEN,
        url: 'https://crm.example/a1',
        ...kept,
      });
    }
  });

  it('removes what is deleted, unless the deletion is older, and takes it back when it comes again', () => {
    const gong = open();
    gong.settle('ACCOUNT', [account]);
    gong.settle('ACCOUNT', [{ ...account, modifiedDate: '2026-02-28T00:00:00Z', isDeleted: true }]);
    expect(gong.objects('ACCOUNT').size).toBe(1);
    gong.settle('ACCOUNT', [{ ...account, isDeleted: true }]);
    expect(gong.objects('ACCOUNT').size).toBe(0);
    gong.settle('ACCOUNT', [{ ...account, modifiedDate: '2026-03-01T10:00:01Z' }]);
    expect(gong.objects('ACCOUNT').size).toBe(1);
  });

  it('keeps a stage that is deleted, as inactive', () => {
    const gong = open();
    gong.settle('STAGE', [{ objectId: 'won', name: 'Won' }]);
    gong.settle('STAGE', [{ objectId: 'won', name: 'Won', isDeleted: true }]);
    expect(gong.objects('STAGE').get('won')).toMatchObject({ isActive: false });
    expect(gong.violationCounts()).toEqual({ 'stage-deleted': 1 });
  });
});

describe('the main store', () => {
  it('has accounts after 60 s, deals after an hour, others after 5 s', () => {
    const gong = open();
    gong.settle('BUSINESS_USER', [user]);
    gong.settle('ACCOUNT', [account]);
    gong.settle('LEAD', [{ objectId: 'l1', modifiedDate: WHEN }]);
    gong.advance(4_999);
    expect(gong.main('LEAD').size).toBe(0);
    gong.advance(1);
    expect(gong.main('LEAD').size).toBe(1);
    expect(gong.main('ACCOUNT').size).toBe(0);
    gong.advance(53_000);
    expect(gong.main('ACCOUNT').size).toBe(1);
    gong.settle('DEAL', [deal]);
    gong.advance(HOUR - 1);
    expect([gong.main('DEAL').size, gong.visibleOnDealBoard('d1')]).toEqual([0, false]);
    gong.advance(1);
    expect([gong.main('DEAL').size, gong.visibleOnDealBoard('d1')]).toEqual([1, true]);
  });

  it('has lags as set', () => {
    const gong = open({ settlement: { ACCOUNT: 10, DEAL: 20, other: 0 } });
    gong.settle('ACCOUNT', [account]);
    expect(gong.main('ACCOUNT').size).toBe(0);
    gong.advance(10);
    expect(gong.main('ACCOUNT').size).toBe(1);
  });

  it('fills in the defaults on read, for null as for absent', () => {
    const gong = open({ settlement: { ACCOUNT: 0, DEAL: 0, other: 0 } });
    gong.settle('ACCOUNT', [{ objectId: 'a1', modifiedDate: WHEN }]);
    gong.settle('STAGE', [{ objectId: 'won', name: 'Won' }]);
    gong.settle('DEAL', [{ objectId: 'd1', modifiedDate: WHEN, accountId: 'a1', name: null }]);
    expect(gong.main('ACCOUNT').get('a1')).toMatchObject({ name: 'Account_#a1' });
    expect(gong.main('STAGE').get('won')).toMatchObject({ isActive: true, sortOrder: 1 });
    expect(gong.main('DEAL').get('d1')).toMatchObject({ name: 'Deal_#d1', status: 'OPEN', amount: 0 });
    expect(gong.objects('DEAL').get('d1')).toMatchObject({ name: null });
  });

  it('never gets a deal whose account was not in it, until the deal is sent again', () => {
    const gong = open();
    gong.settle('BUSINESS_USER', [user]);
    gong.settle('ACCOUNT', [account]);
    gong.settle('DEAL', [deal]);
    expect(gong.dealHolds()).toEqual(new Map([['d1', 'account-not-in-main']]));
    gong.advance(10 * HOUR);
    expect(gong.main('DEAL').size).toBe(0);
    gong.settle('DEAL', [deal]);
    gong.advance(HOUR);
    expect(gong.main('DEAL').size).toBe(1);
    expect(gong.dealHolds().size).toBe(0);
  });

  it('never gets a deal without an account', () => {
    const gong = open();
    expect(gong.settle('DEAL', [{ objectId: 'd1', modifiedDate: WHEN }])['status']).toBe('DONE');
    gong.advance(10 * HOUR);
    expect([gong.main('DEAL').size, gong.dealHolds().get('d1')]).toEqual([0, 'no-account']);
  });

  it('gets a deal whose owner is unmapped when the user comes', () => {
    const gong = open();
    gong.settle('ACCOUNT', [account]);
    gong.advance(60_000);
    gong.settle('DEAL', [deal]);
    gong.advance(2 * HOUR);
    expect([gong.main('DEAL').size, gong.dealHolds().get('d1')]).toEqual([0, 'owner-unmapped']);
    gong.settle('BUSINESS_USER', [user]);
    gong.advance(HOUR);
    expect(gong.visibleOnDealBoard('d1')).toBe(true);
  });

  it('has a deal with an unmapped owner, but not on the board, when so set', () => {
    const gong = open({ unmappedOwner: 'main', settlement: { ACCOUNT: 0, DEAL: 0 } });
    gong.settle('ACCOUNT', [account]);
    gong.settle('DEAL', [deal]);
    expect([gong.main('DEAL').size, gong.visibleOnDealBoard('d1')]).toEqual([1, false]);
  });

  it.each(['ownerId', 'closeDate'])('has a deal without %s, but not on the board', (field) => {
    const gong = open({ settlement: { ACCOUNT: 0, DEAL: 0 } });
    gong.settle('BUSINESS_USER', [user]);
    gong.settle('ACCOUNT', [account]);
    gong.settle('DEAL', [{ ...deal, [field]: null }]);
    expect([gong.main('DEAL').size, gong.visibleOnDealBoard('d1')]).toEqual([1, false]);
  });

  it('loses what is deleted after the same lag', () => {
    const gong = open();
    gong.settle('ACCOUNT', [account]);
    gong.advance(60_000);
    gong.settle('ACCOUNT', [{ ...account, isDeleted: true }]);
    gong.advance(59_999);
    expect(gong.main('ACCOUNT').size).toBe(1);
    gong.advance(1);
    expect(gong.main('ACCOUNT').size).toBe(0);
  });
});

describe('the mapping of users', () => {
  it('follows known addresses, whatever their case, and says nothing of unknown ones', () => {
    const gong = open({ knownUsers: ['ann@acme.example'] });
    const stranger = { ...user, objectId: 'u2', emailAddress: 'bob@acme.example' };
    expect(gong.settle('BUSINESS_USER', [user, stranger])).toMatchObject({ status: 'DONE', totalSuccessCount: 2 });
    expect([...gong.users().keys()]).toEqual(['u1']);
    expect(gong.objects('BUSINESS_USER').size).toBe(2);
  });

  it('gives an address to one user only, until that one is deleted', () => {
    const gong = open();
    gong.settle('BUSINESS_USER', [user]);
    expect(gong.settle('BUSINESS_USER', [{ ...user, objectId: 'u2' }])['status']).toBe('DONE');
    expect([...gong.users().keys()]).toEqual(['u1']);
    gong.settle('BUSINESS_USER', [{ objectId: 'u1', modifiedDate: WHEN, isDeleted: true }]);
    expect(gong.users().size).toBe(0);
    gong.settle('BUSINESS_USER', [{ ...user, objectId: 'u2' }]);
    expect([...gong.users().keys()]).toEqual(['u2']);
  });

  it('does not follow a new address without a deletion before, and does with one', () => {
    const gong = open();
    const moved = { ...user, modifiedDate: '2026-03-01T11:00:00Z', emailAddress: 'ann@new.example' };
    gong.settle('BUSINESS_USER', [user]);
    gong.settle('BUSINESS_USER', [moved]);
    expect(gong.users().get('u1')).toBe('ann@acme.example');
    expect(gong.violationCounts()).toEqual({ 'user-changed-without-deletion': 1 });
    gong.settle('BUSINESS_USER', [{ objectId: 'u1', modifiedDate: moved.modifiedDate, isDeleted: true }]);
    gong.settle('BUSINESS_USER', [moved]);
    expect(gong.users().get('u1')).toBe('ann@new.example');
    expect(gong.violationCounts()).toEqual({ 'user-changed-without-deletion': 1 });
  });
});

describe('GET entities', () => {
  const ask = (gong: ReturnType<typeof open>, ids: unknown, objectType = 'ACCOUNT') =>
    gong.ask('GET', '/v2/crm/entities', { query: { integrationId: gong.integrationId, objectType }, ...json(ids) });

  it('reads the main store: objects by id, null for what is not there, no field outside the schema', () => {
    const gong = open();
    gong.settle('ACCOUNT', [{ ...account, region: 'EMEA' }]);
    expect(ask(gong, ['a1', 'a2']).body['crmObjectsMap']).toEqual({ a1: null, a2: null });
    gong.advance(60_000);
    expect(ask(gong, ['a1', 'a2'])).toMatchObject({ status: 200, body: { crmObjectsMap: { a1: account, a2: null } } });
    expect(ask(gong, ['a1']).body['crmObjectsMap']).toEqual({ a1: account });
    expect(gong.objects('ACCOUNT').get('a1')).toMatchObject({ region: 'EMEA' });
  });

  it('answers for the first 100 ids and silently ignores the rest', () => {
    const gong = open();
    const ids = Array.from({ length: 101 }, (_, index) => `x${index}`);
    expect(Object.keys(ask(gong, ids).body['crmObjectsMap'] as object)).toEqual(ids.slice(0, 100));
    expect(gong.violationCounts()).toEqual({ 'too-many-ids': 1 });
  });

  it('is refused with 415 and the live text when there is no JSON body', () => {
    const gong = open();
    const query = { integrationId: gong.integrationId, objectType: 'ACCOUNT' };
    const bare = gong.ask('GET', '/v2/crm/entities', { query });
    expect([bare.status, bare.body['errors']]).toEqual([415, ['Unsupported Media Type']]);
    expect(gong.ask('GET', '/v2/crm/entities', { query, body: '["a1"]' }).status).toBe(415);
  });

  it.each(['BUSINESS_USER', 'STAGE', 'PLANET'])('is refused with 400 for %s', (type) => {
    expect(ask(open(), ['a1'], type).status).toBe(400);
  });

  it('is refused with 400 when the body is no array of ids', () => {
    expect(ask(open(), { ids: ['a1'] }).status).toBe(400);
  });
});
