import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPTIONAL_SITES, PERMISSIONS, packageProblems } from './package-check.ts';

const manifest = {
  version: '1.2.3',
  permissions: [...PERMISSIONS],
  host_permissions: [] as string[],
  optional_host_permissions: [...OPTIONAL_SITES] as string[],
  icons: { 16: 'a', 32: 'b', 48: 'c', 128: 'd' },
};
const files = (changes: object, more: Record<string, string> = {}) =>
  new Map([['manifest.json', JSON.stringify({ ...manifest, ...changes })], ...Object.entries(more)]);

describe('a package', () => {
  it('that is as documented has no problem', () => {
    expect(packageProblems(files({}), [])).toEqual([]);
    const own = {
      host_permissions: ['https://crm.example/*', 'https://bridge.example/*'],
      optional_host_permissions: [],
    };
    expect(packageProblems(files(own), ['https://crm.example', 'https://bridge.example'])).toEqual([]);
  });

  it.each([
    ['asks for more', { permissions: [...PERMISSIONS, 'tabs'] }],
    ['asks for every site at install', { host_permissions: ['https://*/*'] }],
    ['loosens the security policy', { content_security_policy: { extension_pages: "script-src 'unsafe-eval'" } }],
    ['can be talked to by pages', { externally_connectable: { matches: ['https://*/*'] } }],
    ['has a version that stores refuse', { version: '1.2.3-beta' }],
    ['lacks an icon', { icons: { 16: 'a', 32: 'b', 48: 'c' } }],
  ])('that %s is refused', (_, changes) => {
    expect(packageProblems(files(changes), [])).toHaveLength(1);
  });

  it.each([
    ['popup.html', '<script src="https://cdn.example/x.js"></script>'],
    ['background.js', 'await import("https://cdn.example/x.js")'],
    ['background.js', 'const f = () => eval (text)'],
  ])('with code from elsewhere in %s is refused', (name, text) => {
    expect(packageProblems(files({}, { [name]: text }), [])).toHaveLength(1);
  });

  it('of a company that would ask for other sites is refused', () => {
    const wide = {
      host_permissions: ['https://crm.example/*', 'https://elsewhere.example/*'],
      optional_host_permissions: [],
    };
    expect(packageProblems(files(wide), ['https://crm.example'])).toEqual([
      'asks for https://elsewhere.example/* at install',
    ]);
  });
});

describe('the documentation for stores', () => {
  const store = readFileSync('docs/store.md', 'utf8');

  it.each([...PERMISSIONS, ...OPTIONAL_SITES])('gives a reason for %s', (permission) => {
    expect(store).toContain(`| \`${permission}\` |`);
  });

  it('names the version of the package, which the Worker says, too', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(readFileSync('worker/api/extension-routes.ts', 'utf8')).toContain(`VERSION = '${version}'`);
  });
});
