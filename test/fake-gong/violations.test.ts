import { describe, expect, it } from 'vitest';
import { json, openSession, WHEN } from './helpers.ts';

const account = { objectId: 'a1', modifiedDate: WHEN };
const stage = { objectId: 's1', name: 'Open' };
const deal = { objectId: 'd1', modifiedDate: WHEN, accountId: 'a1', stage: 's1' };
const contact = { objectId: 'c1', modifiedDate: WHEN, accountId: 'a1' };

function open(options: Parameters<typeof openSession>[0] = {}) {
  const gong = openSession(options);
  const integrationId = gong.register();
  return {
    ...gong,
    integrationId,
    /** The rules that uploading these lines breaks, beyond those broken before. */
    broken: (...what: Parameters<typeof gong.settle>) => {
      gong.clearViolations();
      gong.settle(...what);
      return Object.keys(gong.violationCounts());
    },
  };
}

describe('violations', () => {
  it('are none when stages, accounts, then after the wait contacts and deals are sent', () => {
    const gong = open();
    gong.settle('STAGE', [stage]);
    gong.settle('ACCOUNT', [account]);
    gong.advance(60_000);
    gong.settle('CONTACT', [contact]);
    gong.settle('DEAL', [deal]);
    expect(gong.violations()).toEqual([]);
  });

  it('tell a deal that came before its account was DONE, with its place', () => {
    const gong = open();
    gong.settle('STAGE', [stage]);
    gong.upload('ACCOUNT', [account]);
    gong.upload('DEAL', [{ objectId: 'd0', modifiedDate: WHEN }, deal], 'early');
    gong.advance(2_000);
    const place = { objectType: 'DEAL', objectId: 'd1', clientRequestId: 'early', line: 2 };
    expect(gong.violations()).toEqual([expect.objectContaining({ rule: 'deal-before-account', ...place })]);
    expect(gong.status('early')['status']).toBe('DONE');
  });

  it('tell a deal whose account came in a FAILED file only, as nobody confirmed it', () => {
    const gong = open();
    gong.settle('STAGE', [stage]);
    gong.settle('ACCOUNT', [account, 'junk']);
    gong.advance(60_000);
    expect(gong.broken('DEAL', [deal])).toEqual(['deal-before-account']);
    gong.settle('ACCOUNT', [account]);
    gong.advance(60_000);
    expect(gong.broken('DEAL', [deal])).toEqual([]);
  });

  it('tell a deal whose account is deleted, and not the deletion of such a deal', () => {
    const gong = open();
    gong.settle('STAGE', [stage]);
    gong.settle('ACCOUNT', [account]);
    gong.advance(60_000);
    gong.settle('DEAL', [deal]);
    gong.settle('ACCOUNT', [{ ...account, isDeleted: true }]);
    expect(gong.broken('DEAL', [deal])).toEqual(['deal-before-account']);
    expect(gong.broken('DEAL', [{ ...deal, isDeleted: true }])).toEqual([]);
  });

  it('tell a deal whose stage is not DONE', () => {
    const gong = open({ accountSettleMs: 0 });
    gong.settle('ACCOUNT', [account]);
    expect(gong.broken('DEAL', [deal])).toEqual(['deal-before-stage']);
    expect(gong.broken('DEAL', [{ ...deal, stage: null }])).toEqual([]);
  });

  it('tell a contact that overtook its account, and not one whose account nobody sent', () => {
    const gong = open();
    expect(gong.broken('CONTACT', [contact])).toEqual([]);
    gong.upload('ACCOUNT', [account]);
    expect(gong.broken('CONTACT', [contact])).toEqual(['contact-before-account']);
  });

  it('tell contacts and deals within the wait after a NEW account was DONE, not after a known one was changed', () => {
    const gong = open();
    gong.settle('STAGE', [stage]);
    gong.settle('ACCOUNT', [account]);
    gong.advance(59_999);
    gong.upload('CONTACT', [contact]);
    gong.upload('DEAL', [deal]);
    gong.advance(2_000);
    expect(gong.violationCounts()).toEqual({ 'account-not-settled': 2 });
    gong.settle('ACCOUNT', [{ ...account, name: 'changed' }]);
    expect(gong.broken('DEAL', [deal])).toEqual([]);
  });

  it('have a wait that can be set', () => {
    const gong = open({ accountSettleMs: 2_000 });
    gong.settle('ACCOUNT', [account]);
    gong.advance(1_999);
    gong.upload('CONTACT', [contact]);
    gong.advance(1);
    gong.upload('CONTACT', [contact]);
    gong.advance(2_000);
    expect(gong.violationCounts()).toEqual({ 'account-not-settled': 1 });
  });

  it('start the wait anew when an account was deleted and comes back', () => {
    const gong = open();
    gong.settle('ACCOUNT', [account]);
    gong.advance(60_000);
    gong.settle('ACCOUNT', [{ ...account, isDeleted: true }]);
    gong.settle('ACCOUNT', [{ ...account, modifiedDate: '2026-03-01T10:00:01Z' }]);
    expect(gong.broken('CONTACT', [contact])).toEqual(['account-not-settled']);
  });

  it('tell milliseconds in standard and custom datetimes, whatever the mode', () => {
    const gong = open({ mode: 'lenient' });
    gong.ask('POST', '/v2/crm/entity-schema', {
      query: { integrationId: gong.integrationId, objectType: 'LEAD' },
      ...json([
        { uniqueName: 'seen', label: 'Seen', type: 'DATETIME' },
        { uniqueName: 'note', label: 'Note', type: 'STRING' },
      ]),
    });
    const lead = { objectId: 'l1', modifiedDate: WHEN };
    const ms = '2026-03-01T10:00:00.000Z';
    expect(gong.broken('LEAD', [{ ...lead, modifiedDate: ms }])).toEqual(['milliseconds']);
    expect(gong.broken('LEAD', [{ ...lead, seen: ms }])).toEqual(['milliseconds']);
    expect(gong.broken('LEAD', [{ ...lead, note: ms }])).toEqual([]);
  });

  it('tell malformed ids, references and addresses', () => {
    const gong = open();
    const lead = { objectId: 'l1', modifiedDate: WHEN };
    expect(gong.broken('LEAD', [{ ...lead, objectId: 'a_b' }])).toEqual(['object-id-malformed']);
    expect(gong.broken('LEAD', [{ ...lead, convertedToDealId: 'a_b' }])).toEqual(['reference-malformed']);
    expect(gong.broken('LEAD', [{ ...lead, url: 'crm/l1' }])).toEqual(['url-malformed']);
  });

  it('tell each field once a file that the schema did not know when the file came', () => {
    const gong = open();
    const lines = ['l1', 'l2'].map((objectId) => ({ objectId, modifiedDate: WHEN, region: 'EMEA' }));
    gong.upload('LEAD', lines);
    gong.ask('POST', '/v2/crm/entity-schema', {
      query: { integrationId: gong.integrationId, objectType: 'LEAD' },
      ...json([{ uniqueName: 'region', label: 'Region', type: 'STRING' }]),
    });
    gong.advance(2_000);
    expect(gong.violationCounts()).toEqual({ 'field-outside-schema': 1 });
    expect(gong.broken('LEAD', lines)).toEqual([]);
  });

  it('tell deletions of what was never sent in the first upload of a type only', () => {
    const gong = open();
    expect(gong.broken('LEAD', [{ objectId: 'l1', modifiedDate: WHEN, isDeleted: true }])).toEqual([
      'deletion-in-first-upload',
    ]);
    expect(gong.broken('LEAD', [{ objectId: 'l2', modifiedDate: WHEN, isDeleted: true }])).toEqual([]);
  });

  it('are counted all and kept up to 200 of a rule', () => {
    const gong = open();
    gong.settle(
      'LEAD',
      Array.from({ length: 300 }, (_, index) => ({ objectId: `l${index}`, modifiedDate: WHEN, url: 'nowhere' })),
    );
    expect(gong.violations()).toHaveLength(200);
    expect(gong.violationCounts()).toEqual({ 'url-malformed': 300 });
  });
});
