import { describe, expect, it } from 'vitest';
import type { SweepReport } from '../../shared/protocol/messages.ts';
import { batch, NOON, reading } from '../testing/readings.ts';
import { withDb } from '../testing/test-db.ts';
import type { Db } from './db.ts';
import { approveDeletions, judgeDeletions, massDeletion } from './deletions.ts';
import { insertDevice, revokeDevice } from './devices-table.ts';
import { askErasure } from './erasures.ts';
import { takeBatch } from './intake.ts';
import { objectStory } from './object-states.ts';
import { countOrphans } from './overview.ts';
import { type SweepContext, takeSweep } from './sweeps.ts';
import { typeNumber } from './version-state.ts';

const CONTEXT: SweepContext = {
  now: NOON,
  deviceNo: 1,
  profileVersion: 'p1',
  visibility: () => 'shared',
  tellsGone: () => true,
};
/** Each view sees records of its own, and no page tells deleted from hidden. */
const BLIND: SweepContext = { ...CONTEXT, visibility: () => 'own', tellsGone: () => false };
const BLIND_SHARED: SweepContext = { ...CONTEXT, tellsGone: () => false };

function report(objectIds: string[], rest: Partial<SweepReport> = {}): SweepReport {
  const at = new Date(NOON).toISOString();
  return {
    sweepId: crypto.randomUUID(),
    syncId: null,
    view: { viewId: 'view-1', crmUser: 'anna' },
    profileVersion: 'p1',
    objectType: 'ACCOUNT',
    startedAt: at,
    finishedAt: at,
    part: 0,
    parts: 1,
    objectIds,
    ...rest,
  };
}

/** Accounts that Gong has. */
function accounts(db: Db, ...ids: string[]): void {
  takeBatch(db, batch(ids.map((id) => reading('ACCOUNT', id, { name: id }))), {
    now: NOON,
    deviceNo: 1,
    tellsGone: () => true,
  });
  db.run('UPDATE versions SET state = 2, hold = 0, hold_reason = NULL, settled_at = ?', NOON);
  db.run('UPDATE objects SET in_gong_at = ?1, last_sent = ?1', NOON);
}

const newest = (db: Db, id: string) => objectStory(db, 'ACCOUNT', id)?.versions[0];
const gone = (id: string) => reading('ACCOUNT', id, {}, { presence: 'gone', fields: {} });

describe('takeSweep', () => {
  it('nominates what it has not seen, and a page that says “gone” then deletes it', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2');
      expect(takeSweep(db, report(['a1']), CONTEXT)).toEqual({
        complete: true,
        nominated: [{ objectType: 'ACCOUNT', objectId: 'a2' }],
        wanted: [],
      });
      expect(newest(db, 'a2')?.kind).toBe('upsert');
      takeBatch(db, batch([gone('a2')]), { now: NOON, deviceNo: 1, tellsGone: () => true });
      expect(newest(db, 'a2')).toMatchObject({ kind: 'delete', state: 'pending' });
    }));

  it('counts only when all of its parts are there', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2', 'a3');
      const first = report(['a1'], { parts: 2 });
      expect(takeSweep(db, first, CONTEXT)).toEqual({ complete: false, nominated: [], wanted: [] });
      expect(takeSweep(db, first, CONTEXT)).toEqual({ complete: false, nominated: [], wanted: [] });
      const { nominated } = takeSweep(db, { ...first, part: 1, objectIds: ['a2'] }, CONTEXT);
      expect(nominated.map(({ objectId }) => objectId)).toEqual(['a3']);
    }));

  it('nominates nothing when it was made under another profile', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2');
      expect(takeSweep(db, report(['a1'], { profileVersion: 'p0' }), CONTEXT)).toEqual({
        complete: true,
        nominated: [],
        wanted: [],
      });
    }));

  it('nominates nothing that somebody has read since it started', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2');
      const startedAt = '2026-03-02T11:58:00.000Z';
      expect(takeSweep(db, report(['a1'], { startedAt }), CONTEXT).nominated).toEqual([]);
    }));

  it('wants what it has not, or takes for deleted, but not what was erased', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2', 'a3');
      takeSweep(db, report(['a1', 'a3']), CONTEXT);
      takeBatch(db, batch([gone('a2')]), { now: NOON, deviceNo: 1, tellsGone: () => true });
      askErasure(db, 'ACCOUNT', 'a3', NOON);
      expect(takeSweep(db, report(['a1', 'a2', 'a3', 'a4']), CONTEXT).wanted).toEqual(['a2', 'a4']);
    }));

  it('withdraws the deletion when the record is seen again', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2');
      takeSweep(db, report(['a1']), CONTEXT);
      takeBatch(db, batch([gone('a2')]), { now: NOON, deviceNo: 1, tellsGone: () => true });
      takeBatch(db, batch([reading('ACCOUNT', 'a2', { name: 'a2' })]), {
        now: NOON,
        deviceNo: 1,
        tellsGone: () => true,
      });
      expect(objectStory(db, 'ACCOUNT', 'a2')?.versions.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
        'upsert pending',
        'delete superseded',
        'upsert confirmed',
      ]);
    }));

  it('needs two complete sweeps when the CRM does not tell gone from denied', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2');
      takeSweep(db, report(['a1']), BLIND);
      takeBatch(db, batch([gone('a2')]), { now: NOON, deviceNo: 1, tellsGone: () => false });
      expect(newest(db, 'a2')?.kind).toBe('upsert');
      takeSweep(db, report(['a1']), BLIND);
      expect(newest(db, 'a2')?.kind).toBe('delete');
    }));

  it('needs every counting view that had seen it, but no revoked one', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2');
      insertDevice(db, { deviceId: 'd2', name: null, tokenHash: 'y', extensionVersion: '1' }, 0);
      const other = { view: { viewId: 'view-2', crmUser: 'bert' } };
      takeBatch(db, batch([reading('ACCOUNT', 'a2', { name: 'a2' })], other), {
        now: NOON,
        deviceNo: 2,
        tellsGone: () => false,
      });
      takeSweep(db, report(['a1']), BLIND);
      takeSweep(db, report(['a1']), BLIND);
      expect(newest(db, 'a2')?.kind).toBe('upsert');
      db.run("UPDATE devices SET revoked_at = 1 WHERE device_id = 'd2'");
      takeSweep(db, report(['a1']), BLIND);
      expect(newest(db, 'a2')?.kind).toBe('delete');
    }));
});

describe('who must agree that a record is gone', () => {
  const BERT = { view: { viewId: 'view-2', crmUser: 'bert' } };
  const DAY_MS = 24 * 3600 * 1000;
  const absent = (presence: 'gone' | 'denied' | 'gone-or-denied') =>
    reading('ACCOUNT', 'a2', {}, { presence, fields: {} });

  /** Accounts that Anna and Bert have both sent and Gong has. */
  function seenByBoth(db: Db): void {
    accounts(db, 'a1', 'a2', 'a3');
    insertDevice(db, { deviceId: 'd2', name: null, tokenHash: 'y', extensionVersion: '1' }, 0);
    const readings = ['a1', 'a2', 'a3'].map((id) => reading('ACCOUNT', id, { name: id }));
    takeBatch(db, batch(readings, BERT), { now: NOON, deviceNo: 2, tellsGone: () => false });
  }
  const bertSweeps = (db: Db, ids: string[], context: SweepContext = BLIND) =>
    takeSweep(db, report(ids, BERT), { ...context, deviceNo: 2 });

  it('nobody, where one user has merely lost access', () =>
    withDb((db) => {
      seenByBoth(db);
      for (let round = 0; round < 5; round++) {
        takeSweep(db, report(['a1', 'a2', 'a3']), BLIND);
        bertSweeps(db, ['a1']);
      }
      expect(newest(db, 'a2')?.kind).toBe('upsert');
      expect(newest(db, 'a3')?.kind).toBe('upsert');
    }));

  it('a page that says “denied”, or may mean either, is no evidence though the CRM tells them apart', () =>
    withDb((db) => {
      seenByBoth(db);
      takeSweep(db, report(['a1', 'a3']), CONTEXT);
      for (const presence of ['denied', 'gone-or-denied'] as const) {
        takeBatch(db, batch([absent(presence)]), { now: NOON, deviceNo: 1, tellsGone: () => true });
        expect(newest(db, 'a2')?.kind).toBe('upsert');
      }
    }));

  it('a page that says “gone” is no evidence before a complete sweep of the same view has missed the record', () =>
    withDb((db) => {
      seenByBoth(db);
      takeSweep(db, report(['a1', 'a3']), CONTEXT);
      const fromBert = batch([absent('gone')], BERT);
      takeBatch(db, fromBert, { now: NOON, deviceNo: 2, tellsGone: () => true });
      expect(newest(db, 'a2')?.kind).toBe('upsert');
    }));

  it('both users, each by two complete sweeps', () =>
    withDb((db) => {
      seenByBoth(db);
      takeSweep(db, report(['a1', 'a3']), BLIND);
      takeSweep(db, report(['a1', 'a3']), BLIND);
      bertSweeps(db, ['a1', 'a3']);
      expect(newest(db, 'a2')?.kind).toBe('upsert');
      bertSweeps(db, ['a1', 'a3']);
      expect(newest(db, 'a2')?.kind).toBe('delete');
    }));

  it('starts anew when somebody has seen the record in between', () =>
    withDb((db) => {
      seenByBoth(db);
      takeSweep(db, report(['a1', 'a3']), BLIND);
      bertSweeps(db, ['a1', 'a3']);
      const again = reading('ACCOUNT', 'a2', { name: 'a2' }, { readAt: '2026-03-02T12:01:00.000Z' });
      takeBatch(db, batch([again]), { now: NOON + 60_000, deviceNo: 1, tellsGone: () => false });
      const later = new Date(NOON + 120_000).toISOString();
      for (const sweeps of [1, 2]) {
        expect(newest(db, 'a2')?.kind).toBe('upsert');
        const rest = { startedAt: later, finishedAt: later };
        takeSweep(db, report(['a1', 'a3'], rest), BLIND);
        takeSweep(db, report(['a1', 'a3'], { ...rest, ...BERT }), { ...BLIND, deviceNo: 2 });
        expect(newest(db, 'a2')?.kind).toBe(sweeps === 2 ? 'delete' : 'upsert');
      }
    }));

  it('no view that has been silent for thirty days', () =>
    withDb((db) => {
      seenByBoth(db);
      const now = NOON + 31 * DAY_MS;
      const at = { startedAt: new Date(now).toISOString(), finishedAt: new Date(now).toISOString() };
      takeSweep(db, report(['a1', 'a3'], at), { ...BLIND, now });
      expect(newest(db, 'a2')?.kind).toBe('upsert');
      takeSweep(db, report(['a1', 'a3'], at), { ...BLIND, now });
      expect(newest(db, 'a2')?.kind).toBe('delete');
    }));

  it('a view that never saw the record says nothing about it, and with none left it is kept and counted as orphaned', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2');
      insertDevice(db, { deviceId: 'd2', name: null, tokenHash: 'y', extensionVersion: '1' }, 0);
      revokeDevice(db, 'd1', NOON);
      for (let round = 0; round < 3; round++) expect(bertSweeps(db, []).nominated).toEqual([]);
      expect(newest(db, 'a2')?.kind).toBe('upsert');
      expect(countOrphans(db, NOON - 30 * DAY_MS)).toBe(2);
    }));

  it('any two complete sweeps where every viewer sees every record: the others only capture', () =>
    withDb((db) => {
      seenByBoth(db);
      takeSweep(db, report(['a1', 'a3']), BLIND_SHARED);
      expect(newest(db, 'a2')?.kind).toBe('upsert');
      bertSweeps(db, ['a1', 'a3'], BLIND_SHARED);
      expect(newest(db, 'a2')?.kind).toBe('delete');
    }));

  it('a shared sweep that sees the record again takes back what another browser’s has missed', () =>
    withDb((db) => {
      seenByBoth(db);
      takeSweep(db, report(['a1', 'a3']), BLIND_SHARED);
      bertSweeps(db, ['a1', 'a2', 'a3'], BLIND_SHARED);
      takeSweep(db, report(['a1', 'a3']), BLIND_SHARED);
      expect(newest(db, 'a2')?.kind).toBe('upsert');
    }));
});

describe('judgeDeletions', () => {
  it('holds the last record of a type until IT approves', () =>
    withDb((db) => {
      accounts(db, 'a1');
      takeSweep(db, report([]), CONTEXT);
      takeBatch(db, batch([gone('a1')]), { now: NOON, deviceNo: 1, tellsGone: () => true });
      judgeDeletions(db, NOON, () => false);
      expect(newest(db, 'a1')?.held).toContain('last record');
      expect(approveDeletions(db, typeNumber('ACCOUNT'), 'a1')).toBe(1);
      judgeDeletions(db, NOON, () => false);
      expect(newest(db, 'a1')?.held).toBeNull();
    }));

  it('holds every deletion when browsers cannot be believed at all', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2', 'a3', 'a4');
      takeSweep(db, report(['a1', 'a2', 'a3']), CONTEXT);
      takeBatch(db, batch([gone('a4')]), { now: NOON, deviceNo: 1, tellsGone: () => true });
      judgeDeletions(db, NOON, () => true);
      expect(newest(db, 'a4')?.held).toContain('IT must approve');
    }));

  it('holds the deletion of a user whom a live deal names, and frees it once no deal does', () =>
    withDb((db) => {
      const users = ['u1', 'u2', 'u3'].map((id) => reading('BUSINESS_USER', id, { emailAddress: `${id}@example.com` }));
      const deal = reading('DEAL', 'd1', { name: 'Deal', ownerId: 'u3' });
      const facts = { now: NOON, deviceNo: 1, tellsGone: () => true };
      takeBatch(db, batch([...users, deal]), facts);
      db.run('UPDATE versions SET state = 2, hold = 0, hold_reason = NULL, settled_at = ?', NOON);
      db.run('UPDATE objects SET in_gong_at = ?1, last_sent = ?1', NOON);
      takeSweep(db, report(['u1', 'u2'], { objectType: 'BUSINESS_USER' }), CONTEXT);
      takeBatch(db, batch([reading('BUSINESS_USER', 'u3', {}, { presence: 'gone', fields: {} })]), facts);
      judgeDeletions(db, NOON, () => false);
      const user = () => objectStory(db, 'BUSINESS_USER', 'u3')?.versions[0];
      expect(user()).toMatchObject({ kind: 'delete', state: 'pending' });
      expect(user()?.held).toContain('deal');
      const later = { modifiedDate: '2026-03-02T11:59:30Z', name: 'Deal', ownerId: 'u1' };
      takeBatch(db, batch([reading('DEAL', 'd1', later, { readAt: '2026-03-02T11:59:40.000Z' })]), facts);
      judgeDeletions(db, NOON, () => false);
      expect(user()?.held).toBeNull();
    }));

  it('drops the deletion of what was never sent', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2', 'a3');
      db.run("UPDATE objects SET last_sent = NULL, in_gong_at = NULL WHERE object_id = 'a3'");
      takeSweep(db, report(['a1', 'a2']), CONTEXT);
      takeBatch(db, batch([gone('a3')]), { now: NOON, deviceNo: 1, tellsGone: () => true });
      judgeDeletions(db, NOON, () => false);
      expect(newest(db, 'a3')).toMatchObject({ kind: 'delete', state: 'superseded' });
    }));
});

it.each([
  [{ live: 1000, recent: 0, asked: 10 }, null],
  [{ live: 1000, recent: 0, asked: 50 }, null],
  [{ live: 1000, recent: 0, asked: 51 }, 'deletion-many'],
  [{ live: 1000, recent: 45, asked: 10 }, 'deletion-many'],
  [{ live: 15, recent: 0, asked: 7 }, null],
  [{ live: 15, recent: 0, asked: 8 }, 'deletion-half'],
  [{ live: 2, recent: 0, asked: 2 }, 'deletion-last'],
  [{ live: 2, recent: 0, asked: 0 }, null],
] as const)('massDeletion judges %o as %s', (facts, reason) => {
  expect(massDeletion(facts)).toBe(reason);
});
