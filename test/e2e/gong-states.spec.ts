import { expect, test } from '@playwright/test';
import type { Stage } from '../demo/stage.ts';
import { aDeal, editOneDeal, expectEverythingArrives, expectFailure } from './expectations.ts';
import { openStage } from './stage.ts';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

let stage: Stage;
let rightSecret: string;

test.beforeAll(async () => {
  stage = await openStage({ scale: 60, worker: { GONG_ACCESS_KEY_SECRET: 'wrong' } });
  rightSecret = stage.gong?.accessKeySecret ?? '';
});

test.afterAll(() => stage?.close());

test('wrong Gong credentials are named, and the next sync after their correction brings everything', async () => {
  await expectFailure(stage, 'gong-credentials-refused');
  expect(stage.gong?.objects('ACCOUNT').size).toBe(0);
  await stage.worker.restart({ GONG_ACCESS_KEY_SECRET: rightSecret });
  await expectEverythingArrives(stage);
});

test('missing Gong credentials are named', async () => {
  await stage.worker.restart({ GONG_ACCESS_KEY: '' });
  editOneDeal(stage, 4711.5);
  await expectFailure(stage, 'gong-not-configured');
  await stage.worker.restart({ GONG_ACCESS_KEY: stage.gong?.accessKey ?? '' });
  await expectEverythingArrives(stage);
});

test('a Gong that is down loses nothing', async () => {
  stage.gong?.offline(true);
  editOneDeal(stage, 99.75);
  await expectFailure(stage, 'gong-unreachable');
  stage.gong?.offline(false);
  await expectEverythingArrives(stage);
});

test('a record that Gong rejects is shown with Gong’s reason and a link to its page, and arrives once it is put right', async () => {
  const deal = aDeal(stage);
  stage.gong?.failLines(({ fields }) => (fields['objectId'] === deal ? 'Deals of this kind are not welcome' : false));
  editOneDeal(stage, 7.25);
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
  editOneDeal(stage, 7.5);
  await expectEverythingArrives(stage);
});
