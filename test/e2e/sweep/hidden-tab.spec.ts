import { expect, test } from '@playwright/test';
import { PROOF, size } from '../../numbers.ts';
import { byReaders } from './access.ts';
import { measured } from './figures.ts';
import { PlainCast } from './plain-cast.ts';

/** A page in a second: the background sets the pace, and no machine is too slow for it. */
const INTERVAL_MS = 200;
/** Chromium wakes the timers of a hidden tab once a minute after 5 minutes; where the tab is hidden as soon as it has loaded, after 10 s. */
const GRACE_MS = size(10_000, 300_000);
/** How long the tab stays hidden after its timers have been slowed. */
const SLOWED_MS = size(20_000, 120_000);
const CHECK_MS = 8_000;

test.describe.configure({ timeout: size(120_000, 10 * 60_000) });

let cast: PlainCast;

test.beforeAll(async () => {
  // More records than are read in the time.
  cast = await PlainCast.open({
    crm: { scale: size(600, 4_000) },
    sweep: { minIntervalMs: INTERVAL_MS, concurrency: 1 },
  });
});

test.afterAll(() => cast?.close());

/** Pages a second that the reader has asked for since then. */
function pace(since: number): number {
  const asked = byReaders(cast.crm.accessLog()).filter(({ time }) => Date.parse(time) >= since);
  return asked.length / ((Date.now() - since) / 1000);
}

/** How often a timer of 500 ms has fired in the tab's own page. */
const TICKS = 'globalThis.ticks';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a sweep in a tab that has been hidden for minutes keeps its pace', async () => {
  const { own } = cast;
  const crm = await cast.signIn();
  await crm.evaluate(`${TICKS} = 0; setInterval(() => { ${TICKS} += 1; }, 500)`);
  await cast.ask('sync', {});
  expect(await crm.evaluate('document.visibilityState')).toBe('visible');
  if (!PROOF) await own.show();
  const ticksBefore = await crm.evaluate<number>(TICKS);
  let since = Date.now();
  await pause(CHECK_MS);
  const before = { pace: pace(since), ticks: (await crm.evaluate<number>(TICKS)) - ticksBefore };
  if (PROOF) await own.show();
  expect(await crm.evaluate('document.visibilityState')).toBe('hidden');
  await pause(GRACE_MS);
  const slowedTicks = await crm.evaluate<number>(TICKS);
  since = Date.now();
  await pause(SLOWED_MS);
  const hidden = { pace: pace(since), ticks: (await crm.evaluate<number>(TICKS)) - slowedTicks };
  measured('hidden tab', { hiddenMs: GRACE_MS + SLOWED_MS, slowedMs: SLOWED_MS, before, hidden });
  // The page's own timers show that the browser does slow this tab down: once a second before at least, once a minute now.
  expect(before.ticks).toBeGreaterThan(CHECK_MS / 1000 / 2);
  expect(hidden.ticks).toBeLessThanOrEqual(2 + SLOWED_MS / 60_000);
  expect(hidden.pace).toBeGreaterThan(0.8 * before.pace);
});
