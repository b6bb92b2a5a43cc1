import { defineConfig } from 'wxt';
import { CHROME_KEY, FIREFOX_ID } from './extension/packaging/extension-id.ts';
import { inlineStyles } from './extension/packaging/inline-styles.ts';
import { OPTIONAL_SITES, PERMISSIONS } from './extension/packaging/package-check.ts';
import { readerParts } from './extension/packaging/reader-parts.ts';

/**
 * Origins of a company package: they become required permissions, which browser policy grants without asking anybody. The
 * store build has none and asks at run time.
 */
const companyOrigins = [process.env['CRM_ORIGIN'], process.env['WORKER_ORIGIN']].flatMap((text) =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
);

/** The Chrome Web Store gives a key of its own, and refuses packages that bring one. */
const forStore = process.env['PACKAGE'] === 'store';

/** Firefox's host patterns have no port. */
function hostPattern(origin: string, browser: string): string {
  const { protocol, host, hostname } = new URL(origin);
  return `${protocol}//${browser === 'firefox' ? hostname : host}/*`;
}

export default defineConfig({
  srcDir: 'extension',
  publicDir: 'extension/public',
  ...(process.env['OUT_DIR'] ? { outDir: process.env['OUT_DIR'] } : {}),
  modules: ['@wxt-dev/webextension-polyfill'],
  imports: false,
  zip: {
    artifactTemplate: `crm-bridge-for-gong-{{version}}-{{browser}}${process.env['PACKAGE'] === 'company' ? '-company' : ''}.zip`,
    sourcesTemplate: 'crm-bridge-for-gong-{{version}}-sources.zip',
    // What addons.mozilla.org needs to build the same package, as docs/store.md tells it.
    excludeSources: [
      'test/**',
      'worker/**',
      'docs/screens/**',
      'coverage/**',
      'demo-screenshots/**',
      '**/*.test.ts',
      '**/*.test.tsx',
    ],
  },
  manifestVersion: 3,
  manifest: ({ browser }) => ({
    name: 'CRM Bridge for Gong',
    description: 'Brings what you see in your company’s old CRM to Gong.',
    default_locale: 'en',
    permissions: [...PERMISSIONS],
    host_permissions: [...new Set(companyOrigins.map((origin) => hostPattern(origin, browser)))],
    // A company package reaches its own sites and no others.
    ...(companyOrigins.length > 0 ? {} : { optional_host_permissions: [...OPTIONAL_SITES] }),
    incognito: 'not_allowed',
    storage: { managed_schema: 'managed-storage.json' },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: FIREFOX_ID,
              strict_min_version: '140.0',
              // What the CRM shows of people and companies goes to the company's own bridge; Firefox says so before it installs.
              data_collection_permissions: { required: ['personallyIdentifyingInfo', 'websiteContent'] },
            },
          },
        }
      : { ...(forStore ? {} : { key: CHROME_KEY }), minimum_chrome_version: '126' }),
  }),
  vite: () => ({
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [readerParts(), inlineStyles()],
    // Every browser that runs the extension preloads modules by itself.
    build: { modulePreload: { polyfill: false } },
  }),
});
