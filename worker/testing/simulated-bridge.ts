import type { FakeGongControls } from '../../test/fake-gong/fake.ts';
import { type Configuration, readConfiguration } from '../configuration.ts';
import type { HttpRequest } from '../gong/client.ts';
import type { Db } from '../ledger/db.ts';
import { migrate } from '../ledger/migrations.ts';
import { createDriver, type Driver, type DriverDeps } from '../upload/driver.ts';
import type { World } from '../upload/world.ts';
import { fragileDb } from './fragile-db.ts';

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
      // A real clock tells whole milliseconds.
      time += Math.round(ms);
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
  /** The Worker's own clock, in ms; it may be set otherwise than Gong's. */
  now(): number;
  /** Sets the Worker's clock forward (or back) by so many ms. */
  setClock(ms: number): void;
  /** The process dies: before the n-th next await of the driver (1 = the next). */
  dieAt(awaits: number): void;
  /** The process dies now, whatever it is waiting for; the next one starts. */
  kill(): void;
  /** Answers that came to a process which died before it could read them. */
  answersLost(): number;
  /** The process dies at its next await, and the next one starts with these settings. */
  redeploy(env: Readonly<Record<string, string>>): void;
  /** The alarm rings so often at once. */
  ringTogether(times: number): Promise<void>;
  /** The storage takes no more writes, or does again. */
  storageFull(on: boolean): void;
  storageIsFull(): boolean;
  /** Takes back what is still planned or on: a death, a full storage. */
  endFaults(): void;
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
  /** Something else that may happen while the process sleeps. */
  readonly asleep?: () => Promise<void>;
  /** How calls prove who they are; default the fake's access key. `send` reaches the fake. */
  readonly access?: (send: (request: HttpRequest) => Promise<Response>) => DriverDeps['access'];
}

/** Stands between the bridge and Gong; `body` is the request's whole body, `next` lets Gong answer. */
export type Between = (
  request: HttpRequest,
  body: Uint8Array,
  next: (request: HttpRequest) => Promise<Response>,
) => Promise<Response>;

function configured(env: Readonly<Record<string, string>>): Configuration {
  return readConfiguration({
    GONG_ACCESS_KEY: 'fake-access-key',
    GONG_ACCESS_KEY_SECRET: 'fake-access-key-secret',
    GONG_OWNER_EMAIL: 'it@company.example',
    ...env,
  });
}

/** A bridge without a runtime: ledger and upload cycle on a simulated clock against a fake Gong in the same process. */
export function simulateBridge(settings: SimulationSettings): SimulatedBridge {
  const { clock, gong, random } = settings;
  const db = fragileDb(settings.db);
  const events: string[] = [];
  let ids = 0;
  let deathIn = 0;
  let answersLost = 0;
  let incarnation = 0;
  /** What ends the runs that are under way when the process dies. */
  const dying = new Set<() => void>();
  let skew = 0;
  let configuration = configured(settings.env ?? {});
  const now = () => clock.now() + skew;

  function die(): void {
    for (const end of dying) end();
    dying.clear();
  }

  /** An await at which the process may die; then it never returns. */
  async function mortal<T>(value: () => T | Promise<T>, born: number): Promise<T> {
    if (deathIn > 0) {
      deathIn -= 1;
      if (deathIn === 0) {
        // Half of the deaths come after the world has changed.
        if (random() < 0.5) {
          await value();
          answersLost += 1;
        }
        die();
        return await new Promise<T>(() => undefined);
      }
    }
    if (born !== incarnation) return await new Promise<T>(() => undefined);
    const result = await value();
    // It may have died while it waited.
    return born === incarnation ? result : await new Promise<T>(() => undefined);
  }

  function world(born: number): World {
    return {
      now,
      sleep: (ms) =>
        mortal(async () => {
          const until = clock.now() + Math.max(1, ms);
          await settings.asleep?.();
          clock.advance(Math.max(0, until - clock.now()));
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
          : // A chunk is good until the next one is asked for.
            Array.from(request.body.chunks(), (chunk) => chunk.slice());
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
    const life = world(incarnation);
    const authorization = `Basic ${Buffer.from(`${accessKey}:${accessKeySecret}`).toString('base64')}`;
    const driver = createDriver({
      db,
      configuration,
      world: life,
      access:
        settings.access?.(life.send) ??
        (() => async () => ({
          ok: true,
          value: { baseUrl: gongBaseUrl, authorization },
          status: 200,
          requestId: null,
          traceId: null,
        })),
    });
    driver.started(JSON.stringify(configuration));
    return driver;
  }

  let driver = born();

  async function ring(): Promise<void> {
    const life = incarnation;
    let end = () => {};
    const died = new Promise<'died'>((resolve) => {
      end = () => resolve('died');
    });
    dying.add(end);
    // As the Durable Object's alarm: what the run throws is noted, and it rings again a little later.
    const ran = driver.run().then(
      () => 'ran' as const,
      (error) => {
        events.push(`${clock.now()} alarm-failed ${String(error)}`);
        clock.advance(5000);
        return 'failed' as const;
      },
    );
    const ended = await Promise.race([ran, died]);
    dying.delete(end);
    // Of runs that ended together the first has started the next process.
    if (ended === 'died' && life === incarnation) {
      events.push(`${clock.now()} died`);
      clock.advance(Math.floor(random() * 5000));
      driver = born();
      // Alarms that rang between the death and now have joined a run that never ends.
      die();
    }
  }

  return {
    db,
    events,
    driver: () => driver,
    now,
    setClock: (ms) => {
      skew += ms;
    },
    dieAt: (awaits) => {
      deathIn = awaits;
    },
    kill: () => {
      if (dying.size > 0) {
        // What it was asking Gong is answered to nobody.
        answersLost += 1;
        die();
      } else driver = born();
    },
    answersLost: () => answersLost,
    redeploy: (env) => {
      configuration = configured({ ...settings.env, ...env });
      deathIn = 1;
    },
    ringTogether: async (times) => {
      await Promise.all(Array.from({ length: times }, ring));
    },
    storageFull: (on) => db.full(on),
    storageIsFull: () => db.isFull(),
    endFaults: () => {
      db.full(false);
      deathIn = 0;
    },
    async pass(ms) {
      const until = clock.now() + ms;
      for (;;) {
        const at = driver.wakeAt();
        if (at === null || at - skew > until) break;
        if (at > now()) clock.advance(at - now());
        await ring();
      }
      if (clock.now() < until) clock.advance(until - clock.now());
    },
    async rest(limitMs) {
      const until = clock.now() + limitMs;
      for (;;) {
        const at = driver.wakeAt();
        if (at === null) return true;
        if (at - skew > until) return false;
        if (at > now()) clock.advance(at - now());
        await ring();
      }
    },
  };
}
