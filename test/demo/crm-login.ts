import type { Frame, Page } from '@playwright/test';

const USER_INPUTS = 'input[type="text"], input[type="email"], input:not([type])';

/** Fills and sends the first form with a password field, in whichever frame it stands. A page without one needs no login. */
export async function signIn(page: Page, url: string, user: string, password: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' });
  const frame = await frameWithPassword(page);
  if (!frame) return;
  const form = frame.locator('form:has(input[type="password"])').first();
  await form.locator(USER_INPUTS).first().fill(user);
  const field = form.locator('input[type="password"]').first();
  await field.fill(password);
  const answered = page.waitForResponse((response) => response.request().isNavigationRequest());
  const button = form.locator('input[type="submit"], button:not([type="button"]), input[type="image"]').first();
  await ((await button.count()) > 0 ? button.click() : field.press('Enter'));
  await answered;
  await page.waitForLoadState('load');
  if (await frameWithPassword(page)) throw new Error(`The CRM at ${url} did not accept the login of ${user}.`);
}

async function frameWithPassword(page: Page): Promise<Frame | undefined> {
  for (const frame of page.frames()) {
    if ((await frame.locator('form input[type="password"]').count()) > 0) return frame;
  }
  return undefined;
}
