import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { CommandName, CommandReply, Commands } from '../../../extension/messaging/commands.ts';
import type { SyncState } from '../../../extension/store/sync-result.ts';
import { type LaunchedBrowser, type LaunchOptions, launchBrowser } from '../../browser/launch.ts';
import { signIn } from '../../demo/crm-login.ts';
import type { DemoCrm } from '../../demo-crm/index.ts';
import { openScene, type Scene, type SceneOptions } from './scene.ts';
import type { WorkerServer } from './worker-server.ts';

export interface CastOptions extends SceneOptions {
  readonly browser?: Pick<LaunchOptions, 'args' | 'without'>;
  /** What happens in the browser before the extension is installed, in a tab that stays. */
  readonly before?: (page: Page, crm: DemoCrm) => Promise<void>;
}

const POLL_MS = 200;

/** Who takes part in a proof of sweeps: the demo CRM, a Worker in memory, the built extension in a real browser. */
export class Cast {
  readonly crm: DemoCrm;
  readonly server: WorkerServer;
  readonly extension: string;
  readonly #scene: Scene;
  readonly #options: CastOptions;
  browser: LaunchedBrowser;
  #own: Page | undefined;
  #crmPage: Page | undefined;

  private constructor(scene: Scene, browser: LaunchedBrowser, options: CastOptions, crmPage: Page | undefined) {
    this.crm = scene.crm;
    this.server = scene.server;
    this.extension = scene.extension;
    this.browser = browser;
    this.#scene = scene;
    this.#options = options;
    this.#crmPage = crmPage;
  }

  static async open(options: CastOptions = {}): Promise<Cast> {
    const scene = await openScene(options);
    mkdirSync(join(scene.folder, 'browser'));
    const { before } = options;
    let crmPage: Page | undefined;
    const browser = await launch(
      scene,
      options,
      before &&
        (async (context) => {
          crmPage = await context.newPage();
          await before(crmPage, scene.crm);
        }),
    );
    const cast = new Cast(scene, browser, options, crmPage);
    await cast.ask('enrol', { address: scene.server.url, code: 'whatever' });
    return cast;
  }

  /** The rep signs in to the CRM, in the tab where that was done before or in a new one. */
  async signIn(login = this.crm.logins[0]): Promise<Page> {
    if (!login) throw new Error('The demo CRM names no login.');
    if (!this.#crmPage || this.#crmPage.isClosed()) this.#crmPage = await this.browser.context.newPage();
    await signIn(this.#crmPage, this.crm.url, login.user, login.password);
    return this.#crmPage;
  }

  /** A command to the background, as the popup gives it; from a page that does nothing by itself. */
  async ask<N extends CommandName>(name: N, parameters: Commands[N]['parameters']): Promise<Commands[N]['reply']> {
    const page = await this.own();
    const message = { channel: 'command', name, parameters };
    const reply = await page.evaluate((sent): Promise<unknown> => chrome.runtime.sendMessage(sent), message);
    const answer = reply as CommandReply<N> | undefined;
    if (answer?.ok) return answer.value;
    throw new Error(`${name}: ${JSON.stringify(answer)}`);
  }

  /** A page of the extension's own origin. */
  async own(): Promise<Page> {
    if (!this.#own || this.#own.isClosed()) {
      this.#own = await this.browser.context.newPage();
      await this.#own.goto(`chrome-extension://${this.browser.extensionId}/manifest.json`);
    }
    return this.#own;
  }

  /** Waits until a sync has ended; `each` is called about five times a second before, `signIn` when the rep is asked to. */
  async settled(
    syncId: string,
    { each, signIn }: { each?: (state: SyncState) => Promise<unknown>; signIn?: () => Promise<unknown> } = {},
  ): Promise<SyncState> {
    for (;;) {
      const state = await this.ask('result', { syncId });
      if (state?.finishedAt) return state;
      if (state?.trouble?.needsPerson) {
        const { code, why } = state.trouble;
        if (code !== 'crm-signed-out' || !signIn) throw new Error(`${code}: ${why}`);
        await signIn();
      }
      if (state) await each?.(state);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Another tab of the CRM, where a rep is signed in already. */
  async openCrm(): Promise<Page> {
    const page = await this.browser.context.newPage();
    await page.goto(this.crm.url);
    return page;
  }

  /** The extension has a new version: it stops and starts anew. */
  async updateExtension(): Promise<void> {
    const file = join(this.extension, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    const [major, minor, patch] = String(manifest.version).split('.').map(Number);
    writeFileSync(file, JSON.stringify({ ...manifest, version: `${major}.${minor}.${Number(patch) + 1}` }));
    await this.#developerMode();
    const own = await this.own();
    const closed = own.waitForEvent('close');
    await own.evaluate(() => setTimeout(() => chrome.runtime.reload()));
    await closed;
    this.#own = undefined;
    // A page that opens while the extension is about to start stays without its functions: another try has another page.
    await expect(async () => {
      await this.#own?.close();
      await this.ask('status', {});
    }).toPass({ timeout: 15_000 });
  }

  /** Without it Chromium keeps an unpacked extension only until it is reloaded, and disables it then. */
  async #developerMode(): Promise<void> {
    const page = await this.browser.context.newPage();
    await page.goto('chrome://extensions');
    await page.evaluate('chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })');
    await page.close();
  }

  /** SIGKILL, then the same browser profile again; the rep has to sign in again. */
  async restartBrowser(): Promise<void> {
    await this.browser.kill();
    this.#own = undefined;
    this.#crmPage = undefined;
    this.browser = await launch(this.#scene, this.#options);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#scene.close();
  }
}

function launch(
  { extension, folder }: Scene,
  { browser }: CastOptions,
  beforeInstall?: LaunchOptions['beforeInstall'],
): Promise<LaunchedBrowser> {
  const userData = join(folder, 'browser');
  const install = beforeInstall ? { beforeInstall } : {};
  return launchBrowser({ extension, userData, headless: true, say: () => {}, ...install, ...browser });
}
