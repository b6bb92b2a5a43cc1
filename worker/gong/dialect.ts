/** Where the eight operations live: the current generation, and the one before it, which may still answer (Gong: older generation). */
export interface Dialect {
  readonly integrations: { readonly put: string; readonly get: string; readonly delete: string };
  readonly schema: { readonly post: string; readonly get: string };
  readonly entities: { readonly post: string; readonly get: string };
  readonly status: string;
}

export type Generation = 'current' | 'older';

export const DIALECTS: Readonly<Record<Generation, Dialect>> = {
  current: {
    integrations: { put: '/v2/crm/integrations', get: '/v2/crm/integrations', delete: '/v2/crm/integrations' },
    schema: { post: '/v2/crm/entity-schema', get: '/v2/crm/entity-schema' },
    entities: { post: '/v2/crm/entities', get: '/v2/crm/entities' },
    status: '/v2/crm/request-status',
  },
  older: {
    integrations: {
      put: '/v2/crm/integration/new',
      get: '/v2/crm/integration/list',
      delete: '/v2/crm/integration/delete',
    },
    schema: { post: '/v2/crm/object/schema', get: '/v2/crm/object/schema/list' },
    entities: { post: '/v2/crm/object/entities', get: '/v2/crm/object/list' },
    status: '/v2/crm/request-status',
  },
};
