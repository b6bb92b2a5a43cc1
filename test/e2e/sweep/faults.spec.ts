import { expect, test } from '@playwright/test';
import { OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import { size } from '../../numbers.ts';
import { byReaders, outsideProfile } from './access.ts';
import { Cast } from './cast.ts';
import { differences } from './extension-records.ts';
import { measured } from './figures.ts';

const RECORDS = size(60, 2_000);
const SESSION_REQUESTS = size(50, 200);
const RETRY_AFTER_SECONDS = size(1, 5);
/** So long an answer may need to the page that asked for it; what another fetch begins meanwhile does not know of it. */
const ON_ITS_WAY_MS = 100;

test.describe.configure({ timeout: size(120_000, 40 * 60_000) });

let cast: Cast;

test.beforeAll(async () => {
  cast = await Cast.open({ crm: { scale: RECORDS, latencyMs: 10, sessionTtlRequests: SESSION_REQUESTS } });
});

test.afterAll(() => cast?.close());

test('a CRM whose sessions end, that fails and that asks to wait is read in full, and only as it and the profile allow', async () => {
  await cast.signIn();
  // The full run fails at random; the short one once, since every failure is followed by a pause.
  if (size(0, 1)) cast.crm.failSome(0.05, 500);
  else cast.crm.failNext(1, 500);
  let refused = 0;
  let signIns = 0;
  const every = Math.floor(RECORDS / size(1, 8));
  const { syncId } = await cast.ask('sync', {});
  const state = await cast.settled(syncId, {
    signIn: async () => {
      signIns += 1;
      await cast.signIn();
    },
    each: async ({ result }) => {
      if (result.pages < (refused + 0.3) * every) return;
      refused += 1;
      cast.crm.failNext(1, 503, RETRY_AFTER_SECONDS);
    },
  });
  cast.crm.failSome(0, 500);
  const log = cast.crm.accessLog();
  const refusals = byReaders(log).filter(({ retryAfter }) => retryAfter !== null);
  // What was under way beside the refused request is asked for already; nothing is begun after its answer.
  const asked = byReaders(log).map(({ time }) => Date.parse(time));
  const early = refusals.map((refusal) => {
    const told = Date.parse(refusal.answered);
    return asked.filter((at) => at > told + ON_ITS_WAY_MS && at < told + RETRY_AFTER_SECONDS * 1000).length;
  });
  measured('faults', {
    records: RECORDS,
    requests: log.length,
    signIns,
    failed: log.filter(({ status }) => status === 500).length,
    refusals: refusals.length,
    early,
  });
  expect(asked.length).toBeGreaterThan(RECORDS);
  expect(refusals.length).toBeGreaterThan(0);
  expect(signIns).toBeGreaterThan(0);
  expect(early.reduce((sum, count) => sum + count, 0)).toBe(0);
  expect(outsideProfile(log, cast.crm.url).map(({ method, url }) => `${method} ${url}`)).toEqual([]);
  expect(state.finishedAt).not.toBeNull();
  expect(differences(cast.crm.truth(), cast.server.worker.objects.values())).toEqual([]);
  const gone = cast.server.worker.batches
    .flatMap(({ readings }) => readings)
    .filter(({ presence }) => presence !== 'present');
  expect(gone).toEqual([]);
  const reported = new Set(cast.server.worker.reports.map(({ objectType }) => objectType));
  expect([...reported].toSorted()).toEqual(OBJECT_TYPES.toSorted());
});
