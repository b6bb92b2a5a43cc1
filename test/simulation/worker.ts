import type * as z from 'zod';
import {
  batchSchema,
  healthReportSchema,
  leasesRequestSchema,
  statesRequestSchema,
  sweepReportSchema,
  syncRequestSchema,
} from '../../shared/protocol/messages.ts';
import { type Reply, refusal, refused } from '../../worker/api/answers.ts';
import { type ForExtensions, forExtensions } from '../../worker/bridge/for-extensions.ts';
import { readConfiguration } from '../../worker/configuration.ts';
import { packBatch } from '../../worker/ledger/packed-batch.ts';
import type { SimulatedBridge } from '../../worker/testing/simulated-bridge.ts';
import type { Door } from './network.ts';
import type { Witness } from './witness.ts';

/**
 * The Worker's door without HTTP's own layer (that is the attack suite's subject): bodies are checked by the same schemas, and the same calls are made on the
 * incarnation of the object that lives now.
 */
export function workerDoor(
  bridge: SimulatedBridge,
  random: () => number,
  witness: Witness,
  late: () => boolean,
  note: (...facts: readonly (string | number | null)[]) => void,
): Door {
  const configuration = readConfiguration({});
  const world = {
    now: () => bridge.now(),
    random,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    sleep: async () => undefined,
    send: async () => {
      throw new Error('the door sends nothing');
    },
    log: () => undefined,
  };
  return async (method, url, headers, body) => {
    const extensions = forExtensions({
      db: bridge.db,
      driver: bridge.driver(),
      configuration,
      world,
      arm: async () => undefined,
      rearm: async () => undefined,
    });
    const token = headers.get('authorization')?.replace('Bearer ', '') ?? null;
    const route = `${method} ${url.pathname}`;
    const response = await answer(extensions, route, url, token, body).catch((error) => {
      // As the door does: an object that cannot write answers that it cannot.
      if (!/SQLITE_FULL/.test(String(error))) throw error;
      return new Response('{}', { status: 500 });
    });
    note(route, url.search, token, body, response.status, bridge.now());
    if (response.ok && route === 'POST /v1/batches') {
      witness.arrived(token?.split('.', 1)[0] ?? '', batchSchema.parse(JSON.parse(body ?? '{}')));
    }
    if (response.ok && route === 'POST /v1/sweeps' && !late())
      witness.swept(token?.split('.', 1)[0] ?? '', sweepReportSchema.parse(JSON.parse(body ?? '{}')));
    witness.judge();
    return response;
  };
}

async function answer(
  extensions: ForExtensions,
  route: string,
  url: URL,
  token: string | null,
  body: string | null,
): Promise<Response> {
  const read = <S extends z.ZodType>(schema: S) => schema.parse(JSON.parse(body ?? '{}')) as z.output<S>;
  switch (route) {
    case 'GET /v1/profile':
      return reply(extensions.profile(token, url.searchParams.get('known')));
    case 'POST /v1/health':
      return reply(extensions.takeHealth(token, read(healthReportSchema)).reply);
    case 'POST /v1/batches':
      return reply(await extensions.takeBatch(token, packBatch(read(batchSchema))));
    case 'POST /v1/sweeps':
      return reply(extensions.takeSweep(token, read(sweepReportSchema)));
    case 'POST /v1/leases':
      return reply(extensions.leases(token, read(leasesRequestSchema)));
    case 'POST /v1/sync':
      return reply(await extensions.sync(token, read(syncRequestSchema)));
    case 'GET /v1/status':
      return reply(await extensions.status(token, url.searchParams.get('syncId')));
    case 'POST /v1/states':
      return reply(extensions.states(token, read(statesRequestSchema)));
    default:
      return refusal(refused('not-found'));
  }
}

function reply<T>(given: Reply<T>): Response {
  return given.ok ? Response.json(given.value) : refusal(given);
}
