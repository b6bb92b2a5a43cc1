/** What may happen to a message between a browser and the Worker. */
export type Weather = 'good' | 'lost' | 'answer-lost' | 'doubled' | 'late';

/** Takes a request as the Worker's door does. */
export type Door = (method: string, path: URL, headers: Headers, body: string | null) => Promise<Response>;

/** The network between browsers and the Worker: it loses, doubles, delays and so reorders messages. */
export class Network {
  readonly #door: Door;
  /** Requests that are still on their way while their sender has given up on them. */
  readonly #late: (() => Promise<unknown>)[] = [];
  weather: () => Weather = () => 'good';

  constructor(door: Door) {
    this.#door = door;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const body = typeof init?.body === 'string' ? init.body : null;
    const headers = new Headers(init?.headers);
    const pass = () => this.#door(init?.method ?? 'GET', url, headers, body);
    const lost = () => {
      throw new TypeError('Failed to fetch');
    };
    switch (this.weather()) {
      case 'lost':
        return lost();
      case 'answer-lost':
        await pass();
        return lost();
      case 'doubled':
        await pass();
        return pass();
      case 'late':
        this.#late.push(pass);
        return lost();
      case 'good':
        return pass();
    }
  };

  /** Whatever was late arrives now, the youngest first. */
  async deliverLate(): Promise<void> {
    for (const pass of this.#late.splice(0).reverse()) await pass();
  }
}
