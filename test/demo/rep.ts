import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { CommandName, CommandReply, Commands } from '../../extension/messaging/commands.ts';
import type { Overview } from '../../extension/store/overview.ts';
import type { SyncResult, SyncState, Trouble } from '../../extension/store/sync-result.ts';
import { CodedError, type Explained } from '../../shared/errors/coded-error.ts';
import type { LaunchedBrowser } from '../browser/launch.ts';
import { signIn } from './crm-login.ts';

export interface CrmAccess {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** How a sync ended: `failure` is what a person has to act on first. */
export interface SyncOutcome {
  readonly result: SyncResult;
  readonly failure: Explained | null;
}

/** A sync is given this long (design §10). */
const SYNC_LIMIT_MS = 10 * 60_000;
const POLL_MS = 250;
const CAPTURE_LIMIT_MS = 4_000;
const CAPTURE_REST_MS = 800;

type CapturedObjects = Overview['captures'][number]['objects'];

/** A sales rep at the browser: signs in, enrols, presses Sync in the popup and reads what it says. */
export class Rep {
  readonly browser: LaunchedBrowser;
  readonly crm: CrmAccess;
  /** A Worker, a Gong or a CRM that stays away this long ends the wait; the sync itself goes on by itself. */
  readonly #awayLimitMs: number;
  #crmPage: Page | undefined;
  #popup: Page | undefined;

  constructor(browser: LaunchedBrowser, crm: CrmAccess, awayLimitMs: number) {
    this.browser = browser;
    this.crm = crm;
    this.#awayLimitMs = awayLimitMs;
  }

  /** Opens the CRM and signs in. */
  async signIn(): Promise<void> {
    this.#crmPage ??= await this.browser.context.newPage();
    await signIn(this.#crmPage, this.crm.url, this.crm.user, this.crm.password);
  }

  /** Connects this browser to the Worker through the page that opens after install. */
  async enrol(address: string, code: string): Promise<void> {
    const page = await this.page('options.html');
    await page.getByLabel('Worker address').fill(address);
    await page.getByLabel('Enrolment code').fill(code);
    await page.getByRole('button', { name: 'Connect' }).click();
    const answer = page.getByText('Connected').or(page.getByRole('alert'));
    await answer.first().waitFor();
    const overview = await this.overview();
    if (overview.connection.state !== 'enrolled')
      throw new Error(`Enrolment failed: ${await page.getByRole('alert').innerText()}`);
    await page.close();
  }

  /** Presses the popup's Sync button (or asks for a full sync) and waits until nothing more happens by itself. */
  async sync(
    kind: 'sync' | 'full-sync' = 'sync',
    whileRunning?: (state: SyncState) => Promise<void>,
  ): Promise<SyncOutcome> {
    const popup = await this.popup();
    const button = popup.getByRole('button', { name: 'Sync', exact: true });
    if (kind === 'sync') await button.click({ trial: true });
    const before = await this.#ask('result', {});
    const pressedAt = Date.now();
    if (kind === 'full-sync') await this.#ask('full-sync', {});
    else await button.click();
    return this.#settled(pressedAt, before?.finishedAt ? before.syncId : undefined, whileRunning);
  }

  overview(): Promise<Overview> {
    return this.#ask('status', {});
  }

  /** The popup in a tab of its own, as wide as the browser would show it. */
  async popup(): Promise<Page> {
    if (!this.#popup || this.#popup.isClosed()) {
      this.#popup = await this.page('popup.html');
      await this.#popup.setViewportSize({ width: 380, height: 600 });
    }
    return this.#popup;
  }

  async screenshot(folder: string, name: string): Promise<string> {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    // What moves is shown where it comes to rest.
    await (await this.popup()).screenshot({ path, fullPage: true, animations: 'disabled' });
    return path;
  }

  /** Opens a page of the CRM as a rep does while working; returns what the extension has captured of it. */
  async visit(url: string): Promise<CapturedObjects> {
    await this.popup();
    this.#crmPage ??= await this.browser.context.newPage();
    const visitedAt = Date.now();
    await this.#crmPage.goto(url, { waitUntil: 'load' });
    const loadedAt = Date.now();
    let captured: CapturedObjects = [];
    let grownAt = loadedAt;
    // A page may have several frames: the captures have come to rest when none has been added for a while.
    while (
      Date.now() - loadedAt < CAPTURE_LIMIT_MS &&
      (captured.length === 0 || Date.now() - grownAt < CAPTURE_REST_MS)
    ) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const { captures } = await this.overview();
      const objects = captures.filter(({ at }) => Date.parse(at) >= visitedAt).flatMap((capture) => capture.objects);
      if (objects.length > captured.length) grownAt = Date.now();
      captured = objects;
    }
    return captured;
  }

  /**
   * @param pressedAt a trouble that began before is an old one: the press has made the product forget it.
   * @param formerId the sync that was already over when the button was pressed.
   */
  async #settled(
    pressedAt: number,
    formerId: string | undefined,
    whileRunning?: (state: SyncState) => Promise<void>,
  ): Promise<SyncOutcome> {
    const said = (trouble: Trouble) => Date.parse(trouble.since) >= pressedAt;
    for (;;) {
      const state = await this.#ask('result', {});
      if (state && state.syncId !== formerId) {
        await whileRunning?.(state);
        if (state.finishedAt) return { result: state.result, failure: null };
        if (state.trouble && said(state.trouble) && endsTheWait(state.trouble, this.#awayLimitMs))
          return { result: state.result, failure: plain(state.trouble) };
      }
      if (Date.now() - pressedAt > SYNC_LIMIT_MS) return timedOut(state);
      if (!state || state.syncId === formerId) {
        const { trouble } = await this.overview();
        if (trouble?.needsPerson && said(trouble)) throw new CodedError(trouble.code, {}, { cause: trouble });
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #ask<N extends CommandName>(name: N, parameters: Commands[N]['parameters']): Promise<Commands[N]['reply']> {
    const page = await this.popup();
    const message = { channel: 'command', name, parameters };
    const reply = await page.evaluate((sent): Promise<unknown> => chrome.runtime.sendMessage(sent), message);
    const { ok, ...rest } = reply as CommandReply<N>;
    if (ok && 'value' in rest) return rest.value;
    const error = 'error' in rest ? (rest.error as Explained) : undefined;
    throw new CodedError(error?.code ?? 'worker-failed', {}, { cause: error });
  }

  /** One of the extension's own pages, in a new tab. */
  async page(file: string): Promise<Page> {
    const page = await this.browser.context.newPage();
    await page.goto(`chrome-extension://${this.browser.extensionId}/${file}`);
    return page;
  }
}

function endsTheWait(trouble: Trouble, awayLimitMs: number): boolean {
  const away =
    trouble.code === 'worker-unreachable' || trouble.code === 'gong-unreachable' || trouble.code === 'crm-unreachable';
  return trouble.needsPerson || (away && Date.now() - Date.parse(trouble.since) > awayLimitMs);
}

const plain = ({ code, what, why, next }: Explained): Explained => ({ code, what, why, next });

function timedOut(state: SyncState | null): SyncOutcome {
  if (!state) throw new CodedError('timed-out', { detail: 'The sync did not even start.' });
  const doing = state.trouble ? state.trouble.what : `It is still ${state.phase}.`;
  const { code, what } = new CodedError('timed-out', { detail: doing }).explain();
  const problem = { code, message: `${what} ${doing}` };
  return { result: { ...state.result, problems: [...state.result.problems, problem] }, failure: null };
}
