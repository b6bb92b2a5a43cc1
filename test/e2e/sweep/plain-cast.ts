import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandName, CommandReply, Commands } from '../../../extension/messaging/commands.ts';
import type { SyncState } from '../../../extension/store/sync-result.ts';
import { PlainChromium, type PlainTab } from '../../browser/plain-chromium.ts';
import type { DemoCrm } from '../../demo-crm/index.ts';
import { openScene, type Scene, type SceneOptions } from './scene.ts';
import type { WorkerServer } from './worker-server.ts';

const POLL_MS = 500;

/** As Cast, in a browser as a person has it: nothing listens to its tabs, none is kept visible. For what is measured. */
export class PlainCast {
  readonly crm: DemoCrm;
  readonly server: WorkerServer;
  readonly browser: PlainChromium;
  /** A page of the extension's own origin, which does nothing by itself. */
  readonly own: PlainTab;
  readonly #scene: Scene;
  readonly #extensionId: string;

  private constructor(scene: Scene, browser: PlainChromium, own: PlainTab, extensionId: string) {
    this.crm = scene.crm;
    this.server = scene.server;
    this.browser = browser;
    this.own = own;
    this.#scene = scene;
    this.#extensionId = extensionId;
  }

  /** Enrolled, and not signed in to the CRM. */
  static async open(options: SceneOptions): Promise<PlainCast> {
    const scene = await openScene(options);
    const userData = join(scene.folder, 'browser');
    mkdirSync(userData);
    const browser = await PlainChromium.launch({ extension: scene.extension, userData });
    const id = await browser.extensionId();
    const own = await browser.newTab(`chrome-extension://${id}/manifest.json`);
    await own.waitFor('chrome.runtime?.sendMessage');
    const cast = new PlainCast(scene, browser, own, id);
    await cast.ask('enrol', { address: scene.server.url, code: 'whatever' });
    return cast;
  }

  /** A command to the background, as the popup gives it. */
  async ask<N extends CommandName>(name: N, parameters: Commands[N]['parameters']): Promise<Commands[N]['reply']> {
    const message = JSON.stringify({ channel: 'command', name, parameters });
    const reply = await this.own.evaluate<CommandReply<N>>(`chrome.runtime.sendMessage(${message})`);
    if (reply?.ok) return reply.value;
    throw new Error(`${name}: ${JSON.stringify(reply)}`);
  }

  /** The rep signs in to the CRM in a tab of its own, which the person looks at. */
  async signIn(): Promise<PlainTab> {
    const [login] = this.crm.logins;
    if (!login) throw new Error('The demo CRM names no login.');
    const tab = await this.browser.newTab(`${this.crm.url}/login.asp?ziel=benutzer.asp`);
    await tab.waitFor('document.querySelector("input[name=pass]")');
    await tab.evaluate(`
      document.querySelector('input[name=user]').value = ${JSON.stringify(login.user)};
      document.querySelector('input[name=pass]').value = ${JSON.stringify(login.password)};
      document.querySelector('input[name=pass]').form.submit();`);
    await tab.waitFor('location.pathname.endsWith("benutzer.asp") && document.readyState === "complete"');
    return tab;
  }

  /** Waits until a sync has ended; `each` is called about twice a second before. */
  async settled(syncId: string, each: (state: SyncState) => Promise<unknown> = async () => null): Promise<SyncState> {
    for (;;) {
      const state = await this.ask('result', { syncId });
      if (state?.finishedAt) return state;
      if (state?.trouble?.needsPerson) throw new Error(`${state.trouble.code}: ${state.trouble.why}`);
      if (state) await each(state);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** What an expression comes to in the extension's service worker. DevTools is attached only for so long: it slows the worker down. */
  async inBackground<T>(expression: string): Promise<T> {
    return this.#withBackground(async (sessionId) => {
      const parameters = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await this.browser.send<{
        result: { value: T };
        exceptionDetails?: { exception?: { description?: string } };
      }>('Runtime.evaluate', parameters, sessionId);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
      return result.value;
    });
  }

  /** Bytes that the extension's service worker really uses, after a garbage collection. */
  async heapUsed(): Promise<number> {
    return this.#withBackground(async (sessionId) => {
      await this.browser.send('HeapProfiler.collectGarbage', {}, sessionId);
      return Number((await this.browser.send('Runtime.getHeapUsage', {}, sessionId))['usedSize']);
    });
  }

  async #withBackground<T>(work: (sessionId: string) => Promise<T>): Promise<T> {
    const { targetInfos } = await this.browser.send<{
      targetInfos: { type: string; url: string; targetId: string }[];
    }>('Target.getTargets');
    const target = targetInfos.find(({ type, url }) => type === 'service_worker' && url.includes(this.#extensionId));
    if (!target) throw new Error('no service worker of the extension runs');
    const { sessionId } = await this.browser.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId: target.targetId,
      flatten: true,
    });
    try {
      return await work(sessionId);
    } finally {
      await this.browser.send('Target.detachFromTarget', { sessionId });
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#scene.close();
  }
}
