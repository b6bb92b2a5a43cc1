import { describe, expect, it } from 'vitest';
import { createFakeGong, type FakeGongControls } from '../../test/fake-gong/fake.ts';
import { checkCounts } from '../ledger/counts.ts';
import type { Db } from '../ledger/db.ts';
import { askErasure, finishErasures, listErasures, withoutErased } from '../ledger/erasures.ts';
import { takeBatch } from '../ledger/intake.ts';
import { visit } from '../testing/administrator.ts';
import { batch, reading } from '../testing/readings.ts';
import {
  type SimulatedBridge,
  type SimulatedClock,
  seededRandom,
  simulateBridge,
  simulatedClock,
} from '../testing/simulated-bridge.ts';
import { withDb } from '../testing/test-db.ts';

const HOUR_MS = 3600_000;

interface Stage {
  readonly db: Db;
  readonly gong: FakeGongControls;
  readonly bridge: SimulatedBridge;
  readonly clock: SimulatedClock;
}

/** Three people are in Gong. */
function withPeople(work: (stage: Stage) => Promise<void>): Promise<void> {
  return withDb(async (db) => {
    const clock = simulatedClock();
    const gong = createFakeGong({ clock, seed: 1, processing: { pendingMs: 500, inProgressMs: 1500 } });
    const bridge = simulateBridge({ db, clock, gong, random: seededRandom(1), env: {} });
    const people = ['1', '2', '3'].map((id) =>
      reading(
        'LEAD',
        id,
        { firstName: `Secret${id}`, lastName: 'Person' },
        { readAt: new Date(clock.now()).toISOString() },
      ),
    );
    takeBatch(db, batch(people), { now: clock.now(), deviceNo: 1, tellsGone: () => true });
    bridge.driver().noteWork();
    bridge.driver().press();
    await bridge.rest(HOUR_MS);
    expect(gong.objects('LEAD').size).toBe(3);
    await work({ db, gong, bridge, clock });
    expect(checkCounts(db)).toEqual([]);
    expect(gong.violations()).toEqual([]);
  });
}

const everything = (db: Db) =>
  JSON.stringify(
    ['versions', 'objects', 'problems', 'conflicts', 'upload_lines', 'object_history'].map((table) =>
      db.all(`SELECT * FROM ${table}`),
    ),
  );

describe('erasing a person', () => {
  it('deletes in Gong without a hold, then wipes every content and nobody else’s', () =>
    withPeople(async ({ db, gong, bridge, clock }) => {
      expect(askErasure(db, 'LEAD', '2', clock.now())).toBe(true);
      expect(askErasure(db, 'LEAD', '2', clock.now())).toBe(true);
      expect(finishErasures(db, clock.now())).toBe(0);
      expect(everything(db)).toContain('Secret2');
      bridge.driver().noteWork();
      await bridge.rest(HOUR_MS);
      expect([...gong.objects('LEAD').keys()].sort()).toEqual(['1', '3']);
      expect(finishErasures(db, clock.now())).toBe(1);
      expect(everything(db)).not.toContain('Secret2');
      expect(everything(db)).toContain('Secret1');
      expect(listErasures(db, 10)).toMatchObject([{ objectId: '2', doneAt: clock.now() }]);
      expect(finishErasures(db, clock.now())).toBe(0);
    }));

  it('refuses what a browser still holds', () =>
    withPeople(async ({ db, clock }) => {
      askErasure(db, 'LEAD', '2', clock.now());
      const sent = [reading('LEAD', '1'), reading('LEAD', '2'), reading('CONTACT', '2')];
      expect(withoutErased(db, sent)).toEqual([sent[0], sent[2]]);
    }));

  it('does nothing for a record that is not known', () =>
    withPeople(async ({ db, clock }) => {
      expect(askErasure(db, 'LEAD', '4', clock.now())).toBe(false);
      expect(listErasures(db, 10)).toEqual([]);
    }));
});

describe('the routes', () => {
  const ask = async (path: string, body: object) => {
    const { status, text } = await visit(path, {
      method: 'POST',
      headers: { authorization: 'Bearer test-admin-token' },
      body: JSON.stringify(body),
    });
    return { status, body: JSON.parse(text) };
  };

  it('ask twice before they erase', async () => {
    expect(await ask('/admin/objects/LEAD/4711/erase', {})).toEqual({
      status: 200,
      body: { done: false, confirm: 'erase LEAD 4711' },
    });
    expect(await ask('/admin/objects/LEAD/4711/erase', { confirm: 'erase LEAD 4711' })).toMatchObject({
      status: 404,
      body: { error: { code: 'not-found' } },
    });
  });

  it('say so where the storage keeps no copies', async () => {
    const at = new Date(Date.now() - HOUR_MS).toISOString();
    const { body } = await ask('/admin/restore', { at });
    expect(body).toEqual({ done: false, confirm: `restore ${at}` });
    expect(await ask('/admin/restore', { at, confirm: body.confirm })).toMatchObject({
      body: { error: { code: 'restore-unavailable' } },
    });
    expect(await ask('/admin/restore', { at: '2020-01-01T00:00:00Z' })).toMatchObject({
      body: { error: { code: 'restore-unavailable' } },
    });
  });
});
