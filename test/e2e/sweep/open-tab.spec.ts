import { expect, test } from '@playwright/test';
import { signIn } from '../../demo/crm-login.ts';
import { Cast } from './cast.ts';
import { differences } from './extension-records.ts';

/** A tab of the CRM that is older than the extension, or than its newest version, reads for it all the same. */
test.describe.configure({ mode: 'serial', timeout: 120_000 });

let cast: Cast;

test.beforeAll(async () => {
  cast = await Cast.open({
    crm: { scale: 60 },
    before: async (page, crm) => {
      const [login] = crm.logins;
      if (login) await signIn(page, crm.url, login.user, login.password);
      await page.evaluate(() => Object.assign(globalThis, { loadedOnce: true }));
    },
  });
});

test.afterAll(() => cast?.close());

/** The CRM's tabs that are open, and whether each is still the document that was there before the install. */
async function crmTabs(): Promise<unknown[]> {
  const pages = cast.browser.context.pages().filter((page) => page.url().startsWith(cast.crm.url));
  return Promise.all(pages.map((page) => page.evaluate(() => 'loadedOnce' in globalThis)));
}

async function sync(): Promise<void> {
  const { syncId } = await cast.ask('sync', {});
  await cast.settled(syncId);
  expect(differences(cast.crm.truth(), cast.server.worker.objects.values())).toEqual([]);
  expect(await crmTabs()).toEqual([true]);
}

test('Sync works in a tab that was open before the extension was installed', sync);

test('and in one that was open before the extension was updated', async () => {
  await cast.updateExtension();
  const [deal] = cast.crm.truth().DEAL;
  cast.crm.edit('DEAL', String(deal?.['objectId']), { name: 'After the update' });
  await sync();
});
