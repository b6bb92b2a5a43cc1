import { expect, test } from '@playwright/test';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { ERRORS } from '../../shared/errors/catalogue.ts';
import type { Stage } from '../demo/stage.ts';
import { compareStage } from '../demo/truth.ts';
import { openStage } from './stage.ts';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

let stage: Stage;
let rightSecret: string;

test.beforeAll(async () => {
  stage = await openStage({ worker: { GONG_ACCESS_KEY_SECRET: 'wrong' } });
  rightSecret = stage.gong?.accessKeySecret ?? '';
});

test.afterAll(() => stage?.close());

/** The sync stops with this code, and the popup says what happened and what to do next. */
async function expectFailure(code: ErrorCode): Promise<void> {
  const { failure } = await stage.rep.sync();
  expect(failure?.code).toBe(code);
  await expect((await stage.rep.popup()).locator('body')).toContainText(ERRORS[code].next.split('{')[0] ?? '');
}

async function expectEverythingArrives(): Promise<void> {
  const { failure, result } = await stage.rep.sync();
  expect(failure).toBeNull();
  expect(result.rejected).toEqual([]);
  expect(compareStage(stage)?.differences).toEqual([]);
}

test('wrong Gong credentials are named, and the next sync after their correction brings everything', async () => {
  await expectFailure('gong-credentials-refused');
  expect(stage.gong?.objects('ACCOUNT').size).toBe(0);
  await stage.worker.restart({ GONG_ACCESS_KEY_SECRET: rightSecret });
  await expectEverythingArrives();
});

test('missing Gong credentials are named', async () => {
  await stage.worker.restart({ GONG_ACCESS_KEY: '' });
  await editOneDeal('4711.50');
  await expectFailure('gong-not-configured');
  await stage.worker.restart({ GONG_ACCESS_KEY: stage.gong?.accessKey ?? '' });
  await expectEverythingArrives();
});

test('a signed-out CRM asks to sign in, takes nothing for deleted, and goes on after the next sign-in', async () => {
  stage.crm?.expireSessions();
  await expectFailure('crm-signed-out');
  await stage.rep.signIn();
  await expectEverythingArrives();
});

test('a Worker that is down loses nothing', async () => {
  await stage.worker.kill();
  await editOneDeal('815.25');
  await expectFailure('worker-unreachable');
  await stage.worker.start();
  await expectEverythingArrives();
});

test('a Gong that is down loses nothing', async () => {
  stage.gong?.offline(true);
  await editOneDeal('99.75');
  await expectFailure('gong-unreachable');
  stage.gong?.offline(false);
  await expectEverythingArrives();
});

test('an impossible date is a problem of its field; the value that Gong has stays', async () => {
  const deal = aDeal();
  const before = stage.gong?.objects('DEAL').get(deal)?.['closeDate'];
  stage.crm?.edit('DEAL', deal, { amount: 1 });
  stage.crm?.setImpossibleDate(deal);
  const { result } = await stage.rep.sync();
  expect(result.problems).toContainEqual(
    expect.objectContaining({ objectType: 'DEAL', objectId: deal, field: 'closeDate' }),
  );
  expect(stage.gong?.objects('DEAL').get(deal)).toMatchObject({ amount: 1, closeDate: before });
  stage.crm?.setImpossibleDate(deal, null);
  await expectEverythingArrives();
});

test('a record that Gong rejects is shown with Gong’s reason and a link to its page, and arrives once it is put right', async () => {
  const deal = aDeal();
  stage.gong?.failLines(({ fields }) => (fields['objectId'] === deal ? 'Deals of this kind are not welcome' : false));
  await editOneDeal('7.25');
  const { result } = await stage.rep.sync();
  const url = stage.crm?.truth().DEAL[1]?.['url'];
  expect(result.rejected).toEqual([
    expect.objectContaining({ objectType: 'DEAL', objectId: deal, code: 'gong-rejected-record', url }),
  ]);
  expect(result.rejected[0]?.reason).toContain('Deals of this kind are not welcome');
  const list = (await stage.rep.popup()).getByRole('list', { name: 'Rejected records' });
  await expect(list).toContainText('Deals of this kind are not welcome');
  await expect(list.getByRole('link').first()).toHaveAttribute('href', String(url));
  stage.gong?.failLines(undefined);
  await editOneDeal('7.50');
  await expectEverythingArrives();
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

function aDeal(): string {
  return String(stage.crm?.truth().DEAL[1]?.['objectId']);
}

async function editOneDeal(amount: string): Promise<void> {
  stage.crm?.edit('DEAL', aDeal(), { amount: Number(amount) });
}
