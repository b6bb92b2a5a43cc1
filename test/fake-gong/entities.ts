import type { Company } from './company.ts';
import { isSchemaType, SCHEMA_TYPES } from './fields.ts';
import { isJsonContent, readJson } from './integrations.ts';
import { namedIntegration, required } from './parameters.ts';
import { type GongRequest, isReply, problem, type Reply } from './reply.ts';
import { isStringArray } from './values.ts';

/** Gong: more ids than this are silently ignored. */
const MOST_IDS = 100;

/** GET /v2/crm/entities, a GET with a body: objects as the main store has them, `null` for those it has not. */
export function getEntities(company: Company, request: GongRequest): Reply {
  if (!isJsonContent(request)) return problem(415, 'Unsupported Media Type');
  const type = required(request, 'objectType');
  if (isReply(type)) return type;
  if (!isSchemaType(type)) return problem(400, `Parameter 'objectType' must be one of ${SCHEMA_TYPES.join(', ')}`);
  const ids = readJson(request.body);
  if (!isStringArray(ids)) return problem(400, 'The request body must be an array of ids');
  const integration = namedIntegration(company, request);
  if (isReply(integration)) return integration;
  const now = company.timeline.now();
  if (ids.length > MOST_IDS) company.violations.add('too-many-ids', now, `${ids.length} ids`, { objectType: type });
  if (new Set(ids).size < ids.length) company.violations.add('duplicate-ids', now, 'an id twice', { objectType: type });
  const found = ids
    .slice(0, MOST_IDS)
    .map((id) => [id, integration.store.shown(type, id, integration.schema) ?? null] as const);
  return { status: 200, body: { crmObjectsMap: Object.fromEntries(found) } };
}
