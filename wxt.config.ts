import { defineConfig } from 'wxt';

/** The public half of a key pair: it gives the unpacked extension the same id on every machine, as browser policies need it. */
const KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtAX4BnQL+tRWEx9Gh4pSUbST/pMYd5aTOw7Gyj81P/Go84r1ZAJQwlIaMFeIt6x34RoxtSFCk6CpVD8eYkbdpu0JJuNge9PQVlWS89OZnqDHR6T+KJVOkASEagz1Yasry4NI2c8lBUGbzxvuSFR/Oee/k8vl/MgSOnwUHtebqrl5Sw4+2t15c/j8zcGRnO2vGEXZBV9X/XZm/374dewb8LwM8DqrM5XFC/UQorGqts/JolsLD31tcJzUnOUiBUvcPPT8aAGO6r7hRDKXuzWgBR4iEOGJ4BoVwILASK0c1onarBTjwTWPvTU264vBbkiUMYKjVHg8I9atCPB1+JQFFwIDAQAB';

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
  manifestVersion: 3,
  manifest: ({ browser }) => ({
    name: 'CRM Bridge for Gong',
    description: 'Brings what you see in your company’s old CRM to Gong.',
    default_locale: 'en',
    permissions: ['storage', 'unlimitedStorage', 'alarms', 'scripting'],
    host_permissions: [...new Set(companyOrigins.map((origin) => hostPattern(origin, browser)))],
    optional_host_permissions: ['https://*/*', 'http://*/*'],
    incognito: 'not_allowed',
    storage: { managed_schema: 'managed-storage.json' },
    ...(browser === 'firefox'
      ? { browser_specific_settings: { gecko: { id: 'crm-bridge@crm-bridge.example', strict_min_version: '140.0' } } }
      : { key: KEY, minimum_chrome_version: '126' }),
  }),
  vite: () => ({ oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } } }),
});
