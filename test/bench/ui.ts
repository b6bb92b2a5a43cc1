import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type LaunchedBrowser, launchBrowser } from '../browser/launch.ts';
import { buildExtension } from '../demo/extension-build.ts';
import { fillStore, filterFor, firstContent, markSentence, scrollFor } from './ui-in-page.ts';

export interface UiMeasured {
  readonly browser: string;
  readonly records: number;
  /** Milliseconds, a value for each opening of the popup. */
  readonly popupFirstContent: readonly number[];
  readonly popupSentence: readonly number[];
  /** From opening the records page to its first rows, and to all records. */
  readonly recordsFirstRows: number;
  readonly recordsAll: number;
  /** Each word typed into the search field, to the frame that shows the result. */
  readonly filter: readonly number[];
  /** The longest frame of each scripted scroll. */
  readonly longestFrame: readonly number[];
  readonly framesOver50: readonly number[];
}

export interface UiOptions {
  readonly records: number;
  readonly rounds: number;
  readonly scrollMs: number;
  readonly say: (text: string) => void;
}

/** The popup and the records page of the built extension, in a real Chromium, on a store with so many records. */
export async function measureUi(options: UiOptions): Promise<UiMeasured> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-bridge-ui-'));
  try {
    const extension = buildExtension(null, join(folder, 'extension'));
    const browser = await launchBrowser({
      extension,
      userData: join(folder, 'browser'),
      headless: true,
      say: options.say,
    });
    try {
      return await measure(browser, options);
    } finally {
      await browser.close().catch(() => undefined);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measure(browser: LaunchedBrowser, options: UiOptions): Promise<UiMeasured> {
  const { records, rounds, scrollMs } = options;
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1180, height: 820 });
  await page.addInitScript(markSentence);
  const at = (file: string) => `chrome-extension://${browser.extensionId}/${file}`;
  await page.goto(at('options.html'));
  await page.getByRole('main').waitFor();
  await page.evaluate(fillStore, records);
  // The first run has opened a tab of its own, and a page out of sight draws no frames.
  for (const other of browser.context.pages()) if (other !== page) await other.close();
  await page.bringToFront();

  const popup = { content: [] as number[], sentence: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const opened = await openPopup(page, at('popup.html'));
    popup.content.push(opened.content);
    popup.sentence.push(opened.sentence);
  }

  const started = Date.now();
  await page.goto(at('records.html'));
  const grid = page.getByRole('grid');
  await grid.locator('[aria-rowindex="2"]').waitFor();
  const recordsFirstRows = Date.now() - started;
  await page.locator(`[role="grid"][aria-rowcount="${records + 1}"]`).waitFor();
  const recordsAll = Date.now() - started;
  // What the list sorts and measures once, it has done by now.
  await page.evaluate(scrollFor, 500);

  const filter: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const words of ['acme', 'acme 77', '', 'söhne', 'zzz', '']) filter.push(await page.evaluate(filterFor, words));
  }
  const scrolls: number[][] = [];
  for (let round = 0; round < rounds; round++) scrolls.push(await page.evaluate(scrollFor, scrollMs));
  return {
    browser: browser.name,
    records,
    popupFirstContent: popup.content,
    popupSentence: popup.sentence,
    recordsFirstRows,
    recordsAll,
    filter,
    longestFrame: scrolls.map((frames) => Math.max(...frames)),
    framesOver50: scrolls.map((frames) => frames.filter((frame) => frame > 50).length),
  };
}

async function openPopup(page: Page, address: string): Promise<{ content: number; sentence: number }> {
  await page.goto('about:blank');
  await page.goto(address);
  await page.locator('.status-sentence').waitFor();
  return page.evaluate(firstContent);
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
