import { expect, it } from 'vitest';
import type { Reading } from '../../shared/protocol/reading.ts';
import { ledgerCounts } from '../../worker/ledger/counts.ts';
import { takeBatch } from '../../worker/ledger/intake.ts';
import { putProfile } from '../../worker/ledger/profiles-table.ts';
import { batch, reading } from '../../worker/testing/readings.ts';
import { seededRandom, simulateBridge, simulatedClock } from '../../worker/testing/simulated-bridge.ts';
import { createFakeGong } from '../fake-gong/fake.ts';
import { emptyLedger } from './ledger.ts';

const HOUR_MS = 3600_000;
const url = 'https://crm.test/record';
const person = {
  url,
  firstName: 'Ada',
  lastName: 'L',
  emailAddress: 'ada@x.example',
  title: 'CTO',
  phoneNumber: '+14055766687',
};
const deal = {
  url,
  name: 'Deal',
  accountId: 'a1',
  ownerId: 'u1',
  stage: 's1',
  createdDate: '2026-02-01T10:00:00Z',
  closeDate: '2026-06-01',
  status: 'OPEN',
  amount: 10,
  region: 'north',
};

it('the bridge brings all six types and a change to the older generation, in its paths and words', async () => {
  const clock = simulatedClock();
  const db = emptyLedger();
  const gong = createFakeGong({ clock, seed: 1, legacy: true, schemaKey: 'name' });
  const bridge = simulateBridge({ db, clock, gong, random: seededRandom(1), env: { GONG_API_GENERATION: 'older' } });
  const region = { uniqueName: 'region', label: 'Region', type: 'STRING' };
  const facts = { name: 't', tellsGone: true, visibility: 'shared', customFields: { DEAL: [region] } };
  putProfile(db, { version: 'p1', profile: {}, facts }, clock.now());
  const sync = async (...readings: Reading[]) => {
    takeBatch(db, batch(readings), { now: clock.now(), deviceNo: 1, tellsGone: () => true });
    bridge.driver().noteWork();
    bridge.driver().press();
    await bridge.rest(HOUR_MS);
  };
  await sync(
    reading('BUSINESS_USER', 'u1', { url, emailAddress: 'u@x.example' }),
    reading('STAGE', 's1', { url, name: 'Won', isActive: true, sortOrder: 1 }),
    reading('ACCOUNT', 'a1', { url, name: 'Acme', domains: ['acme.example'] }),
    reading('CONTACT', 'c1', { ...person, accountId: 'a1' }),
    reading('LEAD', 'l1', person),
    reading('DEAL', 'd1', deal),
  );
  const counts = ledgerCounts(db);
  for (const [type, count] of Object.entries(counts)) expect({ type, ...count }).toMatchObject({ type, confirmed: 1 });
  expect(gong.objects('DEAL').get('d1')).toMatchObject({
    stage: 's1',
    status: 'OPEN',
    amount: 10,
    closeDate: '2026-06-01',
    region: 'north',
  });
  clock.advance(60_000);
  await sync(reading('DEAL', 'd1', { ...deal, status: 'WON', amount: 12, modifiedDate: '2026-03-02T08:00:30Z' }));
  expect(gong.objects('DEAL').get('d1')).toMatchObject({ status: 'WON', amount: 12 });
  expect(ledgerCounts(db).DEAL).toMatchObject({ confirmed: 1, rejected: 0 });
  const paths = new Set(gong.calls().map(({ method, path }) => `${method} ${path}`));
  expect(paths).toEqual(
    new Set([
      'PUT /v2/crm/integration/new',
      'POST /v2/crm/object/schema',
      'POST /v2/crm/object/entities',
      'GET /v2/crm/request-status',
    ]),
  );
  expect(gong.violations()).toEqual([]);
});
