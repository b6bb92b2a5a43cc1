import type { Company, Integration } from './company.ts';
import { type GongRequest, isReply, problem, type Reply } from './reply.ts';

/** The value of a required query parameter, or a 400. */
export function required(request: GongRequest, name: string): string | Reply {
  const value = request.query.get(name);
  return value === null || value === '' ? problem(400, `Required parameter '${name}' is not present.`) : value;
}

/**
 * The company's integration if the query names it, digit by digit. An id that only agrees after rounding to a JS number is
 * another id, and a violation.
 */
export function namedIntegration(company: Company, request: GongRequest): Integration | Reply {
  const given = required(request, 'integrationId');
  if (isReply(given)) return given;
  if (!/^-?\d{1,19}$/.test(given)) return problem(400, `Parameter 'integrationId' is not a number: ${given}`);
  const { integration } = company;
  if (integration !== undefined && integration.integrationId === given) return integration;
  if (integration !== undefined && Number(integration.integrationId) === Number(given)) {
    const detail = `${given} is ${integration.integrationId} after rounding`;
    company.violations.add('integration-id-rounded', company.timeline.now(), detail);
  }
  return problem(company.settings.unknownIntegrationStatus, `Integration with id ${given} was not found`);
}

/** Why a clientRequestId cannot be used: alphabet (400) or reuse (409). */
export function requestIdProblem(company: Company, clientRequestId: string): Reply | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(clientRequestId)) {
    return problem(400, `Parameter 'clientRequestId' may only contain letters, digits, dashes and underscores`);
  }
  return company.requests.has(clientRequestId)
    ? problem(409, `Client request id ${clientRequestId} has already been used`)
    : undefined;
}
