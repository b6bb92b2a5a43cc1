import { createRequire } from 'node:module';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { findOrInstallBrowsers } from '../../browser/find.ts';
import { PROOF } from '../../numbers.ts';
import { type Company, companyProfile, openCompany } from './company.ts';
import { CONSOLE_SCREENS, openScreen, signIn } from './console-screens.ts';
import { comparePicture } from './pictures.ts';

/** The console in a real browser, on a real Worker, with a company's data in it. */
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
test.describe.configure({ mode: 'serial', timeout: 240_000 });

let company: Company;
let browser: Browser;

test.beforeAll(async () => {
  company = await openCompany();
  const [found] = findOrInstallBrowsers(() => {});
  browser = await chromium.launch(found === undefined ? {} : { executablePath: found.path });
});

test.afterAll(async () => {
  await browser?.close();
  await company?.close();
});

/** Where pictures are kept anew, nothing else is looked at. */
const KEEPING = () => test.info().config.updateSnapshots === 'all';

/** axe runs in a page that forbids script, so the browser is told to overlook that for the test alone. */
async function violations(page: Page): Promise<string[]> {
  if (KEEPING()) return [];
  await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

/** Every page in one of the two, every second in each; the full proof has all in both. */
const inTurn = (turn: number) => CONSOLE_SCREENS.filter((_, index) => PROOF || index % 2 === turn);

for (const [turn, colorScheme, width] of [
  [0, 'light', 1280],
  [1, 'dark', 390],
] as const) {
  test(`every page is as in its picture, keeps the rules of accessibility and its width, ${colorScheme}, ${width} pixels wide`, async () => {
    const context = await browser.newContext({
      colorScheme,
      reducedMotion: 'reduce',
      bypassCSP: true,
      viewport: { width, height: 800 },
    });
    const page = await context.newPage();
    await page.goto(`${company.worker.url}/console`);
    await comparePicture(page, `sign-in-${colorScheme}`);
    expect(await violations(page), 'sign-in').toEqual([]);
    await page.reload();
    await signIn(page, company);
    for (const screen of inTurn(turn)) {
      await openScreen(page, company, screen);
      await comparePicture(page, `${screen.name}-${colorScheme}`);
      await page.locator('details').evaluateAll((all) => {
        for (const one of all) if (one instanceof HTMLDetailsElement && !one.matches('.menu')) one.open = true;
      });
      const room = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
      expect.soft(room[0], `${screen.name} is wider than its window`).toBeLessThanOrEqual(room[1]);
      expect.soft(await violations(page), screen.name).toEqual([]);
    }
    await context.close();
  });
}

test('an administrator works without script: finds a record, keeps a deletion, makes a code, signs out', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const blocked: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) blocked.push(message.text());
  });
  await signIn(page, company);
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: '__Host-bridge-console', httpOnly: true, secure: true, sameSite: 'Strict' });

  await page.getByRole('searchbox', { name: 'Look up a record' }).fill('4711');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Yes: Deal 4711 reached Gong on/)).toBeVisible();

  await page.goto(`${company.worker.url}/console/deletions`);
  await page.getByRole('button', { name: 'Keep A3', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('refused');
  await expect(page.getByText('Kept on your word')).toBeVisible();

  await page.goto(`${company.worker.url}/console/devices`);
  await page.getByRole('button', { name: 'Make the code' }).click();
  await expect(page.getByText(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/)).toBeVisible();

  await page.goto(`${company.worker.url}/console/audit`);
  for (const action of ['enrolment-code-made', 'deletions-refused', 'signed-in'])
    await expect(page.getByText(action).first()).toBeVisible();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('Administrator token')).toBeVisible();
  await page.goBack();
  await page.reload();
  await expect(page.getByLabel('Administrator token')).toBeVisible();
  expect(blocked).toEqual([]);
  await context.close();
});

test('an upload that failed names each bad line, its record and Gong’s words', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, company);
  await page.goto(`${company.worker.url}/console/uploads/${company.failedUpload}`);
  const table = page.getByRole('table', { name: 'Lines that Gong has rejected' });
  await expect(table.getByRole('row')).toHaveCount(3);
  await expect(table).toContainText('The e-mail address is not valid');
  await expect(table.getByRole('link', { name: 'Contact C7' })).toBeVisible();
  await context.close();
});

test('a record is held beside Gong’s own copy, field by field', async () => {
  const page = await signedIn();
  await page.goto(`${company.worker.url}/console/records?type=DEAL&id=4711`);
  await page.getByRole('button', { name: 'Compare with Gong’s copy' }).click();
  await expect(page.getByText('Gong’s copy is the same in every field.')).toBeVisible();
  const table = page.getByRole('table', { name: 'Fields in the ledger and in Gong' });
  await expect(table.getByRole('row').filter({ hasText: 'closeDate' })).toContainText('2026-09-30');
  await page.getByRole('link', { name: 'Back to the record' }).click();
  await expect(page.getByText(/^Yes: Deal 4711 reached Gong on/)).toBeVisible();
  await page.context().close();
});

test('a person’s data are erased on typed words only, and the page says how far that is', async () => {
  const page = await signedIn();
  await page.goto(`${company.worker.url}/console/records?type=CONTACT&id=C20`);
  await page.getByRole('link', { name: 'Erase…' }).click();
  await page.getByLabel('To confirm, type').fill('C20');
  await page.getByRole('button', { name: 'Erase it' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing was erased' })).toBeVisible();
  await page.getByRole('link', { name: 'Back' }).click();
  await page.getByLabel('To confirm, type').fill('erase CONTACT C20');
  await page.getByRole('button', { name: 'Erase it' }).click();
  await expect(page.getByRole('status')).toContainText('is being deleted in Gong');
  await expect(page.getByText('Its erasure was asked for on')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Erase…' })).toHaveCount(0);
  await page.goto(`${company.worker.url}/console/audit`);
  await expect(page.getByRole('table', { name: 'Erasures' }).getByRole('link', { name: 'Contact C20' })).toBeVisible();
  if (PROOF) {
    await expect(async () => {
      await page.goto(`${company.worker.url}/console/records?type=CONTACT&id=C20`);
      await expect(page.getByText('Its contents were wiped here on')).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 90_000 });
    await expect(page.getByText(/^Contact C20 is deleted in Gong/)).toBeVisible();
  }
  await page.context().close();
});

test('a profile that makes other ids comes into force on typed words only', async () => {
  const page = await signedIn();
  const profile = companyProfile();
  profile.pages.accounts.objects.ACCOUNT.prefix = 'new';
  await page.goto(`${company.worker.url}/console/profiles`);
  const before = await page
    .getByRole('row')
    .filter({ hasText: 'everybody else' })
    .getByRole('link')
    .first()
    .innerText();
  await page.getByLabel('Profile (JSON file)').setInputFiles({
    name: 'profile.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(profile)),
  });
  await page.getByRole('button', { name: 'Check and roll out' }).click();
  await expect(page.getByRole('heading', { name: 'Records would come twice' })).toBeVisible();
  await expect(page.getByText(/^Accounts: \d+$/)).toBeVisible();
  await page.getByLabel('To go on all the same, type').fill('yes');
  await page.getByRole('button', { name: 'Put it in force' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing was changed' })).toBeVisible();
  await page.goto(`${company.worker.url}/console/profiles`);
  await expect(page.getByText(/waits for your consent/)).toBeVisible();
  await page.getByRole('link', { name: 'Decide…' }).click();
  await page.getByLabel('To go on all the same, type').fill('send them twice');
  await page.getByRole('button', { name: 'Put it in force' }).click();
  await expect(page.getByRole('status')).toContainText('The profile is in force');
  // Back again makes other ids once more.
  await page.getByRole('row').filter({ hasText: before }).getByText('Roll back…').click();
  await page.getByRole('row').filter({ hasText: before }).getByRole('button', { name: 'Roll back to it' }).click();
  await expect(page.getByRole('heading', { name: 'Records would come twice' })).toBeVisible();
  await page.getByRole('button', { name: 'Keep the profile in force' }).click();
  await expect(page.getByRole('status')).toContainText('The profile in force stays');
  await page.context().close();
});

test('the integration in Gong is deleted by whoever types its id, and the overview says so', async () => {
  const page = await signedIn();
  await page.goto(`${company.worker.url}/console/gong`);
  const id = await page.getByRole('row').filter({ hasText: 'ours' }).locator('code').innerText();
  await page.getByRole('button', { name: 'Delete the integration…' }).click();
  await page.getByLabel('To confirm, type the integration’s id').fill(`${id}0`);
  await page.getByRole('button', { name: 'Delete it in Gong' }).click();
  await expect(page.getByRole('heading', { name: 'Delete the integration in Gong' })).toBeVisible();
  await page.getByLabel('To confirm, type the integration’s id').fill(id);
  await page.getByRole('button', { name: 'Delete it in Gong' }).click();
  await expect(page.getByRole('status')).toContainText('Gong is deleting the integration');
  await page.goto(`${company.worker.url}/console/audit`);
  await expect(page.getByText('integration-deleted').first()).toBeVisible();
  await page.context().close();
});

/** A page of an administrator's, without script, as the console needs none. */
async function signedIn(): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, company);
  return page;
}
