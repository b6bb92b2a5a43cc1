import type { Marionette } from './marionette.ts';

const LIMIT_MS = 30_000;
const LOOK_MS = 50;

/** One tab of a Firefox, found and used as a person does: by role and name. */
export class FirefoxTab {
  readonly #marionette: Marionette;
  readonly #handle: string;

  constructor(marionette: Marionette, handle: string) {
    this.#marionette = marionette;
    this.#handle = handle;
  }

  async goto(url: string): Promise<void> {
    await this.#switch();
    await this.#marionette.call('WebDriver:Navigate', { url });
  }

  async url(): Promise<string> {
    await this.#switch();
    return this.#marionette.call<string>('WebDriver:GetCurrentURL');
  }

  async close(): Promise<void> {
    await this.#switch();
    await this.#marionette.call('WebDriver:CloseWindow');
  }

  /** Runs a function body in the page's world of a WebDriver script. */
  async run<T>(script: string, ...args: unknown[]): Promise<T> {
    await this.#switch();
    return this.#marionette.call<T>('WebDriver:ExecuteScript', { script, args });
  }

  /** Clicks the button or link of this name, once it is there. */
  async press(role: 'button' | 'link', name: string): Promise<void> {
    const selector = role === 'button' ? 'button, input[type=submit], input[type=button]' : 'a[href]';
    await this.#act('WebDriver:ElementClick', selector, name, {});
  }

  /** Types into the field of this label (or, without one, the field of this name), in place of what is there. */
  async fill(label: string, text: string): Promise<void> {
    const id = await this.#find('input, textarea', label);
    await this.#marionette.call('WebDriver:ElementClear', { id }).catch(() => undefined);
    await this.#marionette.call('WebDriver:ElementSendKeys', { id, text });
  }

  /** What the page shows as text. */
  text(): Promise<string> {
    return this.run<string>('return document.body?.innerText ?? "";');
  }

  /** Waits until what the page shows fits; its text then. @throws Error with what it showed instead. */
  async waitForText(wanted: RegExp, limitMs = LIMIT_MS): Promise<string> {
    let seen = '';
    for (const until = Date.now() + limitMs; Date.now() < until; await pause()) {
      seen = await this.text();
      if (wanted.test(seen)) return seen;
    }
    throw new Error(`${await this.url()} did not show ${wanted} within ${limitMs / 1000} s, but:\n${seen}`);
  }

  /** A picture of the page as it stands. */
  async screenshot(): Promise<Buffer> {
    await this.#switch();
    return Buffer.from(await this.#marionette.call<string>('WebDriver:TakeScreenshot', { full: true }), 'base64');
  }

  async #act(command: string, selector: string, name: string, parameters: object): Promise<void> {
    // A page that is drawn anew between finding and pressing gives another element of the same name.
    for (let attempt = 1; ; attempt++) {
      const id = await this.#find(selector, name);
      try {
        await this.#marionette.call(command, { id, ...parameters });
        return;
      } catch (error) {
        if (attempt === 5 || !/stale|not interactable|obscure/i.test(String(error))) throw error;
      }
    }
  }

  async #find(selector: string, name: string): Promise<string> {
    for (const until = Date.now() + LIMIT_MS; Date.now() < until; await pause()) {
      const found = await this.run<Record<string, string> | null>(FIND_SCRIPT, selector, name);
      const id = found === null ? undefined : Object.values(found)[0];
      if (id !== undefined) return id;
    }
    throw new Error(`${await this.url()} has no “${name}” but:\n${await this.text()}`);
  }

  async #switch(): Promise<void> {
    await this.#marionette.call('WebDriver:SwitchToWindow', { handle: this.#handle });
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_MS));

/** The accessible name, as far as these pages make one: aria-label, label, own text, value. */
const FIND_SCRIPT = `
  const [selector, name] = arguments;
  const nameOf = (one) => one.getAttribute('aria-label') ?? one.labels?.[0]?.innerText ??
    (one.innerText?.trim() || one.value || one.name);
  return [...document.querySelectorAll(selector)].find((one) => nameOf(one)?.trim() === name || one.name === name) ?? null;
`;
