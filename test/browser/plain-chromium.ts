import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOrInstallBrowsers } from './find.ts';

export interface PlainChromiumOptions {
  /** The built extension. */
  readonly extension: string;
  /** The browser’s own profile folder. */
  readonly userData: string;
  /** More switches of the browser. */
  readonly args?: readonly string[];
}

interface Answer {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

const LOOK_MS = 50;

/**
 * A Chromium that is as a person has it: tabs that are not looked at are hidden, and slowed down as the browser does. (Playwright keeps every tab
 * visible and switches the slowing off, and so proves nothing of hidden tabs.)
 */
export class PlainChromium {
  readonly #process: ChildProcess;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #sent = 0;

  private constructor(process: ChildProcess, socket: WebSocket) {
    this.#process = process;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const answer: Answer = JSON.parse(String(data));
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    });
  }

  static async launch({ extension, userData, args = [] }: PlainChromiumOptions): Promise<PlainChromium> {
    const [browser] = findOrInstallBrowsers(() => {});
    if (!browser) throw new Error('there is no Chromium');
    const child = spawn(
      browser.path,
      [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--remote-debugging-port=0',
        `--user-data-dir=${userData}`,
        `--disable-extensions-except=${extension}`,
        `--load-extension=${extension}`,
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
        ...args,
      ],
      { stdio: 'ignore' },
    );
    const file = join(userData, 'DevToolsActivePort');
    await until(() => existsSync(file) && readFileSync(file, 'utf8').includes('/devtools/'));
    const [port, path] = readFileSync(file, 'utf8').split('\n');
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    return new PlainChromium(child, socket);
  }

  /** @throws Error with the browser's own words. */
  async send<T = Readonly<Record<string, unknown>>>(
    method: string,
    params: object = {},
    sessionId?: string,
  ): Promise<T> {
    const id = ++this.#sent;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    const { result, error } = await answered;
    this.#waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as T;
  }

  /** The extension's id, once its background has started. */
  async extensionId(): Promise<string> {
    const start = 'chrome-extension://';
    let id = '';
    await until(async () => {
      const { targetInfos } = await this.send<{ targetInfos: { type: string; url: string }[] }>('Target.getTargets');
      id = targetInfos.find(({ type, url }) => type === 'service_worker' && url.startsWith(start))?.url ?? '';
      return id !== '';
    });
    return new URL(id).host;
  }

  /** A new tab, which the person looks at from now on. */
  async newTab(url: string): Promise<PlainTab> {
    const { targetId } = await this.send<{ targetId: string }>('Target.createTarget', { url });
    const { sessionId } = await this.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    return new PlainTab(this, targetId, sessionId);
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.send('Browser.close').catch(() => this.#process.kill('SIGKILL'));
    await gone;
    this.#socket.close();
  }
}

export class PlainTab {
  readonly #browser: PlainChromium;
  readonly #targetId: string;
  readonly #sessionId: string;

  constructor(browser: PlainChromium, targetId: string, sessionId: string) {
    this.#browser = browser;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
  }

  /** What an expression, or the promise that it gives, comes to in the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const parameters = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.#browser.send<{
      result: { value: T };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    }>('Runtime.evaluate', parameters, this.#sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until an expression is true in the page. */
  async waitFor(expression: string): Promise<void> {
    // While another document comes the old one cannot be asked.
    await until(() => this.evaluate<boolean>(`Boolean(${expression})`).catch(() => false));
  }

  /** The person looks at this tab; the one before is hidden. */
  async show(): Promise<void> {
    await this.#browser.send('Target.activateTarget', { targetId: this.#targetId });
  }
}

async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await met()); ) {
    if (Date.now() > end) throw new Error('what was waited for did not come');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
