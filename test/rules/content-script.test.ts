import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { JSDOM } from 'jsdom';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { readerParts } from '../../extension/packaging/reader-parts.ts';
import { neededParts, type PartName } from '../../extension/reader/needed-parts.ts';
import type { PageReading, PlannedPage } from '../../shared/profile/raw.ts';
import { benchProfile, listPage, recordPage } from '../bench/pages.ts';

/** Each script that comes into a page of the CRM has at most so many bytes, and so many after gzip; WXT adds a frame to each. */
const WXT_FRAME = 380;
const MOST_BYTES = 25_000 - WXT_FRAME;
const MOST_ZIPPED = 10_000 - WXT_FRAME / 3;

const SCRIPTS = ['reader', 'read-page', 'read-lists', 'read-records'] as const;
type Script = (typeof SCRIPTS)[number];
const FILES: Readonly<Record<PartName, Script>> = { page: 'read-page', lists: 'read-lists', records: 'read-records' };

const built = new Map<Script, string>();

beforeAll(async () => {
  for (const name of SCRIPTS) {
    const entry = fileURLToPath(new URL(`../../extension/entrypoints/${name}/index.ts`, import.meta.url));
    const outputs = await build({
      configFile: false,
      logLevel: 'silent',
      plugins: [readerParts()],
      build: { write: false, target: 'chrome126', lib: { entry, formats: ['iife'], name: 'script' } },
    });
    const chunks = [outputs].flat().flatMap((output) => ('output' in output ? output.output : []));
    built.set(name, chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join(''));
  }
}, 60_000);

describe('the scripts that come into pages of the CRM', () => {
  it.each(SCRIPTS)('%s stays within its limit when it is built', (name) => {
    const text = built.get(name) ?? '';
    expect(text.length).toBeGreaterThan(1000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
    expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(MOST_ZIPPED);
    expect(text).not.toMatch(/ZodError|Intl\.NumberFormat|DateTimeFormat/);
  });

  it.each([
    ['list', listPage(3), undefined, ['page', 'lists'], 3],
    ['one', recordPage(), '1', ['page', 'records'], 1],
  ] as const)('read the page “%s” with no more parts than it is said to need', (page, html, crmId, parts, records) => {
    const profile = benchProfile();
    expect(neededParts(profile, [page])).toEqual(parts);
    const { window } = new JSDOM(html, { url: 'https://crm.example/', runScripts: 'outside-only' });
    // What the content script asks of the browser before it is told to read.
    window.eval('chrome = { runtime: { sendMessage: async () => undefined, onMessage: { addListener() {} } } }');
    for (const name of ['reader', ...parts.map((one) => FILES[one])] as const)
      window.eval(`${built.get(name)};script.main()`);
    const planned: PlannedPage = {
      page,
      request: { method: 'GET', url: window.location.href },
      ...(crmId === undefined ? {} : { crmId }),
    };
    const reading: PageReading = window['crmBridgeReader'].readPage(
      window.document,
      profile,
      planned,
      planned.request.url,
    );
    expect(reading.problems).toEqual([]);
    expect(reading.state).toBe('ok');
    expect(reading.records).toHaveLength(records);
    expect(
      Object.values(reading.records[0]?.fields ?? {}).filter(({ state }) => state === 'value').length,
    ).toBeGreaterThan(5);
    window.close();
  });
});
