import { Hono } from 'hono';
import { adminRoutes } from './api/admin-routes.ts';
import { refusal, refused } from './api/answers.ts';
import { type BridgeApp, theBridge } from './api/bridge-of.ts';
import { extensionRoutes } from './api/extension-routes.ts';
import { floodLimit } from './api/flood-limit.ts';
import { publicRoutes } from './api/public-routes.ts';
import { consoleRoutes } from './console/console.ts';
import { everyHeader } from './console/headers.ts';

export { Bridge } from './bridge.ts';

const app = new Hono<BridgeApp>()
  .use(everyHeader)
  .use('/v1/enrol', floodLimit)
  .use('/console/sign-in', floodLimit)
  .route('/v1', extensionRoutes)
  .route('/admin', adminRoutes)
  .route('/console', consoleRoutes)
  .route('/', publicRoutes)
  .notFound(() => refusal(refused('not-found')))
  .onError((error) => {
    console.error(JSON.stringify({ event: 'request-failed', error: `${error.name}: ${error.message}` }));
    return refusal(refused('worker-failed', { status: 500 }));
  });

export default {
  fetch: app.fetch,
  scheduled: async (_controller, env) => {
    await theBridge(env).tick();
  },
} satisfies ExportedHandler<Env>;
