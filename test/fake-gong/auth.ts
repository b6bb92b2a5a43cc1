import type { Company } from './company.ts';
import { type GongRequest, problem, type Reply } from './reply.ts';

export type Caller = { scopes: ReadonlySet<string> };

/** Gong's answer to bad or no credentials, word by word. */
export function unauthorized(): Reply {
  return {
    ...problem(401, 'Validate credentials failed. Please check your credentials and try again.'),
    headers: { 'WWW-Authenticate': 'Basic realm="Gong.io API"' },
  };
}

/** Gong's answer to a missing scope, word by word: 401, not 403. */
export function missingScope(scope: string): Reply {
  return problem(401, `You don't have permission to use '${scope}' in your app.`);
}

/** Who calls, by Basic or Bearer, or why not. */
export function authenticate(company: Company, request: Pick<GongRequest, 'headers'>): Caller | Reply {
  const { settings, faults, tokens, timeline } = company;
  if (faults.untrustedIp) return problem(403, 'The calling IP address is not in the list of trusted IP addresses');
  const [scheme, credentials] = (request.headers['authorization'] ?? '').split(' ', 2);
  if (faults.credentialsRevoked || credentials === undefined) return unauthorized();
  if (scheme?.toLowerCase() === 'basic') {
    const given = Buffer.from(credentials, 'base64').toString('utf8');
    if (given !== `${settings.accessKey}:${settings.accessKeySecret}`) return unauthorized();
    return { scopes: new Set(settings.accessKeyScopes) };
  }
  if (scheme?.toLowerCase() !== 'bearer') return unauthorized();
  const token = tokens.access(credentials, timeline.now());
  if (token === undefined) return unauthorized();
  if (settings.wrongHost !== undefined && request.headers['host'] !== new URL(customerBaseUrl(company)).host) {
    return problem(settings.wrongHost, 'access token has been revoked');
  }
  return { scopes: token.scopes };
}

/** `api_base_url_for_customer`. */
export function customerBaseUrl(company: Company): string {
  return company.settings.oauth?.apiBaseUrl ?? company.baseUrl;
}
