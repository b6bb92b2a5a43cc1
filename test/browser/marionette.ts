import { connect, type Socket } from 'node:net';

/**
 * Firefox's own remote protocol (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html): messages are
 * `length:JSON`, a command is `[0, id, name, parameters]`, its answer `[1, id, error, result]`. WebDriver BiDi cannot drive pages of
 * extensions, Marionette can.
 */
export class Marionette {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #received: Buffer = Buffer.alloc(0);
  #nextId = 1;

  private constructor(socket: Socket, greeted: () => void) {
    this.#socket = socket;
    socket.on('data', (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      for (let text = this.#take(); text !== null; text = this.#take()) {
        const message: unknown = JSON.parse(text);
        // The first message is a greeting.
        if (!Array.isArray(message)) greeted();
        else this.#waiting.get(message[1])?.({ error: message[2], result: message[3] });
      }
    });
    socket.on('close', () => {
      for (const answer of this.#waiting.values()) answer({ error: { message: 'Firefox has gone.' }, result: null });
    });
  }

  /** Connects to a Firefox that listens on this port of this computer. */
  static async connect(port: number): Promise<Marionette> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    const client = new Marionette(socket, resolve);
    await promise;
    return client;
  }

  /** @throws Error with Firefox's words when it refuses. */
  async call<T = unknown>(name: string, parameters: object = {}): Promise<T> {
    const id = this.#nextId++;
    const text = JSON.stringify([0, id, name, parameters]);
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    const { error, result } = await answered;
    this.#waiting.delete(id);
    if (error !== null) throw new Error(`${name}: ${error.error ?? ''} ${error.message}`);
    // A single value comes wrapped.
    const single = typeof result === 'object' && result !== null && Object.keys(result).join() === 'value';
    return (single ? (result as { value: unknown }).value : result) as T;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The next whole message, or null until it is there. */
  #take(): string | null {
    const colon = this.#received.indexOf(':');
    if (colon < 0) return null;
    const end = colon + 1 + Number(this.#received.subarray(0, colon).toString());
    if (this.#received.length < end) return null;
    const text = this.#received.subarray(colon + 1, end).toString();
    this.#received = this.#received.subarray(end);
    return text;
  }
}

interface Answer {
  readonly error: { readonly error?: string; readonly message: string } | null;
  readonly result: unknown;
}
