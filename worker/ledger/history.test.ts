import { describe, expect, it } from 'vitest';
import type { Reading } from '../../shared/protocol/reading.ts';
import { batch, NOON, reading } from '../testing/readings.ts';
import { withDb } from '../testing/test-db.ts';
import { checkCounts } from './counts.ts';
import type { Db } from './db.ts';
import { takeHistory } from './history.ts';
import { takeBatch } from './intake.ts';
import { objectStory } from './object-states.ts';
import { runRetention } from './retention.ts';

const MODIFIED = '2026-03-01T10:00:00Z';
const PAST: NonNullable<Reading['history']> = [
  { modifiedDate: '2026-01-10T09:00:00.000Z', fields: { stage: 's1', amount: 100 } },
  { modifiedDate: '2026-02-10T09:00:00.000Z', fields: { stage: 's1', amount: 200 } },
];

const deal = (rest: Partial<Reading> = {}, fields = {}) =>
  reading(
    'DEAL',
    'd1',
    { name: 'Deal', stage: 's2', amount: 200, status: 'OPEN', closeDate: '2026-06-01', ...fields },
    rest,
  );

/** Takes the deal in as an extension sends it: the record and its past. */
function take(db: Db, one: Reading, now = NOON): number {
  const sent = batch([one]);
  takeBatch(db, sent, { now, deviceNo: 1, tellsGone: () => true });
  return takeHistory(db, sent, now);
}

const confirmAll = (db: Db) => {
  db.run('UPDATE versions SET state = 2, hold = 0, hold_reason = NULL, settled_at = ? WHERE state = 0', NOON);
  db.run('UPDATE objects SET in_gong_at = ?1, last_sent = ?1', NOON);
};
/** In the order in which they are sent. */
const waiting = (db: Db) =>
  db
    .all<{ modified: number; content: string; history: number }>(
      'SELECT modified, content, history FROM versions WHERE state = 0 ORDER BY no',
    )
    .map(({ modified, content, history }) => {
      const { stage, amount } = JSON.parse(content) as Record<string, unknown>;
      return [new Date(modified).toISOString().slice(0, 10), stage, amount, history];
    });

describe('takeHistory', () => {
  it('puts the earlier states of a new deal before its newest, each with its own date', () =>
    withDb((db) => {
      expect(take(db, deal({ history: PAST }))).toBe(2);
      expect(waiting(db)).toEqual([
        ['2026-01-10', 's1', 100, 1],
        ['2026-02-10', 's1', 200, 1],
        ['2026-03-01', 's2', 200, 0],
      ]);
      expect(objectStory(db, 'DEAL', 'd1')?.versions[0]).toMatchObject({ kind: 'upsert', state: 'pending' });
      expect(checkCounts(db)).toEqual([]);
    }));

  it('sends the newest once more after states that come to light later', () =>
    withDb((db) => {
      take(db, deal());
      confirmAll(db);
      expect(take(db, deal({ history: PAST, readAt: '2026-03-02T12:00:00.000Z' }), NOON + 60_000)).toBe(2);
      expect(waiting(db).map(([date, , , history]) => [date, history])).toEqual([
        ['2026-01-10', 1],
        ['2026-02-10', 1],
        ['2026-03-01', 2],
      ]);
      expect(checkCounts(db)).toEqual([]);
    }));

  it('takes each state once, also after retention has removed its version', () =>
    withDb((db) => {
      take(db, deal({ history: PAST }));
      expect(take(db, deal({ history: PAST }))).toBe(0);
      confirmAll(db);
      runRetention(db, 1, NOON + 10 * 24 * 3600_000);
      expect(take(db, deal({ history: PAST }), NOON + 10 * 24 * 3600_000)).toBe(0);
      expect(waiting(db)).toEqual([]);
    }));

  it('takes only what is new when the deal has changed since', () =>
    withDb((db) => {
      take(db, deal({ history: PAST }));
      confirmAll(db);
      const later = { modifiedDate: '2026-03-05T10:00:00Z', stage: 's3', amount: 300 };
      const history = [...PAST, { modifiedDate: '2026-03-04T10:00:00.000Z', fields: { stage: 's2', amount: 300 } }];
      const readAt = '2026-03-05T11:00:00.000Z';
      const now = Date.parse(readAt);
      expect(take(db, deal({ history, readAt }, later), now)).toBe(1);
      expect(waiting(db)).toEqual([
        ['2026-03-04', 's2', 300, 1],
        ['2026-03-05', 's3', 300, 0],
      ]);
    }));

  it('takes nothing that lies after the newest version, and nothing of what is refused', () =>
    withDb((db) => {
      expect(take(db, deal({ history: [{ modifiedDate: '2026-03-01T11:00:00.000Z', fields: { amount: 1 } }] }))).toBe(
        0,
      );
      expect(take(db, reading('BUSINESS_USER', 'u1', { modifiedDate: MODIFIED }, { history: PAST }))).toBe(0);
    }));
});
