import { customerBaseUrl } from './auth.ts';
import type { Company } from './company.ts';
import type { GongRequest, Reply } from './reply.ts';

const TOKEN_PATH = '/oauth2/generate-customer-token';
const AUTHORIZE_PATH = '/oauth2/authorize';

function oauthError(status: number, error: string, description: string): Reply {
  return { status, body: { error, error_description: description } };
}

/** Answers what Gong's authorization server answers; undefined for any other path. */
export function oauth(company: Company, request: GongRequest): Reply | undefined {
  if (company.settings.oauth === undefined) return undefined;
  if (request.path === AUTHORIZE_PATH && request.method === 'GET') return authorize(company, request.query);
  if (request.path === TOKEN_PATH && request.method === 'POST') return generateToken(company, request);
  return undefined;
}

/** The browser's way: a technical admin approves at once. */
function authorize(company: Company, query: URLSearchParams): Reply {
  const settings = company.settings.oauth;
  const redirectUri = query.get('redirect_uri');
  if (settings === undefined || query.get('client_id') !== settings.clientId || query.get('response_type') !== 'code') {
    return oauthError(400, 'invalid_request', 'client_id or response_type is wrong');
  }
  if (redirectUri === null || !URL.canParse(redirectUri)) {
    return oauthError(400, 'invalid_request', 'redirect_uri is missing');
  }
  const asked = (query.get('scope') ?? '').split(' ').filter((scope) => settings.scopes.includes(scope));
  const target = new URL(redirectUri);
  target.searchParams.set('code', company.tokens.issueCode(company.timeline.now(), asked, redirectUri));
  const state = query.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return { status: 302, body: {}, headers: { Location: target.href } };
}

function generateToken(company: Company, request: GongRequest): Reply {
  const { tokens, timeline } = company;
  const settings = company.settings.oauth;
  const expected = Buffer.from(`${settings?.clientId}:${settings?.clientSecret}`).toString('base64');
  if (settings === undefined || request.headers['authorization'] !== `Basic ${expected}`) {
    return oauthError(401, 'invalid_client', 'Client authentication failed');
  }
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const form = new URLSearchParams(isForm ? request.body.toString('utf8') : '');
  const parameter = (name: string): string | undefined => request.query.get(name) ?? form.get(name) ?? undefined;
  const now = timeline.now();
  const grant = parameter('grant_type');
  if (grant !== 'authorization_code' && grant !== 'refresh_token') {
    return oauthError(400, 'unsupported_grant_type', 'grant_type is not supported');
  }
  const refreshes = grant === 'refresh_token';
  const rotates = settings.rotateRefreshTokens;
  const scopes = refreshes
    ? tokens.spendRefresh(parameter('refresh_token') ?? '', !rotates)
    : parameter('client_id') === settings.clientId
      ? tokens.spendCode(parameter('code') ?? '', now, parameter('redirect_uri'))
      : undefined;
  if (scopes === undefined) return oauthError(400, 'invalid_grant', 'The grant is invalid, expired or already used');
  return {
    status: 200,
    body: {
      access_token: tokens.issueAccess(scopes, now + settings.expiresInSeconds * 1_000),
      ...(refreshes && !rotates ? {} : { refresh_token: tokens.issueRefresh(scopes) }),
      token_type: 'bearer',
      expires_in: settings.expiresInSeconds,
      scope: scopes.join(' '),
      api_base_url_for_customer: customerBaseUrl(company),
    },
  };
}
