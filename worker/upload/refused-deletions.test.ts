import { expect, it } from 'vitest';
import { createFakeGong } from '../../test/fake-gong/fake.ts';
import { askErasure } from '../ledger/erasures.ts';
import { takeBatch } from '../ledger/intake.ts';
import { objectStory } from '../ledger/object-states.ts';
import { batch, reading } from '../testing/readings.ts';
import { seededRandom, simulateBridge, simulatedClock } from '../testing/simulated-bridge.ts';
import { withDb } from '../testing/test-db.ts';

const HOUR_MS = 3600_000;
const MINUTE_MS = 60_000;

it('a deletion that Gong has refused is told of, and asked for again a day later', () =>
  withDb(async (db) => {
    const clock = simulatedClock();
    const gong = createFakeGong({ clock, seed: 1 });
    const bridge = simulateBridge({ db, clock, gong, random: seededRandom(1) });
    const newest = () => objectStory(db, 'LEAD', 'l1')?.versions[0];
    const leads = ['l1', 'l2', 'l3'].map((id) => reading('LEAD', id, { firstName: id }));
    takeBatch(db, batch(leads), { now: clock.now(), deviceNo: 1, tellsGone: () => true });
    bridge.driver().noteWork();
    await bridge.rest(HOUR_MS);
    gong.failLines(({ objectId }) => objectId === 'l1' && 'Still in use');
    askErasure(db, 'LEAD', 'l1', clock.now());
    bridge.driver().noteWork();
    await bridge.rest(2 * HOUR_MS);
    expect(newest()).toMatchObject({
      kind: 'delete',
      state: 'rejected',
      code: 'gong-rejected-deletion',
      reason: 'Still in use',
    });
    gong.failLines(undefined);
    expect(bridge.driver().retryDeletions()).toBe(0);
    clock.advance(24 * HOUR_MS);
    expect(bridge.driver().retryDeletions()).toBe(1);
    await bridge.rest(2 * HOUR_MS);
    expect(newest()).toMatchObject({ kind: 'delete', state: 'confirmed' });
    expect(gong.objects('LEAD').has('l1')).toBe(false);
  }));

it('no deletion is sent of a record whose only file Gong has refused', () =>
  withDb(async (db) => {
    const clock = simulatedClock();
    const gong = createFakeGong({ clock, seed: 1 });
    const bridge = simulateBridge({ db, clock, gong, random: seededRandom(1) });
    gong.failNext(2, 413, { path: '/entities', method: 'POST' });
    takeBatch(db, batch([reading('LEAD', 'l1', { firstName: 'x' })]), {
      now: clock.now(),
      deviceNo: 1,
      tellsGone: () => true,
    });
    bridge.driver().noteWork();
    await bridge.pass(5 * MINUTE_MS);
    expect(objectStory(db, 'LEAD', 'l1')?.versions[0]).toMatchObject({ kind: 'upsert', state: 'pending' });
    askErasure(db, 'LEAD', 'l1', clock.now());
    bridge.driver().noteWork();
    await bridge.rest(HOUR_MS);
    expect(objectStory(db, 'LEAD', 'l1')?.versions[0]).toMatchObject({ kind: 'delete', state: 'superseded' });
    expect(gong.uploads()).toHaveLength(0);
    expect(gong.violations()).toEqual([]);
  }));
