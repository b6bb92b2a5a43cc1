import { describe, expect, it } from 'vitest';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { stepsOf } from '../console/history-plots.ts';
import { batch, NOON, reading } from '../testing/readings.ts';
import { createScenario } from '../testing/scenario.ts';
import { withDb } from '../testing/test-db.ts';
import { ledgerCounts } from './counts.ts';
import { countConfirmations, countReceipts, readHistory } from './history-table.ts';
import { takeBatch } from './intake.ts';
import { runOfficeRetention } from './office-retention.ts';

const HOUR_MS = 3600_000;

describe('the history', () => {
  it('counts what really happened: what was read once, what Gong confirmed, each call', () =>
    withDb(async (db) => {
      const { bridge, gong, send, finish } = createScenario({ db, seed: 5, size: 40 });
      const start = Date.parse('2026-03-02T08:00:00Z');
      send();
      expect(await finish()).toEqual([]);
      const hours = readHistory(db, start, start + 20 * HOUR_MS);
      const sum = (name: 'read' | 'confirmed' | 'calls') => hours.reduce((all, { counts }) => all + counts[name], 0);
      const confirmed = OBJECT_TYPES.reduce((all, type) => all + ledgerCounts(db)[type].confirmed, 0);
      expect(sum('confirmed')).toBe(confirmed);
      expect(sum('read')).toBe(confirmed);
      expect(sum('calls')).toBe(bridge.driver().callsToday());
      expect(gong.violations()).toEqual([]);
      const lags = hours.flatMap(({ lags: { confirm } }) => Object.values(confirm)).reduce((a, b) => a + b, 0);
      expect(lags).toBe(confirmed);
    }));

  it('counts a batch that comes twice once, and what is rejected before it is sent', () =>
    withDb((db) => {
      const sent = batch([
        reading('ACCOUNT', 'a1', { name: 'One' }),
        reading('BUSINESS_USER', 'u1', { emailAddress: null }),
      ]);
      const context = { now: NOON, deviceNo: 1, tellsGone: () => false };
      takeBatch(db, sent, context);
      takeBatch(db, sent, context);
      expect(readHistory(db, NOON, NOON)[0]?.counts).toMatchObject({ read: 2, rejected: 1, confirmed: 0 });
    }));

  it('sorts lags into classes; a clock that is ahead counts as at once', () =>
    withDb((db) => {
      countReceipts(db, [NOON + 60_000, NOON - 1000, NOON - 61_000, NOON - 100 * HOUR_MS], NOON);
      expect(readHistory(db, NOON, NOON)[0]?.lags.receipt).toEqual({ 5: 2, 120: 1, 999999999: 1 });
      countConfirmations(db, 1, false, NOON);
      expect(readHistory(db, NOON, NOON)[0]?.counts.confirmed).toBe(0);
    }));

  it('is kept for a year and a month', () =>
    withDb((db) => {
      countReceipts(db, [NOON], NOON);
      expect(runOfficeRetention(db, NOON + 399 * 24 * HOUR_MS)).toBe(0);
      expect(runOfficeRetention(db, NOON + 401 * 24 * HOUR_MS)).toBeGreaterThan(0);
    }));

  it('becomes bars whose last ends now, with the calls of the 24 hours before each', () => {
    const hours = Array.from({ length: 47 }, (_, n) => ({
      at: NOON + n * HOUR_MS,
      counts: { read: 1, confirmed: 1, deleted: 0, rejected: 0, calls: 10 },
      lags: { receipt: { 5: 1 }, confirm: { 60: 9, 600: 1 } },
    }));
    const steps = stepsOf(hours, { step: 4 });
    expect(steps).toHaveLength(6);
    expect(steps.at(-1)).toMatchObject({ read: 4, calls24: 240, usualLag: 60, slowLag: 600 });
  });
});
