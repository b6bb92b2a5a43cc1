import { describe, expect, it } from 'vitest';
import type { Reading } from '../../shared/protocol/reading.ts';
import { batch, NOON, reading } from '../testing/readings.ts';
import { withDb } from '../testing/test-db.ts';
import type { Db } from './db.ts';
import { takeBatch } from './intake.ts';
import { objectStory } from './object-states.ts';
import { takeSweep } from './sweeps.ts';

const MINUTE_MS = 60_000;
const ANNA = { viewId: 'view-1', crmUser: 'anna' };
const BERT = { viewId: 'view-2', crmUser: 'bert' };
const iso = (at: number) => new Date(at).toISOString();

/** Readings that arrive at `now`, out of a browser whose clock is `ahead` of the Worker's. */
function take(
  db: Db,
  readings: Reading[],
  { view, now, ahead = 0 }: { view: typeof ANNA; now: number; ahead?: number },
): number {
  const sent = batch(readings, { view, sentAt: iso(now + ahead) });
  return takeBatch(db, sent, { now, deviceNo: 1, tellsGone: () => true }).changed;
}

/** A complete sweep of Anna's that has seen a2 alone; its moments are by her browser's clock. */
function miss(db: Db, sweep: { now: number; startedAt: number; finishedAt: number; tellsGone: boolean }): void {
  takeSweep(
    db,
    {
      sweepId: crypto.randomUUID(),
      syncId: null,
      view: ANNA,
      profileVersion: 'p1',
      objectType: 'ACCOUNT',
      startedAt: iso(sweep.startedAt),
      finishedAt: iso(sweep.finishedAt),
      part: 0,
      parts: 1,
      objectIds: ['a2'],
    },
    {
      now: sweep.now,
      deviceNo: 1,
      profileVersion: 'p1',
      visibility: () => 'shared',
      tellsGone: () => sweep.tellsGone,
    },
  );
}

/** Anna and Bert have read account a1; at noon Anna's sweep misses it, and a minute later its page says that it is gone. */
function withGone(work: (db: Db) => void, ahead = 0): Promise<void> {
  return withDb((db) => {
    for (const view of [ANNA, BERT])
      take(db, [seen('first', NOON - 60 * MINUTE_MS), kept], { view, now: NOON - 59 * MINUTE_MS });
    db.run('UPDATE versions SET state = 2, hold = 0, hold_reason = NULL, settled_at = 1 WHERE state = 0');
    db.run('UPDATE objects SET in_gong_at = 1, last_sent = 1');
    miss(db, { now: NOON, startedAt: NOON + ahead, finishedAt: NOON + ahead, tellsGone: true });
    const gone = reading('ACCOUNT', 'a1', {}, { presence: 'gone', fields: {}, readAt: iso(NOON + MINUTE_MS + ahead) });
    expect(take(db, [gone], { view: ANNA, now: NOON + MINUTE_MS, ahead })).toBe(1);
    work(db);
  });
}

const kept = reading('ACCOUNT', 'a2', { name: 'kept' }, { readAt: iso(NOON - 60 * MINUTE_MS) });
const seen = (name: string, at: number) =>
  reading('ACCOUNT', 'a1', { name, modifiedDate: iso(NOON - 120 * MINUTE_MS) }, { readAt: iso(at) });
const newest = (db: Db) => objectStory(db, 'ACCOUNT', 'a1')?.versions[0];

describe('a reading that arrives after its record was seen to be gone', () => {
  it('does not bring it back when it was read before, with the same values or others', () =>
    withGone((db) => {
      for (const name of ['first', 'other'])
        expect(take(db, [seen(name, NOON - MINUTE_MS)], { view: BERT, now: NOON + 30 * MINUTE_MS })).toBe(0);
      expect(newest(db)).toMatchObject({ kind: 'delete', state: 'pending' });
    }));

  it('brings it back when it was read later, with its values, whoever had proved the former ones', () =>
    withGone((db) => {
      expect(take(db, [seen('back', NOON + 5 * MINUTE_MS)], { view: BERT, now: NOON + 30 * MINUTE_MS })).toBe(1);
      expect(newest(db)).toMatchObject({ kind: 'upsert' });
      expect(db.get("SELECT content ->> 'name' AS name FROM versions ORDER BY no DESC LIMIT 1")).toEqual({
        name: 'back',
      });
    }));

  const HOUR_MS = 60 * MINUTE_MS;
  it('is judged by the Worker’s clock when its browser’s is an hour ahead or behind', () =>
    withGone((db) => {
      for (const ahead of [HOUR_MS, -HOUR_MS]) {
        const early = seen('early', NOON - MINUTE_MS + ahead);
        expect(take(db, [early], { view: BERT, now: NOON + 30 * MINUTE_MS, ahead })).toBe(0);
      }
      const late = seen('late', NOON + 5 * MINUTE_MS - HOUR_MS);
      expect(take(db, [late], { view: BERT, now: NOON + 30 * MINUTE_MS, ahead: -HOUR_MS })).toBe(1);
    }));

  it('is judged by the Worker’s clock when that of the browser that saw it gone is an hour ahead', () =>
    withGone((db) => {
      expect(take(db, [seen('early', NOON - MINUTE_MS)], { view: BERT, now: NOON + 30 * MINUTE_MS })).toBe(0);
      expect(take(db, [seen('late', NOON + 5 * MINUTE_MS)], { view: BERT, now: NOON + 31 * MINUTE_MS })).toBe(1);
    }, HOUR_MS));

  it.each([HOUR_MS, -HOUR_MS])(
    'is judged by the Worker’s clock when sweeps alone have shown it, of a browser %i ms ahead',
    (ahead) =>
      withDb((db) => {
        for (const view of [ANNA, BERT])
          take(db, [seen('first', NOON - 2 * HOUR_MS), kept], { view, now: NOON - 2 * HOUR_MS + MINUTE_MS });
        db.run('UPDATE versions SET state = 2, hold = 0, hold_reason = NULL, settled_at = 1 WHERE state = 0');
        for (const now of [NOON - 30 * MINUTE_MS, NOON]) {
          // Each takes ten minutes, by a clock that is off.
          miss(db, { now, startedAt: now - 10 * MINUTE_MS + ahead, finishedAt: now + ahead, tellsGone: false });
        }
        expect(newest(db)).toMatchObject({ kind: 'delete' });
        const late = { view: BERT, now: NOON + 30 * MINUTE_MS };
        expect(take(db, [seen('early', NOON - 11 * MINUTE_MS)], late)).toBe(0);
        expect(take(db, [seen('during', NOON - 5 * MINUTE_MS)], late)).toBe(1);
        expect(newest(db)).toMatchObject({ kind: 'upsert' });
      }),
  );
});
