import { describe, expect, it } from 'vitest';
import type { LeasesRequest } from '../../shared/protocol/messages.ts';
import { NOON } from '../testing/readings.ts';
import { withDb } from '../testing/test-db.ts';
import type { Db } from './db.ts';
import { insertDevice, revokeDevice } from './devices-table.ts';
import { askSweeps, FRESH_MS, SWEEP_LEASE_MS } from './sweep-leases.ts';

type Ask = Partial<LeasesRequest['sweeps'][number]>;

const ANNA = '11111111-1111-4111-8111-111111111111';
const BRUNO = '22222222-2222-4222-8222-222222222222';

/** Device 1 asks for Anna's sweep, device 2 for Bruno's. */
function ask(db: Db, deviceNo: number, now: number, more: Ask = {}, visibility: 'shared' | 'own' = 'shared') {
  const sweepId = deviceNo === 1 ? ANNA : BRUNO;
  const sweep = { objectType: 'ACCOUNT', sweepId, state: 'wanted', pagesDone: 0, pressed: true, ...more } as const;
  const [answer] = askSweeps(db, [sweep], { now, deviceNo, visibility });
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

const withTwo = (work: (db: Db) => void) =>
  withDb((db) => {
    insertDevice(db, { deviceId: 'd2', name: null, tokenHash: 'y', extensionVersion: '1' }, 0);
    work(db);
  });

describe('askSweeps', () => {
  it('lets one browser at a time sweep a type that everybody sees', () =>
    withTwo((db) => {
      expect(ask(db, 1, NOON)).toMatchObject({ granted: true, forMs: SWEEP_LEASE_MS });
      expect(ask(db, 2, NOON + 60_000)).toEqual({
        objectType: 'ACCOUNT',
        granted: false,
        reason: 'other-browser',
        forMs: SWEEP_LEASE_MS - 60_000,
      });
      expect(ask(db, 2, NOON + 60_000, { objectType: 'DEAL' }).granted).toBe(true);
    }));

  it('lets every browser sweep what it sees when each sees something else', () =>
    withTwo((db) => {
      expect(ask(db, 1, NOON, {}, 'own').granted).toBe(true);
      expect(ask(db, 2, NOON, {}, 'own').granted).toBe(true);
    }));

  it('keeps the lease with a sweep that goes on, however long it takes', () =>
    withTwo((db) => {
      for (let minute = 0; minute < 60; minute += 5) {
        const now = NOON + minute * 60_000;
        expect(ask(db, 1, now, { state: 'reading', pagesDone: minute }).granted).toBe(true);
        expect(ask(db, 2, now + 1).granted).toBe(false);
      }
    }));

  it('hands the type over when the holder has gone silent, and tells the holder so', () =>
    withTwo((db) => {
      ask(db, 1, NOON, { state: 'reading', pagesDone: 7 });
      expect(ask(db, 2, NOON + SWEEP_LEASE_MS - 1).granted).toBe(false);
      expect(ask(db, 2, NOON + SWEEP_LEASE_MS).granted).toBe(true);
      expect(ask(db, 1, NOON + SWEEP_LEASE_MS + 1, { state: 'reading', pagesDone: 8 }).reason).toBe('other-browser');
    }));

  it('does not keep the type for a browser that asks on and on but reads nothing', () =>
    withTwo((db) => {
      for (let minute = 0; minute < 30; minute++)
        ask(db, 1, NOON + minute * 60_000, { state: 'reading', pagesDone: 3 });
      expect(ask(db, 2, NOON + 30 * 60_000).granted).toBe(true);
    }));

  it('frees the type when the sweep ends, or the device is revoked', () =>
    withTwo((db) => {
      ask(db, 1, NOON);
      ask(db, 1, NOON + 1, { state: 'incomplete' });
      expect(ask(db, 2, NOON + 2).granted).toBe(true);
      revokeDevice(db, 'd2', NOON + 3);
      expect(ask(db, 1, NOON + 4).granted).toBe(true);
    }));

  it('frees nothing when a sweep ends that no longer holds the lease', () =>
    withTwo((db) => {
      ask(db, 1, NOON);
      ask(db, 2, NOON + SWEEP_LEASE_MS);
      ask(db, 1, NOON + SWEEP_LEASE_MS + 1, { state: 'done' });
      expect(ask(db, 1, NOON + SWEEP_LEASE_MS + 2).granted).toBe(false);
    }));

  it('spares others a scheduled sweep of what was just swept, but never a pressed one', () =>
    withTwo((db) => {
      ask(db, 1, NOON);
      ask(db, 1, NOON + 1, { state: 'done' });
      expect(ask(db, 2, NOON + 2, { pressed: false }).reason).toBe('done-recently');
      expect(ask(db, 1, NOON + 2, { pressed: false }).granted).toBe(true);
      ask(db, 1, NOON + 3, { state: 'done' });
      expect(ask(db, 2, NOON + 4, { pressed: true }).granted).toBe(true);
      ask(db, 2, NOON + 5, { state: 'incomplete' });
      expect(ask(db, 2, NOON + 3 + FRESH_MS, { pressed: false }).granted).toBe(true);
    }));

  it('comes back from a clock that was put far ahead or back', () =>
    withTwo((db) => {
      const nextYear = NOON + 365 * 24 * 3600_000;
      ask(db, 1, nextYear, { state: 'reading', pagesDone: 1 });
      const held = ask(db, 2, NOON);
      expect(held.reason).toBe('other-browser');
      expect(held.forMs).toBeLessThanOrEqual(SWEEP_LEASE_MS);
      expect(ask(db, 2, NOON + SWEEP_LEASE_MS).granted).toBe(true);
    }));
});
