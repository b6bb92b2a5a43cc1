import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { findOrInstallBrowsers } from '../../browser/find.ts';
import { takeConsoleScreens } from '../console/take-console-screens.ts';
import { startPreviewSite } from './preview-site.ts';
import { SCREENS, type Screen } from './screens.ts';

/**
 * `npm run screens [name…]`: takes a picture of every screen in every state, light and dark, into docs/screens.
 * With names, only of screens whose name begins with one of them.
 */
const FOLDER = fileURLToPath(new URL('../../../docs/screens', import.meta.url));
const asked = process.argv.slice(2);
const wanted = SCREENS.filter(({ name }) => asked.length === 0 || asked.some((start) => name.startsWith(start)));

const [found] = findOrInstallBrowsers((text) => console.error(text));
if (found === undefined) throw new Error('No browser was found.');
mkdirSync(FOLDER, { recursive: true });
const work = mkdtempSync(join(tmpdir(), 'screens-'));
const site = await startPreviewSite(work);
const browser = await chromium.launch({ executablePath: found.path });
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const sharp of [true, false]) {
      const page = await browser.newPage({
        colorScheme,
        deviceScaleFactor: sharp ? 2 : 1,
        reducedMotion: 'reduce',
        timezoneId: 'Europe/Berlin',
      });
      for (const screen of wanted.filter((one) => (one.sharp ?? false) === sharp)) {
        await take(page, screen, `${FOLDER}/${screen.name}-${colorScheme}.png`);
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  site.close();
  rmSync(work, { recursive: true });
}
// The console's have a folder of their own; `npm run screens console` takes these alone, `console:devices` one of them.
const ofConsole = asked.filter((name) => name.startsWith('console'));
const pictures =
  asked.length === 0 || ofConsole.length > 0
    ? await takeConsoleScreens(ofConsole.map((name) => name.slice('console:'.length)).filter((name) => name !== ''))
    : 0;
console.log(`${wanted.length * 2 + pictures} pictures in docs/screens`);

async function take(page: Page, { query, hash = '', width, height }: Screen, path: string): Promise<void> {
  await page.setViewportSize({ width, height: height ?? 600 });
  await page.goto('about:blank');
  await page.goto(`${site.url}?${new URLSearchParams(query)}${hash}`);
  await page.getByRole('main').waitFor();
  await page.screenshot({ path, fullPage: height === undefined });
}
