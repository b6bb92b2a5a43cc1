import { expect, it } from 'vitest';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import type { FieldValue, Reading } from '../../shared/protocol/reading.ts';
import { checkCounts } from '../../worker/ledger/counts.ts';
import { takeBatch } from '../../worker/ledger/intake.ts';
import { putProfile } from '../../worker/ledger/profiles-table.ts';
import { seededRandom, simulateBridge, simulatedClock } from '../../worker/testing/simulated-bridge.ts';
import { createFakeGong } from '../fake-gong/fake.ts';
import { size } from '../numbers.ts';
import { emptyLedger } from './ledger.ts';

const DEVICES = 200;
const MINUTES = size(45, 24 * 60);
const MINUTE_MS = 60_000;

/** Each browser sends one small batch a minute; every minute brings a new account with a contact and a deal, and all six types. */
it(`${DEVICES} browsers with a batch a minute each stay within 8,000 calls a day, ${MINUTES} minutes of it`, {
  timeout: 3_600_000,
}, async () => {
  const clock = simulatedClock();
  const db = emptyLedger(DEVICES);
  const gong = createFakeGong({ clock, seed: 1, processing: { pendingMs: 5000, inProgressMs: 15_000 } });
  const bridge = simulateBridge({ db, clock, gong, random: seededRandom(1) });
  putProfile(
    db,
    { version: 'p1', profile: {}, facts: { name: 'Day', tellsGone: true, visibility: 'shared', customFields: {} } },
    clock.now(),
  );
  let batches = 0;

  const reading = (
    objectType: Reading['objectType'],
    objectId: string,
    fields: Record<string, FieldValue>,
  ): Reading => ({
    objectType,
    objectId,
    presence: 'present',
    fields: { modifiedDate: new Date(clock.now() - 1000).toISOString(), ...fields },
    problems: [],
    readAt: new Date(clock.now()).toISOString(),
  });
  const take = (device: number, readings: Reading[]) => {
    batches += 1;
    const batchId = `00000000-0000-4000-9000-${String(batches).padStart(12, '0')}`;
    const view = { viewId: `v${device}`, crmUser: null };
    const batch = { batchId, syncId: null, view, profileVersion: 'p1', readings };
    takeBatch(db, batch, { now: clock.now(), deviceNo: device + 1, tellsGone: () => true });
    bridge.driver().noteWork();
  };

  /** What a device reads: one of its own records, whose type goes round, or what is new in the CRM this minute. */
  function batchOf(device: number, minute: number): Reading[] {
    const word = `m${minute}`;
    const refs = { accountId: `a${device}`, stage: 's0', ownerId: `u${device}` };
    if (device === minute % DEVICES) {
      const accountId = `new${minute}`;
      return [
        reading('ACCOUNT', accountId, { name: word }),
        reading('CONTACT', accountId, { firstName: word, accountId }),
        reading('DEAL', accountId, { ...refs, name: word, accountId }),
      ];
    }
    switch (OBJECT_TYPES[(device + minute) % 6]) {
      case 'BUSINESS_USER':
        return [reading('BUSINESS_USER', `u${device}-${minute}`, { emailAddress: `u${device}.${word}@x.example` })];
      case 'STAGE':
        return [reading('STAGE', `s${device % 20}`, { name: `Stage ${word}` })];
      case 'ACCOUNT':
        return [reading('ACCOUNT', `a${device}`, { name: word })];
      case 'CONTACT':
        return [reading('CONTACT', `c${device}-${minute % 60}`, { firstName: word, accountId: `a${device}` })];
      case 'DEAL':
        return [reading('DEAL', `d${device}-${minute % 60}`, { ...refs, name: word })];
      default:
        return [reading('LEAD', `l${device}-${minute % 60}`, { firstName: word })];
    }
  }

  for (let device = 0; device < DEVICES; device += 1) {
    take(device, [
      reading('BUSINESS_USER', `u${device}`, { emailAddress: `u${device}@x.example` }),
      reading('STAGE', `s${device % 20}`, { name: 'Stage' }),
      reading('ACCOUNT', `a${device}`, { name: 'first' }),
    ]);
  }
  await bridge.pass(15 * MINUTE_MS);
  const started = clock.now();
  const callsBefore = gong.calls().length;
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const end = clock.now() + MINUTE_MS;
    for (let device = 0; device < DEVICES; device += 1) {
      take(device, batchOf(device, minute));
      if (device % 20 === 19) await bridge.pass(3000);
    }
    await bridge.pass(Math.max(0, end - clock.now()));
  }
  const calls = gong.calls().length - callsBefore;
  await bridge.pass(8 * MINUTE_MS);

  const slowest = (where: string) =>
    Number(
      db.get<{ ms: number | null }>(
        `SELECT MAX(COALESCE(v.settled_at, ?) - v.received_at) AS ms FROM versions v JOIN objects o ON o.no = v.object_no
      WHERE v.received_at >= ? AND v.received_at < ? AND v.state IN (0, 1, 2) AND ${where}`,
        clock.now(),
        started,
        clock.now() - 8 * MINUTE_MS,
      )?.ms,
    ) / MINUTE_MS;
  const waiting = `v.type IN (3, 4) AND o.object_id GLOB 'new*'`;
  const plain = slowest(`NOT (${waiting})`);
  const waited = slowest(waiting);
  console.info(
    `${calls} calls in ${MINUTES} minutes; slowest ${plain.toFixed(2)} min, naming a new account ${waited.toFixed(2)} min`,
  );
  expect((calls / MINUTES) * 24 * 60).toBeLessThan(8000);
  expect(plain).toBeLessThanOrEqual(5);
  expect(waited).toBeLessThanOrEqual(7);
  expect(db.get(`SELECT COUNT(*) AS n FROM versions WHERE state = 3`)).toEqual({ n: 0 });
  expect(checkCounts(db)).toEqual([]);
  expect(gong.violations()).toEqual([]);
});
