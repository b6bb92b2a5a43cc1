/** The reader, bundled as the extension bundles it, in a real Chromium. */
import { chromium, type Page } from '@playwright/test';
import type { Profile } from '../../shared/profile/schema.ts';
import { findOrInstallBrowsers } from '../browser/find.ts';
import { bundle } from './bundle.ts';
import type { ReaderInPage, Sample, Task, Watched } from './in-page.ts';

export type { Sample, Task, Watched } from './in-page.ts';

export interface ReaderBrowser {
  /** The browser, for people. */
  readonly name: string;
  keep(name: string, profile: Profile): Promise<void>;
  watch(task: Task): Promise<Watched>;
  sample(task: Task, count: number): Promise<Sample>;
  close(): Promise<void>;
}

/** A real browser with the reader in it, and nothing else: no extension, no network. */
export async function openReaderBrowser(say: (text: string) => void = () => {}): Promise<ReaderBrowser> {
  const code = await bundle('in-page.ts');
  const [found] = findOrInstallBrowsers(say);
  if (!found) throw new Error('No Chromium was found.');
  const browser = await chromium.launch({
    executablePath: found.path,
    args: ['--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND'],
  });
  const page = await browser.newPage();
  await page.addScriptTag({ content: code });
  return {
    name: found.name,
    keep: (name, profile) => ask(page, 'keep', name, profile),
    watch: (task) => ask(page, 'watch', task),
    sample: (task, count) => ask(page, 'sample', task, count),
    close: () => browser.close(),
  };
}

function ask<Name extends keyof ReaderInPage>(
  page: Page,
  name: Name,
  ...parameters: Parameters<ReaderInPage[Name]>
): Promise<ReturnType<ReaderInPage[Name]>> {
  return page.evaluate(
    ([called, given]) => {
      const { crmReader } = globalThis as unknown as {
        crmReader: Record<string, (...all: readonly unknown[]) => unknown>;
      };
      return crmReader[called]?.(...given);
    },
    [name, parameters] as [string, readonly unknown[]],
  ) as Promise<ReturnType<ReaderInPage[Name]>>;
}
