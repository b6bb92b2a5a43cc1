import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { OBJECT_TYPES, perType } from '../../shared/objects/object-type.ts';
import { Firefox } from '../browser/firefox.ts';
import type { FirefoxTab } from '../browser/firefox-tab.ts';
import { buildExtension } from '../demo/extension-build.ts';
import type { Backdrop } from '../demo/stage.ts';
import { compareStage } from '../demo/truth.ts';
import { recordsOfThread } from './reading-thread.ts';
import { openBackdrop } from './stage.ts';

/** The stores' package in a real Firefox, from install to confirmation, by the buttons that a rep presses. */
test.describe.configure({ mode: 'serial', timeout: 180_000 });

let backdrop: Backdrop;
let firefox: Firefox;
let popup: FirefoxTab;

test.beforeAll(async () => {
  // Under another name than the Worker's the CRM is a site of its own, which has to be granted.
  backdrop = await openBackdrop({ crmHost: 'localhost', scale: 60 });
  const extension = buildExtension(null, join(backdrop.folder, 'extension'), 'firefox');
  firefox = await Firefox.launch({ extension, headless: true });
});

test.afterAll(async () => {
  await firefox?.close();
  await backdrop?.close();
});

/** The CRM's truth names the host that it listens on; a rep who visits it under another sees that one. */
const differences = () =>
  compareStage(backdrop)?.differences.filter(
    ({ field, truth, gong }) => field !== 'url' || String(truth).replace('127.0.0.1', 'localhost') !== gong,
  );
const counts = () => perType((type) => backdrop.crm?.truth()[type].length ?? 0);
const all = () => OBJECT_TYPES.reduce((sum, type) => sum + counts()[type], 0);

test('the page that opens after install connects, and asks for the CRM’s site', async () => {
  const first = await firefox.tabAt(firefox.addressOf('options.html'));
  await first.fill('Worker address', backdrop.worker.url);
  await first.fill('Enrolment code', await backdrop.worker.enrolmentCode());
  await first.press('button', 'Agree and connect');
  await first.waitForText(/Connected/);
  expect(await first.text()).toContain(new URL(backdrop.access.url).host);
  await first.press('button', 'Allow');
  await first.waitForText(/Open your CRM\s*$/m);
});

test('Sync reads the CRM with the rep’s session, and Gong confirms every record', async () => {
  const crm = await firefox.newTab();
  await crm.goto(backdrop.access.url);
  await crm.fill('user', backdrop.access.user);
  await crm.fill('pass', backdrop.access.password);
  await crm.press('button', 'Login');
  await crm.waitForText(/^(?!.*Password)/s);
  popup = await firefox.newTab();
  await popup.goto(firefox.addressOf('popup.html'));
  await popup.waitForText(/Never synced yet/);
  await popup.press('button', 'Sync');
  await popup.waitForText(/Reading your CRM/);
  // Firefox ends an idle background at any moment; the work goes on.
  await firefox.stopBackground();
  await popup.waitForText(/Up to date since/, 90_000);
  expect(differences()).toEqual([]);
  expect(backdrop.gong?.violations()).toEqual([]);
  const table = await popup.text();
  expect(table).toMatch(new RegExp(`Accounts\\s+${counts().ACCOUNT}\\s+0\\s+${counts().ACCOUNT}\\s+0`));
});

test('the records page shows what this browser holds, and the options what it is connected to', async () => {
  const records = await firefox.newTab();
  await records.goto(firefox.addressOf('records.html'));
  await records.waitForText(new RegExp(`${all()} of ${all()} records`));
  expect(await records.run<number>(`return (${recordsOfThread.toString()})();`)).toBe(all());
  await records.goto(firefox.addressOf('options.html'));
  await records.waitForText(new RegExp(backdrop.worker.url));
});

test('one record is read again when its rep asks, and shows what Gong said of it', async () => {
  const records = await firefox.newTab();
  await records.goto(firefox.addressOf('records.html?type=DEAL'));
  await records.waitForText(new RegExp(`${counts().DEAL} of ${all()} records`));
  await records.run(`document.querySelector('[aria-rowindex="2"]').click();`);
  await records.press('button', 'Read this one again');
  await records.waitForText(/Read again: nothing has changed/, 60_000);
  await records.waitForText(/Gong: DONE/);
  await records.close();
});

test('an edit in the CRM arrives with the next Sync, and no page of the extension has logged an error', async () => {
  const deal = String(backdrop.crm?.truth().DEAL[1]?.['objectId']);
  backdrop.crm?.edit('DEAL', deal, { amount: 4711.5 });
  await popup.press('button', 'Sync');
  await expect.poll(() => backdrop.gong?.objects('DEAL').get(deal)?.['amount'], { timeout: 60_000 }).toBe(4711.5);
  await popup.waitForText(/Up to date since/, 60_000);
  expect(differences()).toEqual([]);
  expect(await firefox.errors()).toEqual([]);
});
