import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chromeExtensionId, FIREFOX_ID } from './extension-id.ts';
import { exampleValues, managedStorageSchema, policyFiles } from './policy-files.ts';

const input = {
  values: exampleValues(),
  chromeId: chromeExtensionId(),
  firefoxId: FIREFOX_ID,
  chromeUpdateUrl: null,
  firefoxInstallUrl: null,
};

describe('what is generated out of the catalogue of managed settings', () => {
  it('is the schema that browsers read (else run: npm run policies)', () => {
    const schema: unknown = JSON.parse(readFileSync('extension/public/managed-storage.json', 'utf8'));
    expect(schema).toEqual(managedStorageSchema());
  });

  it.each(policyFiles(input))('is docs/policies/$name (else run: npm run policies)', ({ name, content }) => {
    expect(readFileSync(`docs/policies/${name}`, 'utf8')).toBe(content);
  });
});

describe('policy files', () => {
  const file = (name: string, changed: Partial<typeof input> | object = {}) =>
    policyFiles({ ...input, ...changed }).find((one) => one.name === name)?.content ?? '';

  it('name the id that Chrome derives from the manifest’s key', () => {
    expect(chromeExtensionId()).toMatch(/^[a-p]{32}$/);
    expect(file('chrome-linux.json')).toContain(chromeExtensionId());
  });

  it('install by force where an address to install from is given', () => {
    const urls = { chromeUpdateUrl: 'https://it.example.com/u.xml', firefoxInstallUrl: 'https://it.example.com/b.xpi' };
    const entry = `${chromeExtensionId()};https://it.example.com/u.xml`;
    expect(JSON.parse(file('edge-linux.json', urls))).toMatchObject({ ExtensionInstallForcelist: [entry] });
    expect(file('edge-windows.reg', urls)).toContain(`"${entry}"`);
    expect(file('chrome-macos-install.plist', urls)).toContain(`<string>${entry}</string>`);
    expect(JSON.parse(file('firefox-policies.json', urls))).toMatchObject({
      policies: {
        ExtensionSettings: {
          [FIREFOX_ID]: { installation_mode: 'force_installed', install_url: 'https://it.example.com/b.xpi' },
        },
      },
    });
  });

  it('escape what each format gives a meaning', () => {
    const values = { supportText: 'Ask "IT" <at> C:\\desk & wait' };
    expect(file('chrome-windows.reg', { values })).toContain('"supportText"="Ask \\"IT\\" <at> C:\\\\desk & wait"');
    expect(file('chrome-macos.plist', { values })).toContain(
      '<string>Ask "IT" &lt;at&gt; C:\\desk &amp; wait</string>',
    );
    expect(JSON.parse(file('chrome-linux.json', { values }))).toMatchObject({
      '3rdparty': { extensions: { [chromeExtensionId()]: values } },
    });
  });
});
