import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
  /** The same of a page of the extension that holds one word and nothing else: what the browser takes by itself. */
  readonly floor: readonly number[];
  /** From opening the records page to its first rows, and to all records: the first time, and again. */
  readonly recordsFirstRows: readonly number[];
  readonly recordsAll: readonly number[];
  /** Each word typed into the search field, to the frame that shows the result. */
  readonly filter: readonly number[];
  /** The longest frame of each scripted scroll; the first of them begins with the first rows, while all others are still read. */
  readonly longestFrame: readonly number[];
  readonly framesOver50: readonly number[];
}

export interface UiOptions {
  readonly records: number;
  readonly rounds: number;
  readonly scrollMs: number;
  readonly say: (text: string) => void;
}

const FLOOR = 'floor.html';

/** The popup and the records page of the built extension, in a real Chromium, on a store with so many records. */
export async function measureUi(options: UiOptions): Promise<UiMeasured> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-bridge-ui-'));
  try {
    const extension = buildExtension(null, join(folder, 'extension'));
    writeFileSync(join(extension, FLOOR), '<!doctype html><title>Floor</title><p>Word</p>');
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
  // What the background has counted, it would take for unchanged: these records did not come by it.
  await browser.stopServiceWorker();
  // The first run has opened a tab of its own, and a page out of sight draws no frames.
  for (const other of browser.context.pages()) if (other !== page) await other.close();
  await page.bringToFront();

  const popup = { content: [] as number[], sentence: [] as number[] };
  const floor: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await openAnew(page, at(FLOOR));
    floor.push((await page.evaluate(firstContent)).content);
    await openAnew(page, at('popup.html'));
    await page.locator('.status-sentence').waitFor();
    const { content, sentence } = await page.evaluate(firstContent);
    popup.content.push(content);
    popup.sentence.push(sentence);
  }

  const recordsFirstRows: number[] = [];
  const recordsAll: number[] = [];
  for (const _ of ['first', 'again']) {
    const started = Date.now();
    await openAnew(page, at('records.html'));
    await page.getByRole('grid').locator('[aria-rowindex="2"]').waitFor();
    recordsFirstRows.push(Date.now() - started);
    await page.locator(`[role="grid"][aria-rowcount="${records + 1}"]`).waitFor();
    recordsAll.push(Date.now() - started);
  }
  const scrolls: number[][] = [];
  await openAnew(page, at('records.html'));
  await page.getByRole('grid').locator('[aria-rowindex="2"]').waitFor();
  scrolls.push(await page.evaluate(scrollFor, scrollMs));
  await page.locator(`[role="grid"][aria-rowcount="${records + 1}"]`).waitFor();

  const filter: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const words of ['acme', 'acme 77', '', 'söhne', 'zzz', '']) filter.push(await page.evaluate(filterFor, words));
  }
  for (let round = 1; round < rounds; round++) scrolls.push(await page.evaluate(scrollFor, scrollMs));
  return {
    browser: browser.name,
    records,
    popupFirstContent: popup.content,
    popupSentence: popup.sentence,
    floor,
    recordsFirstRows,
    recordsAll,
    filter,
    longestFrame: scrolls.map((frames) => Math.max(...frames)),
    framesOver50: scrolls.map((frames) => frames.filter((frame) => frame > 50).length),
  };
}

async function openAnew(page: Page, address: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(address);
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
