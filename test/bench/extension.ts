/** The extension's store, its messages and its start in a real Chromium, each beside its floor: bare IndexedDB, and an extension that only answers. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type LaunchedBrowser, launchBrowser } from '../browser/launch.ts';
import { buildExtension } from '../demo/extension-build.ts';
import { askPage } from './ask-page.ts';
import { bundle } from './bundle.ts';
import type { ExtensionInPage } from './extension-in-page.ts';
import { type Spread, spread } from './spread.ts';

interface Beside {
  /** Milliseconds. */
  readonly product: Spread;
  readonly floor: Spread;
  /** Product as a multiple of the floor, round by round. */
  readonly ratio: Spread;
}

export interface ExtensionMeasured {
  readonly browser: string;
  /** A list page of 50 records: leased and committed; the same rows put by IndexedDB alone, into the same table with the same indexes. */
  readonly store: Beside;
  /** A question to the background and its answer, the background awake. */
  readonly message: Beside;
  /** The same where the background has to be started for it. */
  readonly coldStart: Beside;
}

const PAGE = 'bench.html';
const ROWS = 50;
const PAGES = 40;
const ROUNDS = 12;
const ASKED = 50;

/** Measures on the built extension and on a bare one, by turns. */
export async function benchExtension(say: (text: string) => void): Promise<ExtensionMeasured> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-bridge-extension-'));
  const script = await bundle('extension-in-page.ts');
  const open = async (extension: string, name: string) => {
    writeFileSync(join(extension, PAGE), '<!doctype html><title>Bench</title><script src="bench.js"></script>');
    writeFileSync(join(extension, 'bench.js'), script);
    const browser = await launchBrowser({ extension, userData: join(folder, name), headless: true, say });
    const page = await browser.context.newPage();
    await page.goto(`chrome-extension://${browser.extensionId}/${PAGE}`);
    return { browser, page };
  };
  const product = await open(buildExtension(null, join(folder, 'extension')), 'product');
  const bare = await open(bareExtension(join(folder, 'bare-extension')), 'bare');
  try {
    const stored = await ask(bare.page, 'store', PAGES, ROWS);
    const message = { product: [] as number[], floor: [] as number[] };
    const coldStart = { product: [] as number[], floor: [] as number[] };
    for (let round = -1; round < ROUNDS; round += 1) {
      const sides = [
        ['product', product],
        ['floor', bare],
      ] as const;
      for (const [side, { browser, page }] of round % 2 === 0 ? sides : sides.toReversed()) {
        const cold = await started(browser, page);
        const warm = (await ask(page, 'ask', ASKED)) / ASKED;
        // The first round warms up.
        if (round < 0) continue;
        coldStart[side].push(cold);
        message[side].push(warm);
      }
    }
    return {
      browser: product.browser.name,
      store: beside(
        stored.map((one) => one.product),
        stored.map((one) => one.raw),
      ),
      message: beside(message.product, message.floor),
      coldStart: beside(coldStart.product, coldStart.floor),
    };
  } finally {
    for (const { browser } of [product, bare]) await browser.close().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Milliseconds until a background that was stopped has answered. */
async function started(browser: LaunchedBrowser, page: Page): Promise<number> {
  await browser.stopServiceWorker();
  return ask(page, 'ask', 1);
}

function beside(product: readonly number[], floor: readonly number[]): Beside {
  return {
    product: spread(product),
    floor: spread(floor),
    ratio: spread(product.map((ms, n) => ms / (floor[n] ?? Number.NaN))),
  };
}

/** An extension that answers each message, and does nothing else. */
function bareExtension(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const manifest = { manifest_version: 3, name: 'Bare', version: '1', background: { service_worker: 'background.js' } };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(
    join(folder, 'background.js'),
    'chrome.runtime.onMessage.addListener((message, sender, reply) => { reply(message); });',
  );
  return folder;
}

function ask<Name extends keyof ExtensionInPage>(
  page: Page,
  name: Name,
  ...parameters: Parameters<ExtensionInPage[Name]>
): ReturnType<ExtensionInPage[Name]> {
  return askPage(page, 'crmExtension', name, parameters) as ReturnType<ExtensionInPage[Name]>;
}
