import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/** Node-side units: everything but the Worker, whose tests run inside the Workers runtime. */
const unit = {
  test: {
    name: 'unit',
    environment: 'node',
    include: ['{extension,shared,test}/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**'],
    setupFiles: ['fake-indexeddb/auto'],
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
  test: { name: 'worker', include: ['worker/**/*.test.ts'], exclude: ['worker/deploy/**'] },
};

export default defineConfig({ test: { projects: [unit, worker] } });
