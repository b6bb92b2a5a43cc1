import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, it } from 'vitest';

/** Bytes, and bytes after gzip, that each half of the content script may have at most; why, see docs/decisions.md. */
const LIMITS = {
  reader: { bytes: 10_000, zipped: 4_500 },
  'read-page': { bytes: 48_500, zipped: 18_000 },
} as const;

it.each(Object.entries(LIMITS))('content script %s stays within its limit when it is built', async (name, limit) => {
  const entry = fileURLToPath(new URL(`../../extension/entrypoints/${name}/index.ts`, import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, target: 'chrome126', lib: { entry, formats: ['iife'], name: 'script' } },
  });
  const code = [built].flat().flatMap((output) => ('output' in output ? output.output : []));
  const text = code.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
  expect(text.length).toBeGreaterThan(1000);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit.bytes);
  expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(limit.zipped);
  expect(text).not.toMatch(/ZodError|Intl\.NumberFormat|DateTimeFormat/);
});
