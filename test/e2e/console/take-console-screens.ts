import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { findOrInstallBrowsers } from '../../browser/find.ts';
import { openCompany } from './company.ts';
import { CONSOLE_SCREENS, openScreen, signIn } from './console-screens.ts';

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** A picture of every console page into docs/screens/console, light and dark; some on a phone too. With names, only of those that begin so. Returns how many. */
export async function takeConsoleScreens(asked: readonly string[]): Promise<number> {
  const folder = fileURLToPath(new URL('../../../docs/screens/console', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const [found] = findOrInstallBrowsers((text) => console.error(text));
  if (found === undefined) throw new Error('No browser was found.');
  const wanted = CONSOLE_SCREENS.filter(
    ({ name }) => asked.length === 0 || asked.some((start) => name.startsWith(start)),
  );
  const company = await openCompany();
  const browser = await chromium.launch({ executablePath: found.path });
  let taken = 0;
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', javaScriptEnabled: false });
      const page = await context.newPage();
      await page.setViewportSize(WIDE);
      await page.goto(`${company.worker.url}/console`);
      if (asked.length === 0) {
        await page.screenshot({ path: `${folder}/sign-in-${colorScheme}.png` });
        taken += 1;
      }
      await signIn(page, company);
      for (const screen of wanted) {
        for (const [suffix, size] of [
          ['', WIDE],
          ['-phone', PHONE],
        ] as const) {
          if (suffix !== '' && screen.phone !== true) continue;
          await page.setViewportSize(size);
          await openScreen(page, company, screen);
          await page.screenshot({ path: `${folder}/${screen.name}${suffix}-${colorScheme}.png`, fullPage: true });
          taken += 1;
        }
      }
      await context.close();
    }
  } finally {
    await browser.close();
    await company.close();
  }
  return taken;
}
