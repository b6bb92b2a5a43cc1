import { MANAGED_KEYS, MANAGED_SETTINGS } from '../settings/managed-settings.ts';

/** A policy value as all four formats can say it. */
export type PolicyValue = string | boolean | readonly string[];

export interface PolicyInput {
  readonly values: Readonly<Record<string, PolicyValue>>;
  /** Of the build that is rolled out to Chrome and Edge: the store’s, or that of a company package. */
  readonly chromeId: string;
  readonly firefoxId: string;
  /** Where browsers fetch the extension from, to install it by force; null leaves installation to you. */
  readonly chromeUpdateUrl: string | null;
  readonly firefoxInstallUrl: string | null;
}

export interface PolicyFile {
  readonly name: string;
  /** Where the file goes on a computer. */
  readonly place: string;
  readonly content: string;
}

/** The schema that browsers read: extension/public/managed-storage.json. */
export function managedStorageSchema(): object {
  const properties = Object.fromEntries(MANAGED_KEYS.map((key) => [key, MANAGED_SETTINGS[key].schema]));
  return { type: 'object', properties };
}

/** Every setting with its example: what ready-made policy files start from. */
export function exampleValues(): Record<string, PolicyValue> {
  return Object.fromEntries(MANAGED_KEYS.map((key) => [key, MANAGED_SETTINGS[key].example]));
}

const BROWSERS = [
  {
    name: 'chrome',
    registry: 'HKEY_LOCAL_MACHINE\\Software\\Policies\\Google\\Chrome',
    domain: 'com.google.Chrome',
    linux:
      '/etc/opt/chrome/policies/managed/crm-bridge.json (Chromium: /etc/chromium/policies/managed/crm-bridge.json)',
  },
  {
    name: 'edge',
    registry: 'HKEY_LOCAL_MACHINE\\Software\\Policies\\Microsoft\\Edge',
    domain: 'com.microsoft.Edge',
    linux: '/etc/opt/edge/policies/managed/crm-bridge.json',
  },
] as const;

/** Policy files for Chrome and Edge on Windows, macOS and Linux, and for Firefox. */
export function policyFiles(input: PolicyInput): PolicyFile[] {
  const chromium = BROWSERS.flatMap((browser) => [
    {
      name: `${browser.name}-windows.reg`,
      place: 'imported with reg.exe, or the same keys by group policy',
      content: windowsRegistry(browser.registry, input),
    },
    {
      name: `${browser.name}-macos.plist`,
      place: `/Library/Managed Preferences/${browser.domain}.extensions.${input.chromeId}.plist, by your device management`,
      content: plist(input.values),
    },
    ...(input.chromeUpdateUrl === null
      ? []
      : [
          {
            name: `${browser.name}-macos-install.plist`,
            place: `/Library/Managed Preferences/${browser.domain}.plist, by your device management`,
            content: plist({ ExtensionInstallForcelist: [`${input.chromeId};${input.chromeUpdateUrl}`] }),
          },
        ]),
    { name: `${browser.name}-linux.json`, place: browser.linux, content: json(chromiumPolicy(input)) },
  ]);
  const firefox = {
    name: 'firefox-policies.json',
    place:
      '/etc/firefox/policies/policies.json; on Windows and macOS the folder “distribution” beside the program, or the same by group policy',
    content: json(firefoxPolicy(input)),
  };
  return [...chromium, firefox];
}

/** Policies of Chromium browsers on Linux. */
export function chromiumPolicy({ values, chromeId, chromeUpdateUrl }: PolicyInput): object {
  return {
    ...(chromeUpdateUrl === null ? {} : { ExtensionInstallForcelist: [`${chromeId};${chromeUpdateUrl}`] }),
    '3rdparty': { extensions: { [chromeId]: values } },
  };
}

/** Firefox’s policies.json. */
export function firefoxPolicy({ values, firefoxId, firefoxInstallUrl }: PolicyInput): object {
  const install = { installation_mode: 'force_installed', install_url: firefoxInstallUrl };
  return {
    policies: {
      ...(firefoxInstallUrl === null ? {} : { ExtensionSettings: { [firefoxId]: install } }),
      '3rdparty': { Extensions: { [firefoxId]: values } },
    },
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function windowsRegistry(root: string, { values, chromeId, chromeUpdateUrl }: PolicyInput): string {
  const policy = `${root}\\3rdparty\\extensions\\${chromeId}\\policy`;
  const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const single = Object.entries(values).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [`${quote(name)}=dword:0000000${value ? 1 : 0}`];
    return typeof value === 'string' ? [`${quote(name)}=${quote(value)}`] : [];
  });
  const lists = Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'object'
      ? ['', `[${policy}\\${name}]`, ...value.map((item, index) => `"${index + 1}"=${quote(item)}`)]
      : [],
  );
  const install =
    chromeUpdateUrl === null
      ? []
      : ['', `[${root}\\ExtensionInstallForcelist]`, `"4711"=${quote(`${chromeId};${chromeUpdateUrl}`)}`];
  const lines = ['Windows Registry Editor Version 5.00', '', `[${policy}]`, ...single, ...lists, ...install];
  return `${lines.join('\r\n')}\r\n`;
}

function plist(values: Readonly<Record<string, PolicyValue>>): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const element = (value: PolicyValue): string => {
    if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
    if (typeof value === 'string') return `<string>${escaped(value)}</string>`;
    return `<array>${value.map((item) => `<string>${escaped(item)}</string>`).join('')}</array>`;
  };
  const entries = Object.entries(values).flatMap(([name, value]) => [
    `  <key>${escaped(name)}</key>`,
    `  ${element(value)}`,
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    ...entries,
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}
