import type { FakeGongControls } from '../../test/fake-gong/fake.ts';
import { readConfiguration } from '../configuration.ts';
import type { HttpRequest } from '../gong/client.ts';
import type { Db } from '../ledger/db.ts';
import { migrate } from '../ledger/migrations.ts';
import { createDriver, type Driver } from '../upload/driver.ts';
import type { World } from '../upload/world.ts';

/** A clock, chance and network of a test's own: nothing waits in real time, and a seed replays exactly. */
export interface SimulatedClock {
  now(): number;
  advance(ms: number): void;
}

export function simulatedClock(start = Date.parse('2026-03-02T08:00:00Z')): SimulatedClock {
  let time = start;
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
  };
}

/** Mulberry32: small, seeded, good enough to schedule faults. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface SimulatedBridge {
  readonly db: Db;
  /** The motor of the present incarnation. */
  driver(): Driver;
  /** Lets simulated time pass and the alarms ring in it. */
  pass(ms: number): Promise<void>;
  /** Passes time until nothing is left to do, at most `limitMs`. Answers whether it came to rest. */
  rest(limitMs: number): Promise<boolean>;
  /** The process dies: before the n-th next await of the driver (1 = the next). */
  dieAt(awaits: number): void;
  readonly events: readonly string[];
}

export interface SimulationSettings {
  readonly db: Db;
  readonly clock: SimulatedClock;
  readonly gong: FakeGongControls;
  readonly random: () => number;
  readonly env?: Readonly<Record<string, string>>;
  /** How long a call takes, in ms. */
  readonly latencyMs?: number;
  /** What stands between the bridge and Gong, if anything. */
  readonly between?: Between;
}

/** Stands between the bridge and Gong; `body` is the request's whole body, `next` lets Gong answer. */
export type Between = (
  request: HttpRequest,
  body: Uint8Array,
  next: (request: HttpRequest) => Promise<Response>,
) => Promise<Response>;

/** A bridge without a runtime: ledger and upload cycle on a simulated clock against a fake Gong in the same process. */
export function simulateBridge(settings: SimulationSettings): SimulatedBridge {
  const { db, clock, gong, random } = settings;
  const events: string[] = [];
  let ids = 0;
  let deathIn = 0;
  let incarnation = 0;
  let die: (() => void) | null = null;
  const configuration = readConfiguration({
    GONG_ACCESS_KEY: 'fake-access-key',
    GONG_ACCESS_KEY_SECRET: 'fake-access-key-secret',
    GONG_OWNER_EMAIL: 'it@company.example',
    ...settings.env,
  });

  /** An await at which the process may die; then it never returns. */
  async function mortal<T>(value: () => T | Promise<T>, born: number): Promise<T> {
    if (deathIn > 0) {
      deathIn -= 1;
      if (deathIn === 0) {
        // Half of the deaths come after the world has changed.
        if (random() < 0.5) await value();
        die?.();
        return await new Promise<T>(() => undefined);
      }
    }
    if (born !== incarnation) return await new Promise<T>(() => undefined);
    return await value();
  }

  function world(born: number): World {
    return {
      now: clock.now,
      sleep: (ms) =>
        mortal(() => {
          clock.advance(Math.max(1, ms));
        }, born),
      random,
      uuid: () => {
        ids += 1;
        return `00000000-0000-4000-8000-${String(ids).padStart(6, '0')}${String(Math.floor(random() * 1e6)).padStart(6, '0')}`;
      },
      send: (request) => mortal(() => exchange(request), born),
      log: (event, facts) => {
        events.push(`${clock.now()} ${event} ${JSON.stringify(facts)}`);
        if (events.length > 5000) events.splice(0, 1000);
      },
    };
  }

  async function exchange(request: HttpRequest): Promise<Response> {
    clock.advance(settings.latencyMs ?? 50);
    const chunks =
      request.body === null
        ? []
        : typeof request.body === 'string'
          ? [Buffer.from(request.body)]
          : [...request.body.chunks()];
    const body = Buffer.concat(chunks);
    if (request.body !== null && typeof request.body !== 'string' && body.byteLength !== request.body.length) {
      throw new Error(`the body has ${body.byteLength} bytes and said ${request.body.length}`);
    }
    const { between } = settings;
    return between === undefined
      ? answered(request, body)
      : between(request, body, async (next) => answered(next, body));
  }

  function answered(request: HttpRequest, body: Buffer): Response {
    const url = new URL(request.url);
    const outcome = gong.handle({
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: { ...request.headers, 'content-length': String(body.byteLength), host: url.host },
      body,
      bodyBytes: body.byteLength,
    });
    if (outcome.kind === 'reply')
      return new Response(outcome.text, { status: outcome.status, headers: outcome.headers });
    if (outcome.kind === 'hang') clock.advance(request.timeoutMs);
    throw new TypeError(outcome.kind === 'hang' ? 'timed out' : 'connection lost');
  }

  function born(): Driver {
    incarnation += 1;
    migrate(db);
    const { gongBaseUrl, accessKey, accessKeySecret } = configuration;
    const authorization = `Basic ${Buffer.from(`${accessKey}:${accessKeySecret}`).toString('base64')}`;
    const driver = createDriver({
      db,
      configuration,
      world: world(incarnation),
      access: () => async () => ({
        ok: true,
        value: { baseUrl: gongBaseUrl, authorization },
        status: 200,
        requestId: null,
        traceId: null,
      }),
    });
    driver.started(JSON.stringify(configuration));
    return driver;
  }

  let driver = born();

  async function ring(): Promise<void> {
    const died = new Promise<'died'>((resolve) => {
      die = () => resolve('died');
    });
    const end = await Promise.race([driver.run().then(() => 'ran' as const), died]);
    if (end === 'died') {
      events.push(`${clock.now()} died`);
      clock.advance(Math.floor(random() * 5000));
      driver = born();
    }
  }

  return {
    db,
    events,
    driver: () => driver,
    dieAt: (awaits) => {
      deathIn = awaits;
    },
    async pass(ms) {
      const until = clock.now() + ms;
      for (;;) {
        const at = driver.wakeAt();
        if (at === null || at > until) break;
        if (at > clock.now()) clock.advance(at - clock.now());
        await ring();
      }
      if (clock.now() < until) clock.advance(until - clock.now());
    },
    async rest(limitMs) {
      const until = clock.now() + limitMs;
      for (;;) {
        const at = driver.wakeAt();
        if (at === null) return true;
        if (at > until) return false;
        if (at > clock.now()) clock.advance(at - clock.now());
        await ring();
      }
    },
  };
}
