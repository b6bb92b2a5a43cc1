import { Hono } from 'hono';
import * as z from 'zod';
import { isObjectType } from '../../shared/objects/object-type.ts';
import { enrolmentCodeRequestSchema } from '../../shared/protocol/messages.ts';
import { readConfiguration } from '../configuration.ts';
import { sameSecret } from '../devices/secrets.ts';
import { type Reply, refusal, refused } from './answers.ts';
import { readJson } from './body.ts';
import { type BridgeApp, bearer, bridgeOf } from './bridge-of.ts';

const SMALL_BYTES = 10_000;
const PROFILE_BYTES = 1_000_000;

const approvalSchema = z.object({ objectType: z.string(), objectId: z.string().max(100).optional() });

/** Routes for IT, bearer ADMIN_TOKEN. */
export const adminRoutes = new Hono<BridgeApp>()
  .use(async (c, next) => {
    const { adminToken } = readConfiguration(c.env);
    const token = bearer(c);
    if (adminToken === '' || token === null || !sameSecret(token, adminToken))
      return refusal(refused('admin-token-wrong'));
    return next();
  })
  .post('/enrolment-codes', async (c) => {
    const body = await readJson(c.req.raw, enrolmentCodeRequestSchema, SMALL_BYTES);
    return body.ok ? answer(await bridgeOf(c).createEnrolmentCode(body.value)) : refusal(body);
  })
  .put('/profile', async (c) => {
    const body = await readJson(c.req.raw, z.unknown(), PROFILE_BYTES);
    return body.ok ? answer(await bridgeOf(c).putProfile(body.value)) : refusal(body);
  })
  .get('/objects/:type/:id', async (c) => {
    const type = c.req.param('type');
    if (!isObjectType(type)) return refusal(refused('bad-request', { detail: `${type} is no object type.` }));
    return answer(await bridgeOf(c).objectStory(type, c.req.param('id')));
  })
  .post('/deletions/approve', async (c) => {
    const body = await readJson(c.req.raw, approvalSchema, SMALL_BYTES);
    if (!body.ok) return refusal(body);
    const { objectType, objectId } = body.value;
    if (!isObjectType(objectType))
      return refusal(refused('bad-request', { detail: `${objectType} is no object type.` }));
    return answer(await bridgeOf(c).approveDeletions(objectType, objectId ?? null));
  });

function answer<T>(reply: Reply<T>): Response {
  return reply.ok ? Response.json(reply.value) : refusal(reply);
}
