import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { findOrInstallBrowsers } from '../../browser/find.ts';
import { PROOF } from '../../numbers.ts';
import { startPreviewSite } from './preview-site.ts';
import { SCREENS, type Screen } from './screens.ts';

/** Every screen in every state, without the rest of the system: what a person can see and use. */
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const work = mkdtempSync(join(tmpdir(), 'screens-'));
let site: Awaited<ReturnType<typeof startPreviewSite>>;
let browser: Browser;

test.beforeAll(async () => {
  site = await startPreviewSite(work);
  const [found] = findOrInstallBrowsers(() => {});
  browser = await chromium.launch(found === undefined ? {} : { executablePath: found.path });
});

test.afterAll(async () => {
  await browser.close();
  site.close();
  rmSync(work, { recursive: true });
});

async function open(page: Page, { query, hash = '', width, height }: Screen): Promise<void> {
  await page.setViewportSize({ width, height: height ?? 600 });
  await page.goto('about:blank');
  await page.goto(`${site.url}?${new URLSearchParams(query)}${hash}`);
  await page.getByRole('main').waitFor();
}

/** Every screen in one of the two, every second in each; the full proof has all in both. */
const inTurn = (turn: number) => SCREENS.filter((_, index) => PROOF || index % 2 === turn);

for (const [turn, colorScheme] of (['light', 'dark'] as const).entries()) {
  test(`no screen breaks an accessibility rule or its layout when it is ${colorScheme}`, async () => {
    const page = await browser.newPage({ colorScheme, reducedMotion: 'reduce' });
    for (const screen of inTurn(turn)) {
      await open(page, screen);
      await page.locator('details').evaluateAll((all) => {
        for (const one of all) if (one instanceof HTMLDetailsElement) one.open = true;
      });
      const room = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
      expect(room[0], `${screen.name} is wider than its window`).toBeLessThanOrEqual(room[1]);
      expect(await violations(page), screen.name).toEqual([]);
    }
    await page.close();
  });
}

async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

test('nothing in the popup moves, from the first frame on and whatever the state', async () => {
  const page = await browser.newPage();
  const places = new Map<string, string>();
  for (const screen of SCREENS.filter(({ name, width }) => name.startsWith('popup-') && width === 380)) {
    if (screen.query['direction'] === 'rtl') continue;
    await open(page, screen);
    const parts = ['.top > svg', '.status', '.steps', '.types'].map((part) => page.locator(part));
    const sync = page.getByRole('button', { name: 'Sync', exact: true });
    const boxes = await Promise.all([...parts, sync].map((part) => part.boundingBox()));
    // Where there are two buttons, Sync is the narrower one.
    const placed = boxes.map((box) => box && { x: box.x, y: box.y, height: box.height });
    places.set(screen.name, JSON.stringify(placed));
  }
  expect(places.size).toBeGreaterThan(15);
  expect(new Set(places.values()).size, JSON.stringify([...places], null, 1)).toBe(1);
  await page.close();
});

test('nothing moves for who has asked for that, though something does for others', async () => {
  const screen = SCREENS.find(({ name }) => name === 'popup-reading');
  if (screen === undefined) throw new Error('There is no such screen.');
  const moving: number[] = [];
  for (const reducedMotion of ['reduce', 'no-preference'] as const) {
    const page = await browser.newPage({ reducedMotion });
    await open(page, screen);
    moving.push(
      await page.evaluate(
        () => document.getAnimations().filter(({ effect }) => Number(effect?.getTiming().duration) > 0).length,
      ),
    );
    await page.close();
  }
  expect(moving[0]).toBe(0);
  expect(moving[1]).toBeGreaterThan(0);
});

test('everything in the popup can be reached and pressed by keyboard', async () => {
  const page = await browser.newPage();
  const screen = SCREENS.find(({ name }) => name === 'popup-rejected');
  if (screen === undefined) throw new Error('There is no such screen.');
  await open(page, screen);
  const reached: string[] = [];
  for (let press = 0; press < 12; press++) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.ariaLabel ?? activeElement?.textContent?.trim() ?? '';
      }),
    );
  }
  expect(reached.slice(0, 4)).toEqual(['Pause', 'Records', 'Options', 'Sync']);
  expect(reached).toContain('Open Deal 4711 in the CRM');
  await page.close();
});

test('the records list holds only the rows in sight', async () => {
  const page = await browser.newPage();
  const screen = SCREENS.find(({ name }) => name === 'records');
  if (screen === undefined) throw new Error('There is no such screen.');
  await open(page, screen);
  const grid = page.getByRole('grid', { name: 'Records' });
  await expect(grid).toHaveAttribute('aria-rowcount', '1201');
  expect(await grid.getByRole('row').count()).toBeLessThan(80);
  await page.locator('.grid-box').evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await expect(grid.locator('[aria-rowindex="1201"]')).toBeVisible();
  expect(await grid.getByRole('row').count()).toBeLessThan(80);
  await page.close();
});
