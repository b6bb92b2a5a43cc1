import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { CommandReply } from '../../../extension/messaging/commands.ts';
import { PlainChromium, type PlainTab } from '../../browser/plain-chromium.ts';
import { PROOF, size } from '../../numbers.ts';
import { byReaders } from './access.ts';
import { measured } from './figures.ts';
import { openScene, type Scene } from './scene.ts';

/** A page in a second: the background sets the pace, and no machine is too slow for it. */
const INTERVAL_MS = 200;
/** Chromium wakes the timers of a hidden tab once a minute after 5 minutes; where the tab is hidden as soon as it has loaded, after 10 s. */
const GRACE_MS = size(10_000, 300_000);
/** How long the tab stays hidden after its timers have been slowed. */
const SLOWED_MS = size(20_000, 120_000);
const CHECK_MS = 8_000;

test.describe.configure({ timeout: size(120_000, 10 * 60_000) });

let scene: Scene;
let browser: PlainChromium;

test.beforeAll(async () => {
  // More records than are read in the time.
  scene = await openScene({
    crm: { scale: size(600, 4_000) },
    sweep: { minIntervalMs: INTERVAL_MS, concurrency: 1 },
  });
  const userData = join(scene.folder, 'browser');
  mkdirSync(userData);
  browser = await PlainChromium.launch({ extension: scene.extension, userData });
});

test.afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

async function signedInTab(): Promise<PlainTab> {
  const tab = await browser.newTab(`${scene.crm.url}/login.asp?ziel=benutzer.asp`);
  await tab.waitFor('document.querySelector("input[name=pass]")');
  const [login] = scene.crm.logins;
  await tab.evaluate(`
    document.querySelector('input[name=user]').value = ${JSON.stringify(login?.user)};
    document.querySelector('input[name=pass]').value = ${JSON.stringify(login?.password)};
    document.querySelector('input[name=pass]').form.submit();`);
  await tab.waitFor('location.pathname.endsWith("benutzer.asp") && document.readyState === "complete"');
  return tab;
}

async function ask(own: PlainTab, name: string, parameters: object): Promise<void> {
  const message = JSON.stringify({ channel: 'command', name, parameters });
  const reply = await own.evaluate<CommandReply<'sync'>>(`chrome.runtime.sendMessage(${message})`);
  if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply)}`);
}

/** Pages a second that the reader has asked for since then. */
function pace(since: number): number {
  const asked = byReaders(scene.crm.accessLog()).filter(({ time }) => Date.parse(time) >= since);
  return asked.length / ((Date.now() - since) / 1000);
}

/** How often a timer of 500 ms has fired in the tab's own page. */
const TICKS = 'globalThis.ticks';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a sweep in a tab that has been hidden for minutes keeps its pace', async () => {
  const own = await browser.newTab(`chrome-extension://${await browser.extensionId()}/manifest.json`);
  await own.waitFor('chrome.runtime?.sendMessage');
  await ask(own, 'enrol', { address: scene.server.url, code: 'whatever' });
  const crm = await signedInTab();
  await crm.evaluate(`${TICKS} = 0; setInterval(() => { ${TICKS} += 1; }, 500)`);
  await ask(own, 'sync', {});
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
