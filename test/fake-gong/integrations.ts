import { type Company, type Deletion, register } from './company.ts';
import { namedIntegration, requestIdProblem, required } from './parameters.ts';
import { startProcessing } from './processing.ts';
import { bareNumber, type GongRequest, isReply, problem, type Reply } from './reply.ts';
import { isJsonObject, isMissing } from './values.ts';

/** Gong's answer to a second registration, word by word; `kind` is the CRM that is connected. */
export function alreadyConnected(kind: string): string {
  return (
    `Your organization already has an active ${kind} CRM integration. Only 1 active integration is supported. ` +
    `Please disconnect the existing ${kind} CRM integration before creating a new Generic CRM integration`
  );
}

/** PUT /v2/crm/integrations: creates the one integration that a company may have. */
export function putIntegration(company: Company, request: GongRequest): Reply {
  if (!isJsonContent(request)) return problem(415, 'Unsupported Media Type');
  const body = readJson(request.body);
  if (!isJsonObject(body)) return problem(400, 'The request body is not a JSON object');
  const { ownerEmail, name } = body;
  const missing = Object.entries({ ownerEmail, name }).filter(([, value]) => isMissing(value));
  if (missing.length > 0) return problem(400, ...missing.map(([key]) => `${key} is missing or empty`));
  if (typeof ownerEmail !== 'string' || typeof name !== 'string')
    return problem(400, 'ownerEmail and name are strings');
  if (company.faults.nativeCrm) return problem(409, alreadyConnected('SALESFORCE'));
  if (company.integration !== undefined) return problem(409, alreadyConnected('GENERIC'));
  return { status: 200, body: { integrationId: bareNumber(register(company, name, ownerEmail).integrationId) } };
}

/** GET /v2/crm/integrations: zero or one. */
export function getIntegrations({ integration }: Company): Reply {
  const listed = integration === undefined ? [] : [integration];
  return {
    status: 200,
    body: {
      integrations: listed.map(({ integrationId, ownerEmail, name }) => ({
        integrationId: bareNumber(integrationId),
        ownerEmail,
        name,
      })),
    },
  };
}

/** DELETE /v2/crm/integrations: accepted now, done later; until then the integration stays. */
export function deleteIntegration(company: Company, request: GongRequest): Reply {
  const clientRequestId = required(request, 'clientRequestId');
  if (isReply(clientRequestId)) return clientRequestId;
  const integration = namedIntegration(company, request);
  if (isReply(integration)) return integration;
  const refusal = requestIdProblem(company, clientRequestId);
  if (refusal !== undefined) return refusal;
  const deletion: Deletion = {
    kind: 'deletion',
    clientRequestId,
    integration,
    receivedAt: company.timeline.now(),
    status: 'PENDING',
    polls: 0,
    doneAt: undefined,
    errors: [],
    totalErrorCount: 0,
    totalSuccessCount: 0,
  };
  startProcessing(company, deletion);
  return { status: 201, body: { clientRequestId } };
}

/** Whether a request says that its body is JSON. */
export function isJsonContent(request: GongRequest): boolean {
  return request.body.length > 0 && /^application\/json\b/i.test(request.headers['content-type'] ?? '');
}

/** Parses a body; undefined when it is not JSON. */
export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
