import type { Company } from './company.ts';
import { isJsonContent, readJson } from './integrations.ts';
import { translateLine } from './legacy-lines.ts';
import { lineProblem } from './lines.ts';
import { namedIntegration, required } from './parameters.ts';
import { type GongRequest, isReply, problem, type Reply } from './reply.ts';
import { acceptFile, dataFile } from './uploads.ts';
import { isJsonObject } from './values.ts';

/** POST /v2/crm/map/users of the older generation: users as lines of crmUserId, emailAddress, isDeleted. */
export function postUsers(company: Company, request: GongRequest): Reply {
  const file = dataFile(request);
  if (file === undefined) return problem(400, 'dataFile part is missing');
  const clientRequestId = required(request, 'clientRequestId');
  if (isReply(clientRequestId)) return clientRequestId;
  return acceptFile(company, request, { file, objectType: 'BUSINESS_USER', clientRequestId, dialect: 'legacy' });
}

/** POST /v2/crm/stages of the older generation: the stages as a JSON array, stored at once. */
export function postStages(company: Company, request: GongRequest): Reply {
  if (!isJsonContent(request)) return problem(415, 'Unsupported Media Type');
  const integration = namedIntegration(company, request);
  if (isReply(integration)) return integration;
  const items = readJson(request.body);
  if (!Array.isArray(items) || !items.every(isJsonObject))
    return problem(400, 'The request body must be an array of stages');
  const at = company.timeline.now();
  const stages = items.map((item) => translateLine('STAGE', item, at));
  const { mode, update } = company.settings;
  const rules = { objectType: 'STAGE', mode, mandatory: 'now', schema: new Map() } as const;
  const problems = stages.map((stage) => lineProblem(stage, rules)).filter((found) => found !== undefined);
  if (problems.length > 0) return problem(400, ...problems);
  for (const [index, fields] of stages.entries()) {
    const line = { line: index + 1, objectId: String(fields['objectId']), fields };
    integration.store.store('STAGE', line, { clientRequestId: '', at, update, schema: integration.schema });
    const entry = integration.store.entry('STAGE', line.objectId);
    if (entry !== undefined) entry.confirmedAt ??= at;
  }
  integration.settlement.process(
    'STAGE',
    stages.map((stage) => String(stage['objectId'])),
    at,
  );
  return { status: 200, body: {} };
}
