import type { Company, Deletion, Upload } from './company.ts';
import { namedIntegration, required } from './parameters.ts';
import { followPolls } from './processing.ts';
import { type GongRequest, isReply, problem, type Reply } from './reply.ts';

/** Gong: at most the first 20 errors are returned; the counters count all. */
const MOST_ERRORS = 20;

/** GET /v2/crm/request-status: where an upload or a deletion stands. */
export function getStatus(company: Company, request: GongRequest): Reply {
  const clientRequestId = required(request, 'clientRequestId');
  if (isReply(clientRequestId)) return clientRequestId;
  const known = company.forgotten.has(clientRequestId) ? undefined : company.requests.get(clientRequestId);
  // Asked before the integration, as a finished deletion stays readable.
  if (known !== undefined && known.kind !== 'spent') {
    if (request.query.get('integrationId') === known.integration.integrationId) {
      followPolls(company, known);
      return { status: 200, body: statusBody(company, known) };
    }
  }
  const integration = namedIntegration(company, request);
  if (isReply(integration)) return integration;
  return problem(company.settings.unknownRequestStatus, `Request with id ${clientRequestId} was not found`);
}

function statusBody(company: Company, request: Upload | Deletion): Record<string, unknown> {
  const { status, errors, totalErrorCount, totalSuccessCount } = request;
  if (status === 'DONE' || status === 'FAILED') {
    return { status, errors: errors.slice(0, MOST_ERRORS), totalErrorCount, totalSuccessCount };
  }
  if (company.settings.countersUntilEnd === 'absent') return { status };
  return { status, errors: null, totalErrorCount: null, totalSuccessCount: null };
}
