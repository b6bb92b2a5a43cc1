import { startCall } from '../ledger/calls-table.ts';
import type { Scenario } from './scenario.ts';

export type Fault = (scenario: Scenario) => void | Promise<void>;

const HOUR_MS = 3600_000;

/** The next `n` lines that come to Gong fail, whatever they hold. */
const badLines =
  (n: number): Fault =>
  ({ gong }) => {
    let left = n;
    gong.failLines(() => {
      left -= 1;
      return left >= 0 && 'Not today';
    });
  };

/** Everything that can go wrong between the bridge and Gong, each as something that happens once (design: recovery). */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'status 400': ({ gong }) => gong.failNext(1, 400, { path: '/entities' }),
  'status 400 to a poll': ({ gong }) => gong.failNext(1, 400, { path: '/request-status' }),
  'status 401': ({ gong }) => gong.failNext(1, 401),
  'status 403': ({ gong }) => gong.failNext(1, 403),
  'status 409 on an upload that Gong has': ({ gong }) => {
    gong.dropConnectionNext('after', { path: '/entities' });
    gong.failNext(1, 404, { path: '/request-status' });
  },
  'status 409 on an upload that Gong has not': ({ gong }) => gong.failNext(1, 409, { path: '/entities' }),
  'status 413': ({ gong }) => gong.failNext(2, 413, { path: '/entities' }),
  'status 415': ({ gong }) => gong.failNext(1, 415, { path: '/entities' }),
  '429 with Retry-After': ({ gong }) => gong.failNext(2, 429, { retryAfter: 17 }),
  '429 without Retry-After': ({ gong }) => gong.failNext(2, 429),
  'status 500': ({ gong }) => gong.failNext(3, 500),
  'status 503 on polls': ({ gong }) => gong.failNext(2, 503, { path: '/request-status', retryAfter: 9 }),
  'time-out before acceptance': ({ gong }) => gong.timeoutNextUpload('before'),
  'time-out after acceptance': ({ gong }) => gong.timeoutNextUpload('after'),
  'connection dropped in mid-body': ({ gong }) => gong.dropConnectionNext('mid-body', { path: '/entities' }),
  'connection dropped before it counts': ({ gong }) => gong.dropConnectionNext('before'),
  'connection dropped after a registration or schema': ({ gong }) => {
    gong.dropConnectionNext('after', { method: 'PUT' });
    gong.dropConnectionNext('after', { path: '/entity-schema' });
  },
  'a bad line': badLines(1),
  '20 bad lines': badLines(20),
  'a file that fails with line 0': ({ gong }) => gong.failFileLineZero(1),
  'an outage with line 0': ({ gong }) => gong.failFileLineZero(6),
  'counters that do not match': ({ gong }) => gong.doneWithWrongCounters(1),
  'uploads forgotten': async ({ gong, bridge }) => {
    await bridge.pass(3000);
    gong.forgetUploads();
  },
  'death of the process': ({ bridge, random }) => bridge.dieAt(1 + Math.floor(random() * 12)),
  'redeployment in mid-upload': ({ bridge, records }) =>
    bridge.redeploy({ UPLOAD_FILE_BYTES: String(Math.max(400, records * 20)) }),
  'an alarm twice at once': ({ bridge }) => bridge.ringTogether(2),
  'a clock set back': ({ bridge }) => bridge.setClock(-HOUR_MS),
  'an hour without Gong': async ({ gong, bridge }) => {
    gong.offline(true);
    await bridge.pass(HOUR_MS);
    gong.offline(false);
  },
  'a full storage': async ({ bridge }) => {
    bridge.storageFull(true);
    await bridge.pass(60_000);
    bridge.storageFull(false);
  },
  'a spent budget': ({ db, bridge }) => {
    for (let n = 0; n < 8000; n += 1) startCall(db, 'earlier', null, bridge.now() - 23 * HOUR_MS);
  },
  'the integration deleted': ({ gong }) => gong.deleteIntegrationBehindTheBack(),
  'the integration replaced': ({ gong }) => void gong.replaceIntegrationBehindTheBack('Somebody else'),
};

export const FAULT_NAMES = Object.keys(FAULTS);
