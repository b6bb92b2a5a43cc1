import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { ObjectType } from '../../../shared/objects/object-type.ts';
import { launchBrowser } from '../../browser/launch.ts';
import { buildExtension } from '../../demo/extension-build.ts';
import { Rep } from '../../demo/rep.ts';
import type { Backdrop } from '../../demo/stage.ts';
import { compareStage } from '../../demo/truth.ts';
import { size } from '../../numbers.ts';
import { openBackdrop } from '../stage.ts';

/** Two reps whom the CRM shows different records, each with a browser of their own, one Worker and one Gong. */
test.describe.configure({ mode: 'serial', timeout: 300_000 });

const HIDDEN = ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'] as const satisfies readonly ObjectType[];

let backdrop: Backdrop;
const reps: Rep[] = [];
const users: string[] = [];

function crm() {
  if (!backdrop.crm) throw new Error('the built-in CRM is not there');
  return backdrop.crm;
}

test.beforeAll(async () => {
  backdrop = await openBackdrop({ scale: size(60, 400) });
  // As the demo CRM's profile has it, everybody sees everything and one browser reads for all; these two do not.
  const profile = backdrop.profile as { readonly crm: object };
  await backdrop.worker.putProfile({ ...profile, crm: { ...profile.crm, visibility: 'own' } });
  const extension = buildExtension(
    { crm: new URL(backdrop.access.url).origin, worker: backdrop.worker.url },
    join(backdrop.folder, 'extension'),
  );
  users.push(
    ...crm()
      .logins.slice(0, 2)
      .map(({ user }) => user),
  );
  for (const { user, password } of crm().logins.slice(0, 2)) {
    const userData = join(backdrop.folder, user);
    mkdirSync(userData);
    const browser = await launchBrowser({ extension, userData, headless: true, say: () => {} });
    const rep = new Rep(browser, { url: backdrop.access.url, user, password }, 60_000);
    reps.push(rep);
    await rep.enrol(backdrop.worker.url, await backdrop.worker.enrolmentCode());
    await rep.signIn();
  }
});

test.afterAll(async () => {
  for (const rep of reps) await rep.browser.close();
  await backdrop?.close();
});

/** Both press Sync, at the same time. */
async function bothSync() {
  const outcomes = await Promise.all(reps.map((rep) => rep.sync()));
  expect(outcomes.map(({ failure }) => failure)).toEqual([null, null]);
  return outcomes.map(({ result }) => result);
}

function expectUnionInGong(): void {
  expect(compareStage(backdrop)?.differences).toEqual([]);
  expect(backdrop.gong?.violations()).toEqual([]);
}

const ids = (type: ObjectType, user?: string) =>
  crm()
    .truth(user)
    [type].map(({ objectId }) => String(objectId));

test('Gong ends with the union of what the two may see', async () => {
  const [first = '', second = ''] = users;
  for (const type of HIDDEN) {
    for (const [index, id] of ids(type).entries()) {
      if (index % 3 === 0) crm().deny(first, type, id);
      if (index % 3 === 1) crm().deny(second, type, id);
    }
    expect(ids(type, first)).not.toEqual(ids(type, second));
  }
  await bothSync();
  expectUnionInGong();
});

test('a user who loses access deletes nothing, however often both sweep', async () => {
  const [first = ''] = users;
  for (const type of HIDDEN)
    for (const id of ids(type, first).filter((_, index) => index % 2 === 0)) crm().deny(first, type, id);
  for (let round = 0; round < 3; round++) {
    const results = await bothSync();
    expect(results.flatMap(({ deleted }) => Object.values(deleted)).reduce((sum, count) => sum + count, 0)).toBe(0);
  }
  expectUnionInGong();
});

test('what is deleted in the CRM is deleted in Gong, and nothing else', async () => {
  const [, second = ''] = users;
  for (const type of ['CONTACT', 'DEAL', 'LEAD'] as const) crm().delete(type, ids(type, second)[0] ?? '');
  await bothSync();
  await bothSync();
  expectUnionInGong();
});
