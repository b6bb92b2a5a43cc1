import { describe, expect, it } from 'vitest';
import { NOON } from '../testing/readings.ts';
import { withDb } from '../testing/test-db.ts';
import type { Db } from './db.ts';
import { insertDevice } from './devices-table.ts';
import { askPages } from './page-grants.ts';

const PACE = { perMinute: 100, perDay: 1000 };
const HOUR_MS = 3600_000;

function ask(
  db: Db,
  deviceNo: number,
  now: number,
  wanted: number,
  more: Partial<Parameters<typeof askPages>[1]> = {},
) {
  const grantId = crypto.randomUUID();
  const answer = askPages(db, { grantId, wanted, returned: null, ...more }, { now, deviceNo, pace: PACE });
  return { ...answer, grantId };
}

const withTwo = (work: (db: Db) => void) =>
  withDb((db) => {
    insertDevice(db, { deviceId: 'd2', name: null, tokenHash: 'y', extensionVersion: '1' }, NOON);
    db.run('UPDATE devices SET last_seen_at = ?', NOON);
    work(db);
  });

describe('askPages', () => {
  it('never lets any 60 seconds see more pages than the company’s bound, whoever asks when', () =>
    withTwo((db) => {
      const grants: { at: number; until: number; pages: number }[] = [];
      for (let second = 0; second < 600; second += 3) {
        const now = NOON + second * 1000;
        const { granted, forMs } = ask(db, 1 + (second % 2), now, 40);
        grants.push({ at: now, until: now + forMs, pages: granted });
      }
      expect(grants.reduce((sum, { pages }) => sum + pages, 0)).toBeGreaterThan(600);
      for (let start = NOON; start < NOON + 600_000; start += 1000) {
        // Whatever could be used between `start` and a minute later.
        const usable = grants.filter(({ at, until }) => until > start && at < start + 60_000);
        expect(usable.reduce((sum, { pages }) => sum + pages, 0)).toBeLessThanOrEqual(PACE.perMinute);
      }
    }));

  it('says when there are more once the minute’s or the day’s bound is reached', () =>
    withTwo((db) => {
      expect(ask(db, 1, NOON, 150)).toMatchObject({ granted: 100, spent: { bound: 'minute' } });
      for (let index = 1; index < 10; index++) ask(db, 1, NOON + index * HOUR_MS, 100);
      const spent = ask(db, 1, NOON + 10 * HOUR_MS, 100);
      expect(spent).toMatchObject({ granted: 0, spent: { bound: 'day', forMs: 14 * HOUR_MS } });
      expect(ask(db, 1, NOON + 24 * HOUR_MS, 100).granted).toBe(100);
    }));

  it('gives browsers that read at the same time even shares', () =>
    withTwo((db) => {
      ask(db, 2, NOON, 10);
      expect(ask(db, 1, NOON + 1, 100).granted).toBe(50);
      expect(ask(db, 2, NOON + 2, 100).granted).toBe(40);
    }));

  it('takes back once what a browser did not use, and grants the same ask once', () =>
    withTwo((db) => {
      const first = ask(db, 1, NOON, 100);
      expect(
        askPages(db, { grantId: first.grantId, wanted: 100, returned: null }, { now: NOON, deviceNo: 1, pace: PACE })
          .granted,
      ).toBe(100);
      const returned = { grantId: first.grantId, pages: 30 };
      expect(ask(db, 1, NOON + 1, 100, { returned }).granted).toBe(30);
      expect(ask(db, 1, NOON + 2, 100, { returned }).granted).toBe(0);
    }));

  it('takes nothing back for another browser', () =>
    withTwo((db) => {
      const { grantId } = ask(db, 1, NOON, 100);
      expect(ask(db, 2, NOON + 1, 100, { returned: { grantId, pages: 100 } }).granted).toBe(0);
    }));

  it('tells each browser what it may read while the Worker cannot be reached: together no more than the bound', () =>
    withTwo((db) => {
      expect(ask(db, 1, NOON, 0).alone).toEqual({ perMinute: 50, perDay: 500 });
      db.run("UPDATE devices SET revoked_at = 1 WHERE device_id = 'd2'");
      expect(ask(db, 1, NOON, 0).alone).toEqual({ perMinute: 100, perDay: 1000 });
    }));

  it('forgets what was granted before the clock was put back', () =>
    withTwo((db) => {
      ask(db, 1, NOON + 30 * 24 * HOUR_MS, 100);
      expect(ask(db, 1, NOON, 100).granted).toBe(100);
    }));
});
