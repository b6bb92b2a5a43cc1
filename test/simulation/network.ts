import type { SimulatedBridge } from '../../worker/testing/simulated-bridge.ts';
import type { Interleaving } from './interleaving.ts';
import { changedTables, ledgerPrint } from './prints.ts';

/** What may happen to a message between a browser and the Worker. */
export type Weather = 'good' | 'lost' | 'answer-lost' | 'doubled' | 'late';

/** Takes a request as the Worker's door does. */
export type Door = (method: string, path: URL, headers: Headers, body: string | null) => Promise<Response>;

/** The network between browsers and the Worker: it loses, doubles, delays and so reorders messages. */
export class Network {
  readonly wrong: string[] = [];
  readonly #door: Door;
  readonly #bridge: SimulatedBridge;
  readonly #interleaving: Interleaving;
  /** Requests that are still on their way while their sender has given up on them. */
  readonly #late: (() => Promise<unknown>)[] = [];
  /** Whether what arrives now was sent long ago. */
  late = false;
  weather: () => Weather = () => 'good';

  constructor(door: Door, bridge: SimulatedBridge, interleaving: Interleaving) {
    this.#door = door;
    this.#bridge = bridge;
    this.#interleaving = interleaving;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const body = typeof init?.body === 'string' ? init.body : null;
    const headers = new Headers(init?.headers);
    const pass = () => this.#door(init?.method ?? 'GET', url, headers, body);
    const lost = () => {
      throw new TypeError('Failed to fetch');
    };
    const weather = this.weather();
    await this.#interleaving.gate();
    switch (weather) {
      case 'lost':
        return lost();
      case 'late':
        this.#late.push(pass);
        return lost();
      case 'answer-lost':
        await pass();
        await this.#interleaving.gate();
        return lost();
      case 'doubled':
        await pass();
        return this.#again(pass, `${init?.method} ${url.pathname}`);
      case 'good': {
        const response = await pass();
        await this.#interleaving.gate();
        return response;
      }
    }
  };

  /** The same message once more at the same moment: it is answered, and nothing else happens. While the Worker is at work it changes things of its own. */
  async #again(pass: () => Promise<Response>, route: string): Promise<Response> {
    if (this.#interleaving.busy('Worker')) return pass();
    const { db } = this.#bridge;
    const before = ledgerPrint(db);
    const response = await pass();
    for (const table of changedTables(before, ledgerPrint(db)))
      this.wrong.push(`${route} twice was not the same as once: ${table} differs`);
    return response;
  }

  /** Whatever was late arrives now, the youngest first. */
  async deliverLate(): Promise<void> {
    for (const pass of this.#late.splice(0).reverse()) {
      this.late = true;
      await pass().finally(() => {
        this.late = false;
      });
    }
  }
}
