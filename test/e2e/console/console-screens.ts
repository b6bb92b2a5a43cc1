import type { Page } from '@playwright/test';
import type { Company } from './company.ts';

/** One picture of the console. */
export interface ConsoleScreen {
  readonly name: string;
  readonly path: (company: Company) => string;
  /** Pressed before the picture. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** Also taken on a phone. */
  readonly phone?: boolean;
}

const at = (path: string) => () => path;

/** Every page of the console. */
export const CONSOLE_SCREENS: readonly ConsoleScreen[] = [
  { name: 'overview', path: at('/console'), phone: true },
  { name: 'overview-week', path: at('/console?range=week') },
  { name: 'record-confirmed', path: at('/console/records?type=DEAL&id=4711'), phone: true },
  { name: 'record-rejected', path: at('/console/records?type=CONTACT&id=C7') },
  { name: 'record-unknown', path: at('/console/records?id=9999') },
  { name: 'uploads', path: at('/console/uploads'), phone: true },
  { name: 'upload-with-errors', path: ({ failedUpload }) => `/console/uploads/${failedUpload}` },
  { name: 'sweeps', path: at('/console/sweeps') },
  { name: 'deletions', path: at('/console/deletions'), phone: true },
  { name: 'attention', path: at('/console/attention') },
  { name: 'gong', path: at('/console/gong') },
  { name: 'devices', path: at('/console/devices'), phone: true },
  {
    name: 'enrolment-code',
    path: at('/console/devices'),
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Make the code' }).click();
      await page.getByRole('heading', { name: 'Enrolment code', level: 1 }).waitFor();
    },
  },
  { name: 'profiles', path: at('/console/profiles'), phone: true },
  {
    name: 'profile-refused',
    path: at('/console/profiles'),
    prepare: async (page) => {
      const broken = Buffer.from('{"format": 1, "name": "", "pages": {"accounts": {"kind": "lists"}}}');
      await page
        .getByLabel('Profile (JSON file)')
        .setInputFiles({ name: 'profile.json', mimeType: 'application/json', buffer: broken });
      await page.getByRole('button', { name: 'Check only' }).click();
      await page.getByRole('heading', { name: 'The profile cannot be used' }).waitFor();
    },
  },
  {
    name: 'profile-compare',
    path: at('/console/profiles'),
    prepare: async (page) => {
      await page
        .getByRole('link', { name: /^Compare/ })
        .first()
        .click();
      await page.getByRole('heading', { name: 'Compare profiles' }).waitFor();
    },
  },
  { name: 'users', path: at('/console/users') },
  { name: 'alerts', path: at('/console/alerts') },
  { name: 'audit', path: at('/console/audit') },
];

/** Signs in by the form, as an administrator does. */
export async function signIn(page: Page, { worker, adminToken }: Company): Promise<void> {
  await page.goto(`${worker.url}/console`);
  await page.getByLabel('Administrator token').fill(adminToken);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** Opens a screen as it is to be seen. */
export async function openScreen(page: Page, company: Company, screen: ConsoleScreen): Promise<void> {
  await page.goto(`${company.worker.url}${screen.path(company)}`);
  await page.getByRole('main').waitFor();
  await screen.prepare?.(page);
}
