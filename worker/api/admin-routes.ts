import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { hasSchema, isObjectType, OBJECT_TYPES, SCHEMA_TYPES } from '../../shared/objects/object-type.ts';
import { enrolmentCodeRequestSchema } from '../../shared/protocol/messages.ts';
import { type Reply, refusal, refused } from './answers.ts';
import { readJson } from './body.ts';
import { type BridgeApp, bearer, bridgeOf, closeOffices, openOffice } from './bridge-of.ts';
import { callerOf } from './caller.ts';

const SMALL_BYTES = 10_000;
const PROFILE_BYTES = 1_000_000;

const typeSchema = z.enum(OBJECT_TYPES);
const approvalSchema = z.object({ objectType: typeSchema, objectId: z.string().max(100).optional() });
/** What destroys data is asked twice: the first answer carries the word that the second request must repeat. */
const twiceSchema = z.object({ confirm: z.string().max(200).optional() });
const restoreSchema = twiceSchema.extend({ at: z.iso.datetime() });
const rolloutSchema = z.object({ decision: z.enum(['all', 'halted']) });
const adoptSchema = z.object({ integrationId: z.string().regex(/^\d{1,19}$/) });
const readBackSchema = z.object({
  objectType: z.enum(SCHEMA_TYPES),
  objectIds: z.array(z.string().max(100)).min(1).max(100),
});

/** Routes for IT, bearer ADMIN_TOKEN. */
export const adminRoutes = new Hono<BridgeApp>()
  .use(closeOffices)
  .use(async (c, next) => {
    const admitted = await bridgeOf(c).admit(bearer(c), callerOf(c));
    return admitted.ok ? next() : refusal(admitted);
  })
  .get('/status', async (c) => answer(await officeOf(c).watch.status()))
  .get(
    '/metrics',
    async (c) =>
      new Response(await officeOf(c).watch.metrics(), { headers: { 'content-type': 'text/plain; version=0.0.4' } }),
  )
  .get('/counts', async (c) => answer(await officeOf(c).watch.counts()))
  .get('/uploads', async (c) => answer(await officeOf(c).records.uploads()))
  .get('/held', async (c) => answer(await officeOf(c).records.held()))
  .get('/rejected', async (c) => answer(await officeOf(c).records.rejected()))
  .get('/devices', async (c) => answer(await officeOf(c).devices.list()))
  .post('/devices/:id/revoke', async (c) => answer(await officeOf(c).devices.revoke(c.req.param('id'))))
  .post('/enrolment-codes', async (c) => {
    const body = await readJson(c.req.raw, enrolmentCodeRequestSchema, SMALL_BYTES);
    return body.ok ? answer(await officeOf(c).devices.createCode(body.value)) : refusal(body);
  })
  .put('/profile', async (c) => {
    const body = await readJson(c.req.raw, z.unknown(), PROFILE_BYTES);
    return body.ok ? answer(await officeOf(c).profiles.put(body.value)) : refusal(body);
  })
  .get('/profile/waiting', async (c) => answer(await officeOf(c).profiles.waiting()))
  .post('/profile/consent', async (c) => {
    const body = await readJson(c.req.raw, twiceSchema, SMALL_BYTES);
    return body.ok ? answer(await officeOf(c).profiles.consent(body.value.confirm ?? null)) : refusal(body);
  })
  .get('/schema', async (c) => answer(await officeOf(c).gong.schemaNeeds()))
  .post('/schema/consent', async (c) => {
    const body = await readJson(c.req.raw, twiceSchema, SMALL_BYTES);
    return body.ok ? answer(await officeOf(c).gong.consentToSchema(body.value.confirm ?? null)) : refusal(body);
  })
  .get('/integration', async (c) => answer(await officeOf(c).gong.integration()))
  .post('/integration/register', async (c) => answer(await officeOf(c).gong.registerIntegration()))
  .post('/integration/adopt', async (c) => {
    const body = await readJson(c.req.raw, adoptSchema, SMALL_BYTES);
    return body.ok ? answer(await officeOf(c).gong.adoptIntegration(body.value.integrationId)) : refusal(body);
  })
  .post('/integration/delete', async (c) => {
    const body = await readJson(c.req.raw, twiceSchema, SMALL_BYTES);
    return body.ok ? answer(await officeOf(c).gong.deleteIntegration(body.value.confirm ?? null)) : refusal(body);
  })
  .post('/oauth/start', async (c) =>
    answer(await officeOf(c).gong.startOAuth(`${new URL(c.req.url).origin}/oauth/callback`)),
  )
  .get('/objects/:type/:id', async (c) => {
    const type = c.req.param('type');
    if (!isObjectType(type)) return refusal(refused('bad-request', { detail: `${type} is no object type.` }));
    return answer(await officeOf(c).records.story(type, c.req.param('id')));
  })
  .post('/read-back', async (c) => {
    const body = await readJson(c.req.raw, readBackSchema, SMALL_BYTES);
    if (!body.ok) return refusal(body);
    const { objectType, objectIds } = body.value;
    return hasSchema(objectType)
      ? answer(await officeOf(c).gong.readBack(objectType, objectIds))
      : refusal(refused('not-found'));
  })
  .post('/deletions/approve', async (c) => {
    const body = await readJson(c.req.raw, approvalSchema, SMALL_BYTES);
    if (!body.ok) return refusal(body);
    return answer(await officeOf(c).records.approveDeletions(body.value.objectType, body.value.objectId ?? null));
  })
  .post('/deletions/refuse', async (c) => {
    const body = await readJson(c.req.raw, approvalSchema, SMALL_BYTES);
    if (!body.ok) return refusal(body);
    return answer(await officeOf(c).records.refuseDeletions(body.value.objectType, body.value.objectId ?? null));
  })
  .get('/erasures', async (c) => answer(await officeOf(c).keeping.erasures()))
  .post('/objects/:type/:id/erase', async (c) => {
    const body = await readJson(c.req.raw, twiceSchema, SMALL_BYTES);
    if (!body.ok) return refusal(body);
    const type = c.req.param('type');
    if (!isObjectType(type)) return refusal(refused('bad-request', { detail: `${type} is no object type.` }));
    return answer(await officeOf(c).keeping.erase(type, c.req.param('id'), body.value.confirm ?? null));
  })
  .post('/restore', async (c) => {
    const body = await readJson(c.req.raw, restoreSchema, SMALL_BYTES);
    if (!body.ok) return refusal(body);
    return answer(await officeOf(c).keeping.restore(Date.parse(body.value.at), body.value.confirm ?? null));
  })
  .get('/profiles', async (c) => answer(await officeOf(c).profiles.versions()))
  .post('/profiles/:version/roll-back', async (c) =>
    answer(await officeOf(c).profiles.rollBack(c.req.param('version'))),
  )
  .post('/roll-out', async (c) => {
    const body = await readJson(c.req.raw, rolloutSchema, SMALL_BYTES);
    return body.ok ? answer(await officeOf(c).profiles.decide(body.value.decision)) : refusal(body);
  })
  .get('/audit', async (c) => answer(await officeOf(c).watch.audit()))
  .post('/types/:type/restart', async (c) => {
    const type = c.req.param('type');
    if (!isObjectType(type)) return refusal(refused('bad-request', { detail: `${type} is no object type.` }));
    return answer(await officeOf(c).gong.restartType(type));
  });

/** Administrators by route are whoever has the token. */
function officeOf(c: Context<BridgeApp>) {
  return openOffice(c, c.env, { name: 'token', way: 'api' });
}

function answer<T>(reply: Reply<T>): Response {
  return reply.ok ? Response.json(reply.value) : refusal(reply);
}
