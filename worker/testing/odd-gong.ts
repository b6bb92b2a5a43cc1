import type { FakeGongOptions } from '../../test/fake-gong/settings.ts';
import type { HttpRequest } from '../gong/client.ts';
import { type OddAudit, oddAudit } from './odd-audit.ts';
import type { SimulatedClock } from './simulated-bridge.ts';

/** A Gong that keeps its own rules and answers otherwise than ours, wherever the sources leave room. What it does follows from its seed. */
export interface OddGong {
  readonly options: FakeGongOptions;
  readonly env: Readonly<Record<string, string>>;
  /** Faults of chance are over. */
  calm(): void;
  /** Stands between the bridge and the fake: `next` lets the fake answer. */
  exchange(
    request: HttpRequest,
    body: Uint8Array,
    next: (request: HttpRequest) => Promise<Response>,
  ): Promise<Response>;
  readonly audit: OddAudit;
  /** What is odd about it, for a failing test's message. */
  readonly oddities: readonly string[];
  /** It allows fewer calls a second than Gong says. */
  readonly lowersLimit: boolean;
}

type Json = Record<string, unknown>;

/** An odd Gong out of a seed's chance; every oddity is on for about a third of the seeds. */
export function oddGong(random: () => number, clock: SimulatedClock): OddGong {
  const oddities: string[] = [];
  let calm = false;
  const odd = (name: string, share = 0.33) => {
    const on = random() < share;
    if (on) oddities.push(name);
    return on;
  };
  const pick = <T>(...choices: readonly [T, ...T[]]): T => choices[Math.floor(random() * choices.length)] ?? choices[0];

  const otherCodes = odd('other 2xx codes') ? pick(200, 201, 202) : null;
  const emptyBodies = odd('empty bodies') ? pick('', ' ', 'OK', '[]', '"ok"') : null;
  const noRequestId = odd('no requestId');
  const extraFields = odd('extra fields');
  const reversed = odd('other order of fields');
  const quotedNumbers = odd('numbers as text');
  const quotedIds = odd('integrationId as text');
  const words = odd('other words') ? pick(seedWords, lowerCase, spaced) : null;
  const silentStatus = odd('no status until the end') ? pick(undefined, null) : 'as it is';
  const noCounters = odd('no counters at the end');
  const lateStatus = odd('status not found at first') ? 1000 + random() * 20_000 : 0;
  const slowRegistration = odd('asynchronous registration') ? 2000 + random() * 20_000 : 0;
  const dropped = odd('lost answers') ? 0.04 : 0;
  const errors = odd('server errors') ? 0.04 : 0;
  const retryAfter = pick<(seconds: number) => string | null>(
    (seconds) => String(seconds),
    (seconds) => new Date(Math.ceil(clock.now() / 1000 + seconds) * 1000).toUTCString(),
    (seconds) => seconds.toFixed(1),
    () => null,
  );
  const prefix = odd('base path') ? '/some/path' : '';
  const baseUrl = `https://gong.test${prefix}${pick('', '/', '//', '/v2', '/v2/')}`;
  const slow = odd('slow') ? 60_000 : odd('very quick') ? 1 : 2000;
  const perSecond = odd('a lower rate limit', 0.2) ? pick(1, 2) : 3;
  const firstSeen = new Map<string, number>();
  let registeredAt: number | null = null;
  const audit = oddAudit(59_000);

  function answerTo(request: HttpRequest, response: { status: number; body: Json }): Json {
    let body: Json = { ...response.body };
    if (noRequestId) delete body['requestId'];
    if (request.url.includes('/request-status')) body = statusBody(body);
    if (extraFields) body = { apiVersion: { major: 2 }, ...body, records: [1, null, 'x'], next: null };
    return reversed ? Object.fromEntries(Object.entries(body).reverse()) : body;
  }

  function statusBody(body: Json): Json {
    const over = body['status'] === 'DONE' || body['status'] === 'FAILED';
    const said: Json = { ...body };
    if (!over && silentStatus !== 'as it is') said['status'] = silentStatus;
    else if (words !== null) words(said);
    if (over && noCounters && body['status'] === 'DONE') for (const name of COUNTERS) delete said[name];
    if (quotedNumbers) {
      for (const name of COUNTERS) if (typeof said[name] === 'number') said[name] = String(said[name]);
      if (Array.isArray(said['errors']))
        said['errors'] = said['errors'].map((error: Json) => ({ ...error, line: String(error['line']) }));
    }
    return said;
  }

  async function answer(request: HttpRequest, next: (request: HttpRequest) => Promise<Response>): Promise<Response> {
    const url = new URL(request.url);
    if (!url.pathname.startsWith(`${prefix}/v2/crm/`)) return new Response('Not here', { status: 404 });
    const path = url.pathname.slice(prefix.length);
    const inner = { ...request, url: `https://gong.test${path}${url.search}` };
    const chance = calm ? 1 : random();
    if (chance < errors) {
      const effect = random() < 0.5;
      if (effect) await next(inner);
      const wait = retryAfter(3);
      const headers = effect || wait === null ? {} : { 'retry-after': wait };
      return new Response(pick('', '<html>Bad gateway</html>', '{"errors":null}'), {
        status: pick(500, 502, 503),
        headers,
      });
    }
    if (slowRegistration > 0 && registeredAt !== null && clock.now() - registeredAt < slowRegistration) {
      if (path.endsWith('/integrations') && request.method === 'GET')
        return Response.json({ requestId: 'r', integrations: [] });
      if (!path.endsWith('/integrations'))
        return Response.json({ errors: ['No such integration'] }, { status: pick(400, 404) });
    }
    const inside = await next(inner);
    const status = inside.status;
    const text = await inside.text();
    const ok = status >= 200 && status < 300;
    if (path.endsWith('/integrations') && request.method === 'PUT' && ok) {
      registeredAt ??= clock.now();
      if (slowRegistration > 0) return Response.json({ requestId: 'r' }, { status: 202 });
    }
    if (path.endsWith('/request-status') && ok) {
      const id = url.searchParams.get('clientRequestId') ?? '';
      const since = firstSeen.get(id) ?? clock.now();
      firstSeen.set(id, since);
      if (clock.now() - since < lateStatus)
        return Response.json({ errors: ['Unknown request'] }, { status: pick(400, 404) });
    }
    if (dropped > 0 && !calm && random() < dropped) throw new TypeError('connection lost');
    const headers = new Headers(inside.headers);
    const told = headers.get('retry-after');
    if (told !== null) {
      headers.delete('retry-after');
      const said = retryAfter(Number(told));
      if (said !== null) headers.set('retry-after', said);
    }
    if (!ok) return new Response(text, { status, headers });
    const needed = request.method === 'GET' || path.endsWith('/integrations');
    if (emptyBodies !== null && !needed) return new Response(emptyBodies, { status: otherCodes ?? status, headers });
    return new Response(rewrite(request, text, status), { status: otherCodes ?? status, headers });
  }

  /** The fake's ids are bare numbers of 19 digits: what is rewritten must not pass through JS numbers. */
  function rewrite(request: HttpRequest, text: string, status: number): string {
    const quoted = text.replace(/("integrationId"\s*:\s*)(-?\d+)/g, '$1"$2"');
    const body = answerTo(request, { status, body: JSON.parse(quoted) as Json });
    const written = JSON.stringify(body, null, extraFields ? 1 : 0);
    return quotedIds ? written : written.replace(/("integrationId"\s*:\s*)"(-?\d+)"/g, '$1$2');
  }

  return {
    oddities,
    lowersLimit: perSecond < 3,
    audit,
    calm: () => {
      calm = true;
    },
    env: { GONG_API_BASE_URL: baseUrl },
    options: {
      processing: { pendingMs: slow / 4, inProgressMs: slow },
      rateLimit: { perSecond },
      mode: pick('strict', 'lenient'),
      prettyPrint: odd('pretty printed'),
      schemaPostStatus: pick(200, 201),
      schemaKey: pick('uniqueName', 'name'),
      listStandardFields: odd('standard fields listed'),
      listDeletedFields: odd('deleted fields listed'),
      unknownIntegrationStatus: pick(400, 404),
      unknownRequestStatus: pick(400, 404),
      countersUntilEnd: pick('absent', 'null'),
      applyValidLinesOnFailure: odd('good lines of a failed file kept', 0.5),
      update: pick('replace', 'merge'),
      unmappedOwner: pick('waits', 'main'),
      refusedSpendsId: odd('refused calls spend their id'),
    },
    async exchange(request, body, next) {
      audit.arrived(request, body, clock.now());
      const response = await answer(request, next);
      const text = await response.clone().text();
      audit.answered(request, response.status, response.headers, text, clock.now());
      return response;
    },
  };
}

const COUNTERS = ['totalErrorCount', 'totalSuccessCount'] as const;
const SEED_WORDS: Readonly<Record<string, string>> = {
  PENDING: 'Queued',
  IN_PROGRESS: 'Processing',
  DONE: 'Complete',
  FAILED: 'Failed',
};

function seedWords(body: Json): void {
  body['status'] = SEED_WORDS[String(body['status'])];
}

function lowerCase(body: Json): void {
  body['status'] = String(body['status']).toLowerCase();
}

function spaced(body: Json): void {
  const text = String(body['status']).replace('_', ' ').toLowerCase();
  body['status'] = ` ${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
