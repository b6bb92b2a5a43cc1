import type { Company, Dialect } from './company.ts';
import { getEntities } from './entities.ts';
import { getSchema, postSchema } from './entity-schema.ts';
import { deleteIntegration, getIntegrations, putIntegration } from './integrations.ts';
import { postStages, postUsers } from './legacy-uploads.ts';
import type { GongRequest, Reply } from './reply.ts';
import { getStatus } from './status.ts';
import { postEntities } from './uploads.ts';

/** One operation of the API: the scope it needs and what it answers. */
export type Operation = { scope: string; answer: (company: Company, request: GongRequest, dialect: Dialect) => Reply };

const registerIntegration: Operation = { scope: 'api:crm:integration:register', answer: putIntegration };
const listIntegrations: Operation = { scope: 'api:crm:integrations:read', answer: getIntegrations };
const removeIntegration: Operation = { scope: 'api:crm:integration:delete', answer: deleteIntegration };
const writeSchema: Operation = { scope: 'api:crm:schema', answer: postSchema };
const readSchema: Operation = { scope: 'api:crm:schema', answer: getSchema };
const upload: Operation = { scope: 'api:crm:upload', answer: postEntities };
const readObjects: Operation = { scope: 'api:crm:get-objects', answer: getEntities };
const readStatus: Operation = { scope: 'api:crm:upload', answer: getStatus };

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** The current generation. */
const CURRENT: Paths = {
  '/v2/crm/integrations': { PUT: registerIntegration, GET: listIntegrations, DELETE: removeIntegration },
  '/v2/crm/entity-schema': { POST: writeSchema, GET: readSchema },
  '/v2/crm/entities': { POST: upload, GET: readObjects },
  '/v2/crm/request-status': { GET: readStatus },
};

/** The older generation. */
const LEGACY: Paths = {
  '/v2/crm/integration/new': { PUT: registerIntegration },
  '/v2/crm/integration/list': { GET: listIntegrations },
  '/v2/crm/integration/delete': { DELETE: removeIntegration },
  '/v2/crm/object/schema': { POST: writeSchema },
  '/v2/crm/object/schema/list': { GET: readSchema },
  '/v2/crm/object/entities': { POST: upload },
  '/v2/crm/object/list': { GET: readObjects },
  '/v2/crm/map/users': { POST: { scope: 'api:crm:upload', answer: postUsers } },
  '/v2/crm/stages': { POST: { scope: 'api:crm:schema', answer: postStages } },
};

/** The operation behind a path and method, or why there is none. */
export function findOperation(
  request: GongRequest,
  legacy: boolean,
): { operation: Operation; dialect: Dialect } | 'no-path' | 'no-method' {
  const dialect = Object.hasOwn(CURRENT, request.path) ? 'current' : 'legacy';
  const paths = dialect === 'current' ? CURRENT : legacy ? LEGACY : {};
  const methods = Object.hasOwn(paths, request.path) ? paths[request.path] : undefined;
  if (methods === undefined) return 'no-path';
  const operation = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  return operation === undefined ? 'no-method' : { operation, dialect };
}
