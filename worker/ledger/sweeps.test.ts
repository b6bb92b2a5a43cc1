import { describe, expect, it } from 'vitest';
import type { SweepReport } from '../../shared/protocol/messages.ts';
import { batch, NOON, reading } from '../testing/readings.ts';
import { withDb } from '../testing/test-db.ts';
import type { Db } from './db.ts';
import { approveDeletions, judgeDeletions, massDeletion } from './deletions.ts';
import { insertDevice } from './devices-table.ts';
import { takeBatch } from './intake.ts';
import { objectStory } from './object-states.ts';
import { type SweepContext, takeSweep } from './sweeps.ts';
import { typeNumber } from './version-state.ts';

const CONTEXT: SweepContext = {
  now: NOON,
  deviceNo: 1,
  profileVersion: 'p1',
  visibility: () => 'shared',
  tellsGone: () => true,
};
const BLIND: SweepContext = { ...CONTEXT, tellsGone: () => false };

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
      });
      expect(newest(db, 'a2')?.kind).toBe('upsert');
      takeBatch(db, batch([gone('a2')]), { now: NOON, deviceNo: 1, tellsGone: () => true });
      expect(newest(db, 'a2')).toMatchObject({ kind: 'delete', state: 'pending' });
    }));

  it('counts only when all of its parts are there', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2', 'a3');
      const first = report(['a1'], { parts: 2 });
      expect(takeSweep(db, first, CONTEXT)).toEqual({ complete: false, nominated: [] });
      expect(takeSweep(db, first, CONTEXT)).toEqual({ complete: false, nominated: [] });
      const { nominated } = takeSweep(db, { ...first, part: 1, objectIds: ['a2'] }, CONTEXT);
      expect(nominated.map(({ objectId }) => objectId)).toEqual(['a3']);
    }));

  it('nominates nothing when it was made under another profile', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2');
      expect(takeSweep(db, report(['a1'], { profileVersion: 'p0' }), CONTEXT)).toEqual({
        complete: true,
        nominated: [],
      });
    }));

  it('nominates nothing that somebody has read since it started', () =>
    withDb((db) => {
      accounts(db, 'a1', 'a2');
      const startedAt = '2026-03-02T11:58:00.000Z';
      expect(takeSweep(db, report(['a1'], { startedAt }), CONTEXT).nominated).toEqual([]);
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
