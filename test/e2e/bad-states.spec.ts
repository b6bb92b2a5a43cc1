import { expect, test } from '@playwright/test';
import { ERRORS } from '../../shared/errors/catalogue.ts';
import type { Stage } from '../demo/stage.ts';
import { aDeal, editOneDeal, expectEverythingArrives, expectFailure } from './expectations.ts';
import { openStage } from './stage.ts';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

let stage: Stage;

test.beforeAll(async () => {
  stage = await openStage({ scale: 60 });
});

test.afterAll(() => stage?.close());

test('a signed-out CRM asks to sign in, takes nothing for deleted, and goes on after the next sign-in', async () => {
  const popup = await stage.rep.popup();
  const button = () =>
    popup.evaluate(async () => [await chrome.action.getBadgeText({}), await chrome.action.getTitle({})]);
  stage.crm?.expireSessions();
  await expectFailure(stage, 'crm-signed-out');
  await expect.poll(button).toEqual(['!', `CRM Bridge: ${ERRORS['crm-signed-out'].what}`]);
  await stage.rep.signIn();
  await expectEverythingArrives(stage);
  await expect.poll(button).toEqual(['', 'CRM Bridge']);
});

test('a Worker that is down loses nothing', async () => {
  await stage.worker.kill();
  editOneDeal(stage, 815.25);
  await expectFailure(stage, 'worker-unreachable');
  await stage.worker.start();
  await expectEverythingArrives(stage);
});

test('an impossible date is a problem of its field; the value that Gong has stays', async () => {
  const deal = aDeal(stage);
  const before = stage.gong?.objects('DEAL').get(deal)?.['closeDate'];
  stage.crm?.edit('DEAL', deal, { amount: 1 });
  stage.crm?.setImpossibleDate(deal);
  const { result } = await stage.rep.sync();
  expect(result.problems).toContainEqual(
    expect.objectContaining({ objectType: 'DEAL', objectId: deal, field: 'closeDate' }),
  );
  expect(stage.gong?.objects('DEAL').get(deal)).toMatchObject({ amount: 1, closeDate: before });
  stage.crm?.setImpossibleDate(deal, null);
  await expectEverythingArrives(stage);
});

test('a Worker address that is none is refused with a sentence', async () => {
  const page = await stage.rep.browser.context.newPage();
  await page.goto(`chrome-extension://${stage.rep.browser.extensionId}/options.html`);
  await page.getByRole('button', { name: /connect to another|change/i }).click();
  await page.getByLabel('Worker address').fill(stage.crm?.url ?? '');
  await page.getByLabel('Enrolment code').fill('whatever');
  await page.getByRole('button', { name: 'Connect' }).click();
  await expect(page.getByRole('alert')).toContainText('is not a CRM Bridge');
  await page.close();
});
