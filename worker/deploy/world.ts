/** What the steps of a deployment touch outside: a terminal, wrangler, the network, files. Tests bring their own. */
export interface World {
  say(text: string): void;
  /** Asks a person; null when nobody can be asked. */
  ask(question: string, fallback?: string): Promise<string | null>;
  /** The same, with what is typed not shown. */
  askSecret(question: string): Promise<string | null>;
  /** Runs wrangler and waits; `show` lets a person see and answer it. */
  wrangler(args: readonly string[], options?: { readonly show?: boolean }): Promise<Finished>;
  fetch: typeof fetch;
  randomSecret(): string;
  readFile(path: string): string | null;
  /** Readable by this user only. */
  writeFile(path: string, content: string): void;
  removeFile(path: string): void;
  sleep(ms: number): Promise<void>;
}

export interface Finished {
  readonly ok: boolean;
  readonly output: string;
}

/** A step that cannot go on: what is the matter, and what to do. Nothing that was done before has to be undone. */
export class Stopped extends Error {
  readonly next: string;

  constructor(what: string, next: string) {
    super(what);
    this.name = 'Stopped';
    this.next = next;
  }
}

/** Says that a step is done, and what came of it. */
export function done(world: World, step: string, what: string): void {
  world.say(`✔ ${step}: ${what}`);
}
