import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirefoxTab } from './firefox-tab.ts';
import { Marionette } from './marionette.ts';

const ADDON_ID = 'crm-bridge@crm-bridge.example';

const CANDIDATES = [
  process.env['FIREFOX_PATH'],
  'firefox-esr',
  'firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** The first Firefox that runs on this machine (`FIREFOX_PATH`, firefox-esr, firefox), or undefined. */
export function findFirefox(): string | undefined {
  return CANDIDATES.filter((path) => path !== undefined).find((path) =>
    process.platform === 'win32' ? existsSync(path) : spawnSync(path, ['--version'], { timeout: 30_000 }).status === 0,
  );
}

export interface FirefoxOptions {
  /** The built extension. */
  readonly extension: string;
  readonly headless: boolean;
  /** Further preferences, e.g. the language. */
  readonly preferences?: Readonly<Record<string, string | number | boolean>>;
}

/** A running Firefox with the extension, in a profile of its own that is thrown away. */
export class Firefox {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #marionette: Marionette;
  readonly #profile: string;
  readonly #uuid: string;

  private constructor(process: ChildProcess, marionette: Marionette, profile: string, uuid: string, name: string) {
    this.#process = process;
    this.#marionette = marionette;
    this.#profile = profile;
    this.#uuid = uuid;
    this.name = name;
  }

  /** @throws Error when there is no Firefox, or it does not take the extension. */
  static async launch(options: FirefoxOptions): Promise<Firefox> {
    const path = findFirefox();
    if (path === undefined) throw new Error('No Firefox was found: install firefox-esr or set FIREFOX_PATH.');
    const profile = mkdtempSync(join(tmpdir(), 'firefox-'));
    const uuid = randomUUID();
    writeFileSync(
      join(profile, 'user.js'),
      preferencesFile({ ...PREFERENCES, ...uuids(uuid), ...options.preferences }),
    );
    const arguments_ = [
      '--marionette',
      '--remote-allow-system-access',
      '--no-remote',
      '--profile',
      profile,
      ...(options.headless ? ['--headless'] : []),
    ];
    const child = spawn(path, arguments_, { stdio: 'ignore' });
    try {
      const marionette = await Marionette.connect(await portOf(profile, child));
      const session = await marionette.call<Session>('WebDriver:NewSession', {
        capabilities: { alwaysMatch: { pageLoadStrategy: 'normal', unhandledPromptBehavior: 'ignore' } },
      });
      const name = `Firefox ${session.capabilities['browserVersion'] ?? ''}`;
      const firefox = new Firefox(child, marionette, profile, uuid, name);
      await marionette.call('Addon:Install', { path: options.extension, temporary: true });
      return firefox;
    } catch (error) {
      child.kill('SIGKILL');
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      throw error;
    }
  }

  /** The address of one of the extension's own files. */
  addressOf(file: string): string {
    return `moz-extension://${this.#uuid}/${file}`;
  }

  async newTab(): Promise<FirefoxTab> {
    const { handle } = await this.#marionette.call<{ handle: string }>('WebDriver:NewWindow', { type: 'tab' });
    return new FirefoxTab(this.#marionette, handle);
  }

  /** The tab that shows a page whose address begins so, once it is there. */
  async tabAt(start: string): Promise<FirefoxTab> {
    for (;;) {
      for (const handle of await this.#marionette.call<string[]>('WebDriver:GetWindowHandles')) {
        const tab = new FirefoxTab(this.#marionette, handle);
        if ((await tab.url()).startsWith(start)) return tab;
      }
      await pause(50);
    }
  }

  /** What the extension's pages and its background have logged as errors, since the start. */
  async errors(): Promise<string[]> {
    await this.#marionette.call('Marionette:SetContext', { value: 'chrome' });
    try {
      return await this.#marionette.call<string[]>('WebDriver:ExecuteScript', {
        script: ERRORS_SCRIPT,
        args: [`moz-extension://${this.#uuid}/`],
      });
    } finally {
      await this.#marionette.call('Marionette:SetContext', { value: 'content' });
    }
  }

  /** Ends the background as Firefox does when it is idle; the next event starts it again. */
  async stopBackground(): Promise<void> {
    await this.#marionette.call('Marionette:SetContext', { value: 'chrome' });
    try {
      await this.#marionette.call('WebDriver:ExecuteAsyncScript', { script: STOP_SCRIPT, args: [ADDON_ID] });
    } finally {
      await this.#marionette.call('Marionette:SetContext', { value: 'content' });
    }
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.#marionette
      .call('Marionette:Quit', { flags: ['eForceQuit'] })
      .catch(() => this.#process.kill('SIGKILL'));
    const late = setTimeout(() => this.#process.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(late);
    this.#marionette.close();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Session {
  readonly capabilities: Readonly<Record<string, unknown>>;
}

/** Nothing leaves this computer, nothing asks, and permissions are granted without a prompt that no test can press. */
const PREFERENCES = {
  'marionette.port': 0,
  'extensions.webextOptionalPermissionPrompts': false,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.update.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'signon.rememberSignons': false,
  'dom.disable_open_during_load': false,
  'security.data_uri.block_toplevel_data_uri_navigations': false,
};

/** The extension's pages then have an address that is known beforehand. */
function uuids(uuid: string) {
  return { 'extensions.webextensions.uuids': JSON.stringify({ [ADDON_ID]: uuid }) };
}

function preferencesFile(preferences: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(preferences)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');
}

/** Firefox writes the port that it has chosen into its profile. */
async function portOf(profile: string, child: ChildProcess): Promise<number> {
  const file = join(profile, 'MarionetteActivePort');
  for (;;) {
    const port = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
    if (port > 0) return port;
    if (child.exitCode !== null) throw new Error(`Firefox ended with ${child.exitCode} before it could be driven.`);
    await pause(50);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const ERRORS_SCRIPT = `
  const [start] = arguments;
  return Services.console.getMessageArray().filter(
    (message) => message instanceof Ci.nsIScriptError && message.sourceName?.startsWith(start)
      && !(message.flags & Ci.nsIScriptError.warningFlag))
    .map((message) => message.errorMessage + ' (' + message.sourceName + ':' + message.lineNumber + ')');
`;

const STOP_SCRIPT = `
  const [id, done] = arguments;
  WebExtensionPolicy.getByID(id).extension.terminateBackground({ ignoreDevToolsAttached: true }).then(() => done(null), (error) => done(String(error)));
`;
