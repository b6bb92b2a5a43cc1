import { createRandom, type Random } from '../data/random.ts';

/** An answer that replaces a page. */
export interface Failure {
  readonly status: number;
  /** Seconds for the Retry-After header. */
  readonly retryAfter?: number;
}

/** Everything that can be made to go wrong. Faults concern pages only, never the control and truth addresses. */
export interface Faults {
  latencyMs: number;
  /** Every page answers 200 with the block page. */
  blocked: boolean;
  /** The next `count` requests fail. */
  failNext(count: number, failure: Failure): void;
  /** Each request fails with this probability (0 to 1), decided by the seed. */
  failSome(share: number, failure: Failure): void;
  /** The next `count` pages end in the middle, with status 200. */
  cutNext(count: number): void;
  /** The failure that the request at hand meets, if any. */
  takeFailure(): Failure | undefined;
  /** Whether the page at hand is to be cut. */
  takeCut(): boolean;
}

/** Faults of one demo CRM; none at the start. */
export const createFaults = (seed: number, latencyMs: number): Faults => {
  const random: Random = createRandom(seed, 99);
  const queue: Failure[] = [];
  let share = 0;
  let some: Failure = { status: 500 };
  let cuts = 0;
  return {
    latencyMs,
    blocked: false,
    failNext: (count, failure) => {
      for (let index = 0; index < count; index += 1) queue.push(failure);
    },
    failSome: (newShare, failure) => {
      share = newShare;
      some = failure;
    },
    cutNext: (count) => {
      cuts += count;
    },
    takeFailure: () => queue.shift() ?? (share > 0 && random.chance(share) ? some : undefined),
    takeCut: () => {
      if (cuts === 0) return false;
      cuts -= 1;
      return true;
    },
  };
};

/** What a web application firewall of the hosting company shows, with status 200. */
export const BLOCK_PAGE = `<html><head><title>Zugriff vor\u00fcbergehend gesperrt</title></head>
<body bgcolor=#FFFFFF><h1>Zu viele Anfragen</h1>
<p>Ihre Adresse wurde vor\u00fcbergehend gesperrt. / Your address was blocked for a while because of too many requests.</p>
</body></html>
`;

/** What IIS showed for an error. */
export const errorPage = (status: number): string =>
  `<html><head><title>HTTP ${status}</title></head><body><h1>HTTP ${status}</h1><p>Die Seite kann nicht angezeigt werden.</p></body></html>\n`;
