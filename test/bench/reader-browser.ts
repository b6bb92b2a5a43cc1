/** The reader, bundled as the extension bundles it, in a real Chromium. */
import { chromium, type Page } from '@playwright/test';
import type { Profile } from '../../shared/profile/schema.ts';
import { findOrInstallBrowsers } from '../browser/find.ts';
import { askPage } from './ask-page.ts';
import { bundle } from './bundle.ts';
import type { ReaderInPage, Sample, Task, Watched } from './in-page.ts';

export type { Sample, Task, Watched } from './in-page.ts';

export interface ReaderBrowser {
  /** The browser, for people. */
  readonly name: string;
  keep(name: string, profile: Profile): Promise<void>;
  /** Reads one page and watches it. Where it took long on the clock, `readMs` is the processor's time: other work on the machine is no part of it. */
  watch(task: Task): Promise<Watched>;
  sample(task: Task, count: number): Promise<Sample>;
  close(): Promise<void>;
}

/** What takes this long on the clock is measured by the processor's time, too. */
const SLOW_MS = 150;
const AGAIN = 8;

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
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const threadMs = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    const seconds = metrics.find(({ name }) => name === 'ThreadTime')?.value;
    if (seconds === undefined) throw new Error('The browser does not tell how long its page has had the processor.');
    return seconds * 1000;
  };
  /** Milliseconds of processor time that reading the page takes, a call to the page included. */
  const processorMs = async (task: Task): Promise<number> => {
    await ask(page, 'lay', task);
    const before = await threadMs();
    await ask(page, 'readLaid');
    return (await threadMs()) - before;
  };
  return {
    name: found.name,
    keep: (name, profile) => ask(page, 'keep', name, profile),
    watch: async (task) => {
      const watched = await ask(page, 'watch', task);
      let { readMs } = watched;
      // A machine that gives its processors to others for a while makes even their time longer: the least is the reader's own.
      for (let again = 0; again < AGAIN && readMs > SLOW_MS && watched.thrown === null; again++)
        readMs = Math.min(readMs, await processorMs(task));
      return { ...watched, readMs };
    },
    sample: (task, count) => ask(page, 'sample', task, count),
    close: () => browser.close(),
  };
}

function ask<Name extends keyof ReaderInPage>(
  page: Page,
  name: Name,
  ...parameters: Parameters<ReaderInPage[Name]>
): Promise<ReturnType<ReaderInPage[Name]>> {
  return askPage(page, 'crmReader', name, parameters);
}
