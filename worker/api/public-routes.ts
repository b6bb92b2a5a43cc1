import { Hono } from 'hono';
import { refusal } from './answers.ts';
import { type BridgeApp, bridgeOf } from './bridge-of.ts';

/** Routes without a token: for uptime monitors, and for Gong's way back to us. */
export const publicRoutes = new Hono<BridgeApp>()
  .get('/health', async (c) => {
    const health = await bridgeOf(c).health();
    return Response.json(health, { status: health.ok ? 200 : 503 });
  })
  .get('/oauth/callback', async (c) => {
    const { code = '', state = '' } = c.req.query();
    const redirectUri = `${new URL(c.req.url).origin}/oauth/callback`;
    const reply = await bridgeOf(c).finishOAuth(code, state, redirectUri);
    return reply.ok ? new Response('Gong has let the bridge in. You can close this page.') : refusal(reply);
  });
