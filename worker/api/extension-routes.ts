import { Hono } from 'hono';
import * as z from 'zod';
import {
  batchSchema,
  enrolRequestSchema,
  healthReportSchema,
  leasesRequestSchema,
  MAX_BATCH_BYTES,
  PROTOCOL,
  PROTOCOL_HEADER,
  statesRequestSchema,
  storyRequestSchema,
  sweepReportSchema,
  syncRequestSchema,
} from '../../shared/protocol/messages.ts';
import { packBatch } from '../ledger/packed-batch.ts';
import { type Reply, refusal, refused } from './answers.ts';
import { readJson } from './body.ts';
import { type BridgeApp, bearer, bridgeOf } from './bridge-of.ts';
import { callerOf } from './caller.ts';

const SMALL_BYTES = 10_000;
const STATES_BYTES = 200_000;
const HEALTH_BYTES = 500_000;
/** 20,000 ids of 64 characters and their quotes. */
const SWEEP_BYTES = 2_000_000;

/** Routes that extensions call; every one but about and enrol needs a device token. */
export const extensionRoutes = new Hono<BridgeApp>()
  .use(async (c, next) => {
    if (c.req.path === '/v1/about') return next();
    const sent = c.req.header(PROTOCOL_HEADER);
    const protocol = sent === undefined ? Number.NaN : Number(sent);
    if (!Number.isInteger(protocol))
      return refusal(refused('bad-request', { detail: `The header ${PROTOCOL_HEADER} is missing.` }));
    if (protocol < PROTOCOL - 1) return refusal(refused('update-extension'));
    if (protocol > PROTOCOL) return refusal(refused('update-worker'));
    return next();
  })
  .get('/about', (c) => c.json({ service: 'crm-bridge-for-gong', protocol: PROTOCOL, version: VERSION }))
  .post('/enrol', async (c) => {
    const body = await readJson(c.req.raw, enrolRequestSchema, SMALL_BYTES);
    return body.ok ? answer(await bridgeOf(c).enrol(body.value, callerOf(c))) : refusal(body);
  })
  .get('/profile', async (c) => answer(await bridgeOf(c).profile(bearer(c), c.req.query('known') ?? null)))
  .post('/health', async (c) => {
    const body = await readJson(c.req.raw, healthReportSchema, HEALTH_BYTES);
    return body.ok ? answer(await bridgeOf(c).takeHealth(bearer(c), body.value)) : refusal(body);
  })
  .post('/batches', async (c) => {
    const body = await readJson(c.req.raw, batchSchema, MAX_BATCH_BYTES);
    return body.ok ? answer(await bridgeOf(c).takeBatch(bearer(c), packBatch(body.value))) : refusal(body);
  })
  .post('/sweeps', async (c) => {
    const body = await readJson(c.req.raw, sweepReportSchema, SWEEP_BYTES);
    return body.ok ? answer(await bridgeOf(c).takeSweep(bearer(c), body.value)) : refusal(body);
  })
  .post('/leases', async (c) => {
    const body = await readJson(c.req.raw, leasesRequestSchema, SMALL_BYTES);
    return body.ok ? answer(await bridgeOf(c).leases(bearer(c), body.value)) : refusal(body);
  })
  .post('/sync', async (c) => {
    const body = await readJson(c.req.raw, syncRequestSchema, SMALL_BYTES);
    return body.ok ? answer(await bridgeOf(c).sync(bearer(c), body.value)) : refusal(body);
  })
  .get('/status', async (c) => {
    const syncId = c.req.query('syncId') ?? null;
    if (syncId !== null && !z.uuid().safeParse(syncId).success)
      return refusal(refused('bad-request', { detail: 'syncId is not a UUID.' }));
    return answer(await bridgeOf(c).status(bearer(c), syncId));
  })
  .post('/states', async (c) => {
    const body = await readJson(c.req.raw, statesRequestSchema, STATES_BYTES);
    return body.ok ? answer(await bridgeOf(c).states(bearer(c), body.value)) : refusal(body);
  })
  .post('/story', async (c) => {
    const body = await readJson(c.req.raw, storyRequestSchema, SMALL_BYTES);
    return body.ok ? answer(await bridgeOf(c).story(bearer(c), body.value)) : refusal(body);
  });

export const VERSION = '0.1.0';

function answer<T>(reply: Reply<T>): Response {
  return reply.ok ? Response.json(reply.value) : refusal(reply);
}
