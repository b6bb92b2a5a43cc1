import { type BrowserContext, type CDPSession, chromium, type Worker } from '@playwright/test';
import { type FoundBrowser, findOrInstallBrowsers } from './find.ts';

export interface LaunchOptions {
  /** The built extension. */
  readonly extension: string;
  /** The browser’s own profile folder; the same folder again is the same browser restarted. */
  readonly userData: string;
  readonly headless: boolean;
  readonly say: (text: string) => void;
  /** Hosts, besides loopback, that the browser may look up. */
  readonly hosts?: readonly string[];
  /** More switches of the browser. */
  readonly args?: readonly string[];
  /** Switches that Playwright sets by itself and that this browser is to run without. */
  readonly without?: readonly string[];
  /** Installs the extension only after this: a browser that was in use before. */
  readonly beforeInstall?: (context: BrowserContext) => Promise<void>;
}

/** A running browser that certainly has the extension. */
export interface LaunchedBrowser {
  readonly context: BrowserContext;
  readonly extensionId: string;
  readonly name: string;
  /** Ends the service worker as the browser does when it is idle. */
  stopServiceWorker(): Promise<void>;
  /** SIGKILL: nothing is flushed, nothing says goodbye. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

const EXTENSION_WAIT_MS = 15_000;

/**
 * Starts the first browser that accepts the extension, and says which ones refused it and why.
 * @throws Error when none does.
 */
export async function launchBrowser(options: LaunchOptions): Promise<LaunchedBrowser> {
  const refusals: string[] = [];
  for (const browser of findOrInstallBrowsers(options.say)) {
    try {
      return await launch(browser, options);
    } catch (error) {
      const reason = `${browser.name} (${browser.path}): ${error instanceof Error ? error.message.split('\n')[0] : error}`;
      refusals.push(reason);
      options.say(`Not used: ${reason}`);
    }
  }
  throw new Error(`No browser took the extension.\n${refusals.join('\n')}`);
}

async function launch(browser: FoundBrowser, options: LaunchOptions): Promise<LaunchedBrowser> {
  const lookUps = ['127.0.0.1', 'localhost', '[::1]', ...(options.hosts ?? [])].map((host) => `EXCLUDE ${host}`);
  const context = await chromium.launchPersistentContext(options.userData, {
    executablePath: browser.path,
    headless: options.headless,
    viewport: null,
    ignoreDefaultArgs: ['--disable-extensions', ...(options.without ?? [])],
    args: [
      ...(options.beforeInstall
        ? []
        : [`--disable-extensions-except=${options.extension}`, `--load-extension=${options.extension}`]),
      '--enable-unsafe-extension-debugging',
      '--disable-quic',
      '--disable-gpu',
      '--window-size=1180,860',
      `--host-resolver-rules=MAP * ~NOTFOUND, ${lookUps.join(', ')}`,
      ...(options.args ?? []),
    ],
  });
  try {
    const cdp = await browserSession(context);
    await options.beforeInstall?.(context);
    const extensionId = await findExtension(context, cdp, options);
    return handle(context, cdp, extensionId, browser.name);
  } catch (error) {
    await context.close();
    throw error;
  }
}

async function browserSession(context: BrowserContext): Promise<CDPSession> {
  const browser = context.browser();
  if (!browser) throw new Error('the browser offers no connection of its own');
  return browser.newBrowserCDPSession();
}

async function findExtension(
  context: BrowserContext,
  cdp: CDPSession,
  { extension, beforeInstall }: LaunchOptions,
): Promise<string> {
  const present = beforeInstall ? undefined : await extensionWorker(context, EXTENSION_WAIT_MS / 3);
  if (present) return hostOf(present);
  // Branded Chrome and Edge ignore --load-extension and want to be asked this way.
  const untyped = cdp as unknown as { send(method: string, params: object): Promise<unknown> };
  await untyped.send('Extensions.loadUnpacked', { path: extension }).catch(() => undefined);
  const loaded = await extensionWorker(context, EXTENSION_WAIT_MS);
  if (loaded) return hostOf(loaded);
  throw new Error('it runs, but without the extension; branded Chrome and Edge refuse unpacked extensions');
}

async function extensionWorker(context: BrowserContext, timeout: number): Promise<Worker | undefined> {
  const ours = (worker: Worker) => worker.url().startsWith('chrome-extension://');
  const there = context.serviceWorkers().find(ours);
  return there ?? context.waitForEvent('serviceworker', { predicate: ours, timeout }).catch(() => undefined);
}

const hostOf = (worker: Worker) => new URL(worker.url()).host;

function handle(context: BrowserContext, cdp: CDPSession, extensionId: string, name: string): LaunchedBrowser {
  return {
    context,
    extensionId,
    name,
    async stopServiceWorker() {
      const { targetInfos } = await cdp.send('Target.getTargets');
      const targets = targetInfos.filter(
        (target) => target.type === 'service_worker' && target.url.includes(extensionId),
      );
      await Promise.all(targets.map((target) => cdp.send('Target.closeTarget', { targetId: target.targetId })));
    },
    async kill() {
      const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
      const main = processInfo.find((info) => info.type === 'browser');
      if (!main) throw new Error('The browser did not tell its process id.');
      const closed = new Promise((resolve) => context.once('close', resolve));
      process.kill(main.id, 'SIGKILL');
      await closed;
    },
    async close() {
      await context.close();
    },
  };
}
