import { DurableObject } from 'cloudflare:workers';

export class Bridge extends DurableObject<Env> {}

export default {
  fetch: () => new Response('not ready', { status: 503 }),
} satisfies ExportedHandler<Env>;
