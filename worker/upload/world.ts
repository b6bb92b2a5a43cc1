import type { HttpRequest } from '../gong/client.ts';

/** Everything outside that the upload cycle touches; a simulation gives its own. */
export interface World {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly uuid: () => string;
  readonly send: (request: HttpRequest) => Promise<Response>;
  /** One structured line; never field values or secrets. */
  readonly log: (event: string, facts: Readonly<Record<string, string | number | boolean | null>>) => void;
}
