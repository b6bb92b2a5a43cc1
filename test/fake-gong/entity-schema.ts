import type { Company } from './company.ts';
import { isSchemaType, SCHEMA_TYPES, type SchemaType } from './fields.ts';
import { isJsonContent, readJson } from './integrations.ts';
import { namedIntegration, required } from './parameters.ts';
import { type GongRequest, isReply, problem, type Reply } from './reply.ts';

function schemaType(request: GongRequest): SchemaType | Reply {
  const type = required(request, 'objectType');
  if (isReply(type)) return type;
  return isSchemaType(type) ? type : problem(400, `Parameter 'objectType' must be one of ${SCHEMA_TYPES.join(', ')}`);
}

/** POST /v2/crm/entity-schema: the complete list of an object type's custom fields, all or nothing. */
export function postSchema(company: Company, request: GongRequest): Reply {
  if (!isJsonContent(request)) return problem(415, 'Unsupported Media Type');
  const type = schemaType(request);
  if (isReply(type)) return type;
  const integration = namedIntegration(company, request);
  if (isReply(integration)) return integration;
  const result = integration.schema.post(type, readJson(request.body), company.settings);
  if (result.leftOut.length > 0) {
    company.violations.add(
      'schema-incomplete',
      company.timeline.now(),
      `${type} leaves out ${result.leftOut.join(', ')}`,
      {
        objectType: type,
      },
    );
  }
  if (result.problems.length > 0) return problem(400, ...result.problems);
  for (const name of result.dropped) integration.store.dropField(type, name);
  return { status: company.settings.schemaPostStatus, body: {} };
}

/** GET /v2/crm/entity-schema: one object type's fields, or all four types' when none is named. */
export function getSchema(company: Company, request: GongRequest): Reply {
  const named = request.query.has('objectType') ? schemaType(request) : undefined;
  if (isReply(named)) return named;
  const integration = namedIntegration(company, request);
  if (isReply(integration)) return integration;
  const types = named === undefined ? SCHEMA_TYPES : [named];
  const fields = types.map((type) => [type, integration.schema.list(type, company.settings)] as const);
  return { status: 200, body: { objectTypeToSelectedFields: Object.fromEntries(fields) } };
}
