import { Hono } from 'hono';
import { refusal } from './answers.ts';
import { type BridgeApp, bridgeOf } from './bridge-of.ts';

/** Who opens the Worker's address in a browser has most likely pressed an enrolment link; its code stays in the browser. */
const FRONT_DOOR = `This is your company's bridge between the CRM and Gong.

Were you sent here by a link to connect your browser? It belongs into the extension:
  1. Copy the whole link out of the address bar.
  2. Open the extension CRM Bridge (the puzzle piece beside the address bar) and press Connect.
  3. Paste the link into the first field.

Administrators: /console
`;

/** Routes without a token: for people who come by, for uptime monitors, and for Gong's way back to us. */
export const publicRoutes = new Hono<BridgeApp>()
  .get('/', (c) => c.text(FRONT_DOOR))
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
