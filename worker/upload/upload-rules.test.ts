import { describe, expect, it } from 'vitest';
import type { Reading } from '../../shared/protocol/reading.ts';
import { createFakeGong, type FakeGongControls } from '../../test/fake-gong/fake.ts';
import type { FakeGongOptions } from '../../test/fake-gong/settings.ts';
import { checkCounts, ledgerCounts } from '../ledger/counts.ts';
import type { Db } from '../ledger/db.ts';
import { takeBatch } from '../ledger/intake.ts';
import { putProfile } from '../ledger/profiles-table.ts';
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
const MINUTE_MS = 60_000;

interface Stage {
  readonly db: Db;
  readonly gong: FakeGongControls;
  readonly bridge: SimulatedBridge;
  readonly clock: SimulatedClock;
  /** Takes readings in and presses Sync. */
  sync(readings: readonly Reading[]): void;
}

async function onStage(
  work: (stage: Stage) => Promise<void>,
  options: FakeGongOptions = {},
  env: Record<string, string> = {},
): Promise<void> {
  await withDb(async (db) => {
    const clock = simulatedClock();
    const gong = createFakeGong({ clock, seed: 1, processing: { pendingMs: 500, inProgressMs: 1500 }, ...options });
    const bridge = simulateBridge({ db, clock, gong, random: seededRandom(1), env });
    putProfile(
      db,
      { version: 'p1', profile: {}, facts: { name: 't', tellsGone: true, visibility: 'shared', customFields: {} } },
      clock.now(),
    );
    const sync = (readings: readonly Reading[]) => {
      const stamped = readings.map((one) => ({ ...one, readAt: new Date(clock.now()).toISOString() }));
      for (let at = 0; at < stamped.length; at += 500) {
        takeBatch(db, batch(stamped.slice(at, at + 500)), { now: clock.now(), deviceNo: 1, tellsGone: () => true });
      }
      bridge.driver().noteWork();
      bridge.driver().press();
    };
    await work({ db, gong, bridge, clock, sync });
    expect(checkCounts(db)).toEqual([]);
    expect(gong.violations()).toEqual([]);
  });
}

const leads = (n: number, name = 'x') =>
  Array.from({ length: n }, (_, i) => reading('LEAD', `l${i}`, { firstName: name }));
const bad = (n: number) => (line: { objectId: string }) =>
  line.objectId.startsWith('l') && Number(line.objectId.slice(1)) < n && 'Not today';

it('an upload that is answered with 409 at its first try and that Gong does not know goes again within two minutes', () =>
  onStage(async ({ db, gong, bridge, sync }) => {
    gong.failNext(1, 409, { path: '/entities' });
    sync(leads(3));
    await bridge.pass(2 * MINUTE_MS);
    expect(ledgerCounts(db).LEAD).toMatchObject({ confirmed: 3 });
    expect(gong.uploads()).toHaveLength(1);
  }));

describe('FAILED with bad lines', () => {
  it.each([1, 20, 45])('rejects %i records in Gong’s words and confirms the rest', (n) =>
    onStage(async ({ db, gong, bridge, sync }) => {
      gong.failLines(bad(n));
      sync(leads(100));
      expect(await bridge.rest(HOUR_MS)).toBe(true);
      expect(ledgerCounts(db).LEAD).toMatchObject({ rejected: n, confirmed: 100 - n, pending: 0 });
      expect(db.get('SELECT DISTINCT code, reason FROM versions WHERE state = 3')).toEqual({
        code: 'gong-rejected-record',
        reason: 'Not today',
      });
      gong.failLines(undefined);
      sync(leads(100, 'corrected'));
      await bridge.rest(HOUR_MS);
      expect(ledgerCounts(db).LEAD).toMatchObject({ rejected: 0, confirmed: 100 });
    }),
  );

  it('stops the type and tells IT when more than 200 are bad, and goes on when IT says so', () =>
    onStage(async ({ db, gong, bridge, sync }) => {
      gong.failLines(bad(230));
      sync([...leads(300), reading('ACCOUNT', 'a1', { name: 'x' })]);
      expect(await bridge.rest(HOUR_MS)).toBe(true);
      expect(bridge.driver().visibleTrouble()?.code).toBe('gong-type-stopped');
      expect(ledgerCounts(db).ACCOUNT.confirmed).toBe(1);
      expect(ledgerCounts(db).LEAD).toMatchObject({ rejected: 20, held: 280 });
      const calls = gong.calls().length;
      bridge.driver().press();
      await bridge.rest(HOUR_MS);
      expect(gong.calls().length).toBe(calls);
      gong.failLines(undefined);
      bridge.driver().restartType(5);
      await bridge.rest(HOUR_MS);
      expect(ledgerCounts(db).LEAD).toMatchObject({ rejected: 20, confirmed: 280 });
    }));

  it('rejects the one record that makes a file fail as a whole', () =>
    onStage(async ({ db, gong, bridge, sync }) => {
      sync(leads(4, 'first'));
      await bridge.rest(HOUR_MS);
      gong.failFileLineZero(3);
      sync(leads(4, 'second'));
      expect(await bridge.rest(4 * HOUR_MS)).toBe(true);
      expect(ledgerCounts(db).LEAD).toMatchObject({ confirmed: 4 });
    }));
});

it('DONE with counters that never match holds the records and is not called confirmed', () =>
  onStage(async ({ db, gong, bridge, sync }) => {
    gong.doneWithWrongCounters(2);
    sync(leads(5));
    expect(await bridge.rest(HOUR_MS)).toBe(true);
    expect(ledgerCounts(db).LEAD).toMatchObject({ confirmed: 0, held: 5 });
  }));

describe('what a record names', () => {
  const deal = (id: string, fields = {}) =>
    reading('DEAL', id, { name: id, accountId: 'a1', stage: 's1', ownerId: 'u1', ...fields });
  const others = [
    reading('ACCOUNT', 'a1', { name: 'Acme' }),
    reading('STAGE', 's1', { name: 'Won' }),
    reading('BUSINESS_USER', 'u1', { emailAddress: 'u@x.example' }),
  ];

  it('holds a deal whose account nobody has read, says so, and sends it when the account comes', () =>
    onStage(async ({ db, bridge, sync }) => {
      sync([deal('d1')]);
      expect(await bridge.rest(HOUR_MS)).toBe(true);
      expect(db.get('SELECT hold_reason FROM versions')).toEqual({ hold_reason: 'account-missing' });
      sync(others);
      await bridge.rest(HOUR_MS);
      expect(ledgerCounts(db).DEAL.confirmed).toBe(1);
    }));

  it('confirms changed deals without the minute’s wait when their accounts are in Gong', () =>
    onStage(async ({ db, bridge, clock, sync }) => {
      const ten = Array.from({ length: 10 }, (_, i) => deal(`d${i}`));
      sync([...others, ...ten]);
      await bridge.rest(HOUR_MS);
      const started = clock.now();
      sync(ten.map((one) => ({ ...one, fields: { ...one.fields, amount: 7, modifiedDate: '2026-03-02T07:59:00Z' } })));
      while (ledgerCounts(db).DEAL.confirmed < 10) await bridge.pass(100);
      // Gong takes two seconds; the rest is polling and the spacing of calls.
      expect(clock.now() - started).toBeLessThan(4500);
    }));

  it('holds a contact of a rejected account until the account is corrected', () =>
    onStage(async ({ db, gong, bridge, sync }) => {
      gong.failLines((line) => line.objectType === 'ACCOUNT');
      sync([reading('ACCOUNT', 'a1', { name: 'x' }), reading('CONTACT', 'c1', { accountId: 'a1' })]);
      await bridge.rest(HOUR_MS);
      expect(ledgerCounts(db).CONTACT.held).toBe(1);
      gong.failLines(undefined);
      sync([reading('ACCOUNT', 'a1', { name: 'y' })]);
      await bridge.rest(HOUR_MS);
      expect(ledgerCounts(db).CONTACT.confirmed).toBe(1);
    }));

  it('sends a state that arrives late with its own date, and the newest once more after it', () =>
    onStage(async ({ db, gong, bridge, sync }) => {
      sync([...others, deal('d1', { amount: 2, modifiedDate: '2026-03-01T10:00:00Z' })]);
      await bridge.rest(HOUR_MS);
      const late = deal('d1', { amount: 1, modifiedDate: '2026-03-01T09:00:00Z' });
      sync([late]);
      await bridge.rest(HOUR_MS);
      sync([late]);
      await bridge.rest(HOUR_MS);
      const sent = gong.versions('DEAL', 'd1').map(({ fields }) => `${fields['amount']} ${fields['modifiedDate']}`);
      expect(sent).toEqual(['2 2026-03-01T10:00:00Z', '1 2026-03-01T09:00:00Z', '2 2026-03-01T10:00:00Z']);
      expect(gong.objects('DEAL').get('d1')).toMatchObject({ amount: 2 });
      expect(ledgerCounts(db).DEAL).toMatchObject({ objects: 1, confirmed: 1 });
    }));

  it('sends every step of a deal’s way in files of their own, oldest first', () =>
    onStage(async ({ gong, bridge, sync }) => {
      sync(others);
      await bridge.rest(HOUR_MS);
      sync([deal('d1', { amount: 1 }), deal('d1', { amount: 2 }), deal('d1', { amount: 3 })]);
      await bridge.rest(HOUR_MS);
      expect(gong.versions('DEAL', 'd1').map(({ fields }) => fields['amount'])).toEqual([1, 2, 3]);
      expect(gong.objects('DEAL').get('d1')).toMatchObject({ amount: 3, modifiedDate: '2026-03-01T10:00:02Z' });
    }));

  it('leaves out a step that names an account nobody has read, once the deal can go without it', () =>
    onStage(async ({ db, gong, bridge, sync }) => {
      sync(others);
      sync([deal('d1', { accountId: 'gone', amount: 1 })]);
      await bridge.rest(HOUR_MS);
      sync([deal('d1', { accountId: 'gone', amount: 2 })]);
      expect(await bridge.rest(HOUR_MS)).toBe(true);
      expect(gong.versions('DEAL', 'd1')).toEqual([]);
      sync([deal('d1', { amount: 3 })]);
      await bridge.rest(HOUR_MS);
      expect(gong.versions('DEAL', 'd1').map(({ fields }) => fields['amount'])).toEqual([3]);
      expect(ledgerCounts(db).DEAL).toMatchObject({ objects: 1, confirmed: 1 });
    }));

  it('sends the steps that waited for an account too when it comes', () =>
    onStage(async ({ gong, bridge, sync }) => {
      sync([deal('d1', { amount: 1 })]);
      await bridge.rest(HOUR_MS);
      sync([deal('d1', { amount: 2 })]);
      await bridge.rest(HOUR_MS);
      sync(others);
      await bridge.rest(HOUR_MS);
      expect(gong.versions('DEAL', 'd1').map(({ fields }) => fields['amount'])).toEqual([1, 2]);
    }));
});

describe('a record that Gong would refuse', () => {
  const rejected = (db: Db) => db.all('SELECT code, reason FROM versions WHERE state = 3');

  it('is rejected here, with the field and no value, and goes when it is corrected', () =>
    onStage(async ({ db, gong, bridge, sync }) => {
      const bad = { emailAddress: 'not an address' };
      sync([...leads(3), reading('LEAD', 'bad', bad), reading('STAGE', 's1', { name: 'Won', sortOrder: 0 })]);
      expect(await bridge.rest(HOUR_MS)).toBe(true);
      expect(gong.uploads().map(({ status, lines }) => `${status} ${lines}`)).toEqual(['DONE 3']);
      expect(rejected(db)).toEqual([
        { code: 'value-invalid', reason: expect.stringMatching(/^sortOrder: .*counts from 1/) },
        { code: 'value-invalid', reason: expect.stringMatching(/^emailAddress: (?!.*not an address)/) },
      ]);
      sync([reading('LEAD', 'bad', { emailAddress: 'is@one.example' })]);
      await bridge.rest(HOUR_MS);
      expect(ledgerCounts(db).LEAD).toMatchObject({ confirmed: 4, rejected: 0 });
    }));

  it('that is a changed user leaves the user in Gong as it was', () =>
    onStage(async ({ gong, bridge, sync }) => {
      sync([reading('BUSINESS_USER', 'u1', { emailAddress: 'a@x.example' })]);
      await bridge.rest(HOUR_MS);
      sync([reading('BUSINESS_USER', 'u1', { emailAddress: 'broken' })]);
      await bridge.rest(HOUR_MS);
      expect(gong.objects('BUSINESS_USER').get('u1')).toMatchObject({ emailAddress: 'a@x.example' });
    }));

  it('for a list of values goes when the profile’s list has grown', () =>
    onStage(async ({ db, gong, bridge, clock, sync }) => {
      const profile = (version: string, ...orderedValueList: string[]) => {
        const size = { uniqueName: 'size', label: 'Size', type: 'PICKLIST', orderedValueList };
        const facts = { name: 't', tellsGone: true, visibility: 'shared', customFields: { LEAD: [size] } };
        putProfile(db, { version, profile: {}, facts }, clock.now());
        bridge.driver().profileChanged();
      };
      profile('p2', 'small');
      sync([reading('LEAD', 'l1', { size: 'large', gone: 'a field of an older profile', title: ' ' })]);
      await bridge.rest(HOUR_MS);
      expect(rejected(db)).toMatchObject([{ reason: expect.stringContaining('size') }]);
      clock.advance(1000);
      profile('p3', 'small', 'large');
      await bridge.rest(HOUR_MS);
      expect(gong.objects('LEAD').get('l1')).toMatchObject({ size: 'large', title: null });
      // “field-outside-schema” is among the rules that onStage finds unbroken.
      expect(gong.objects('LEAD').get('l1')).not.toHaveProperty('gone');
    }));
});

describe('the integration', () => {
  it('is adopted when Gong has one of the configured name', () =>
    onStage(async ({ db, gong, bridge, sync }) => {
      gong.replaceIntegrationBehindTheBack('CRM Bridge');
      sync(leads(2));
      await bridge.rest(HOUR_MS);
      expect(ledgerCounts(db).LEAD.confirmed).toBe(2);
      expect(bridge.driver().state.integration.get()?.integrationId).toBe(gong.integration()?.integrationId);
    }));

  it('of another name stops everything until IT decides', () =>
    onStage(async ({ db, gong, bridge, sync }) => {
      const other = gong.replaceIntegrationBehindTheBack('Production');
      sync(leads(2));
      await bridge.pass(MINUTE_MS);
      expect(bridge.driver().visibleTrouble()?.code).toBe('gong-other-integration');
      expect(gong.uploads()).toEqual([]);
      bridge.driver().decideIntegration(other);
      await bridge.rest(HOUR_MS);
      expect(ledgerCounts(db).LEAD.confirmed).toBe(2);
    }));

  it('is told from a native CRM link', () =>
    onStage(async ({ gong, bridge, sync }) => {
      gong.nativeCrmConnected(true);
      sync(leads(2));
      await bridge.pass(MINUTE_MS);
      expect(bridge.driver().visibleTrouble()?.code).toBe('gong-native-crm');
    }));

  it('that was replaced stops uploads; a new registration brings everything anew', () =>
    onStage(async ({ db, gong, bridge, sync }) => {
      sync([...leads(3), reading('BUSINESS_USER', 'u1', { emailAddress: 'u@x.example' })]);
      await bridge.rest(HOUR_MS);
      gong.deleteIntegrationBehindTheBack();
      sync(leads(3, 'changed'));
      await bridge.pass(MINUTE_MS);
      expect(bridge.driver().visibleTrouble()?.code).toBe('gong-integration-gone');
      expect(ledgerCounts(db).LEAD.confirmed).toBe(0);
      bridge.driver().decideIntegration(null);
      await bridge.rest(HOUR_MS);
      expect(ledgerCounts(db)).toMatchObject({ LEAD: { confirmed: 3 }, BUSINESS_USER: { confirmed: 1 } });
      expect(gong.objects('LEAD').size).toBe(3);
    }));

  it('is deleted on IT’s word, followed to DONE, and not registered again by itself', () =>
    onStage(async ({ gong, bridge, sync }) => {
      sync(leads(3));
      await bridge.rest(HOUR_MS);
      expect(bridge.driver().deleteIntegration()).toBe(true);
      await bridge.pass(HOUR_MS);
      expect(gong.integration()).toBeUndefined();
      bridge.driver().press();
      await bridge.pass(HOUR_MS);
      expect(gong.integration()).toBeUndefined();
      bridge.driver().decideIntegration(null);
      await bridge.rest(HOUR_MS);
      expect(gong.objects('LEAD').size).toBe(3);
    }));
});

describe('the budget', () => {
  it('that is spent is said, with until when, and uploads go on after that', () =>
    onStage(
      async ({ db, bridge, clock, sync }) => {
        for (let n = 0; n < 12; n += 1) {
          sync(leads(1, `${n}`));
          await bridge.pass(5 * MINUTE_MS);
        }
        const trouble = bridge.driver().visibleTrouble();
        expect(trouble).toMatchObject({ code: 'gong-budget-spent', kind: 'wait' });
        expect(trouble?.until).toBeGreaterThan(clock.now() + 20 * HOUR_MS);
        await bridge.pass(26 * HOUR_MS);
        expect(ledgerCounts(db).LEAD.confirmed).toBe(1);
      },
      {},
      { GONG_DAILY_BUDGET: '12' },
    ));
});

it.each([
  ['an upload', '/entities'],
  ['a poll', '/request-status'],
])('a press of Sync goes on at once when the refusal of %s is over', (_, path) =>
  onStage(async ({ db, gong, bridge, clock, sync }) => {
    gong.failNext(1, 401, { path });
    sync(leads(2));
    await bridge.pass(MINUTE_MS);
    expect(bridge.driver().visibleTrouble()?.code).toBe('gong-credentials-refused');
    expect(ledgerCounts(db).LEAD.confirmed).toBe(0);
    const pressed = clock.now();
    bridge.driver().press();
    while (ledgerCounts(db).LEAD.confirmed < 2 && clock.now() < pressed + HOUR_MS) await bridge.pass(500);
    expect(clock.now() - pressed).toBeLessThan(10_000);
  }),
);
