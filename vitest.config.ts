import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { PROOF } from './test/numbers.ts';

/**
 * Pages captured from real CRMs are not part of the project, and each CRM's take most of a minute to read outside a browser: the full proof
 * reads them where they are, the presets' own pages are read every day.
 */
const captured =
  PROOF && existsSync(new URL('../shared/crm-pages', import.meta.url)) ? [] : ['test/profile/captured/**'];

/** Enough for a machine that does much else; a test of how quick something is states its own limit. */
const testTimeout = 30_000;

/** Node-side units: everything but the Worker, whose tests run inside the Workers runtime. */
const unit = {
  test: {
    name: 'unit',
    environment: 'node',
    include: ['{extension,shared,test}/**/*.test.{ts,tsx}', 'worker/deploy/**/*.test.ts'],
    exclude: ['test/e2e/**', ...captured],
    setupFiles: ['fake-indexeddb/auto'],
    testTimeout,
    // The files share their worker's modules: importing them anew for each file took a third of the time. A test opens a database of its own name.
    isolate: false,
  },
  oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
};

const worker = {
  plugins: [
    cloudflareTest({
      wrangler: { configPath: './worker/wrangler.jsonc' },
      miniflare: {
        bindings: {
          GONG_ACCESS_KEY: 'test-key',
          GONG_ACCESS_KEY_SECRET: 'test-secret',
          TOKEN_KEY: 'test-token-key',
          ADMIN_TOKEN: 'test-admin-token',
          GONG_API_BASE_URL: 'https://gong.test',
          GONG_OWNER_EMAIL: 'it@company.example',
          ACCOUNT_SETTLE_SECONDS: '1',
        },
      },
    }),
  ],
  test: { name: 'worker', include: ['worker/**/*.test.ts'], exclude: ['worker/deploy/**'], testTimeout },
};

/** Of what runs on Node; code inside the Workers runtime cannot be measured this way. */
const coverage = {
  provider: 'v8' as const,
  include: ['{extension,shared}/**/*.{ts,tsx}'],
  exclude: ['**/*.test.{ts,tsx}', 'extension/testing/**', 'extension/entrypoints/**'],
  reporter: ['text-summary', 'html'],
  reportOnFailure: true,
};

// By itself it leaves a core unused, which of two is half.
export default defineConfig({
  test: { projects: [unit, worker], coverage, maxWorkers: Math.max(2, availableParallelism() - 1) },
});
