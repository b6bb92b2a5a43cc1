import { authenticate, missingScope } from './auth.ts';
import type { Company } from './company.ts';
import { takeDrop, takeFailure } from './faults.ts';
import { oauth } from './oauth.ts';
import { findOperation } from './operations.ts';
import { type GongRequest, isReply, type Outcome, problem, type Reply, writeJson } from './reply.ts';

type Verdict = Reply | 'hang' | 'drop';

/** Answers one request as Gong would, faults included. Time, stores and violations move on with it. */
export function handle(company: Company, request: GongRequest): Outcome {
  company.timeline.settle();
  const at = company.timeline.now();
  const requestId = company.random.requestId();
  const verdict = judge(company, request, at);
  const status = isReply(verdict) ? verdict.status : 0;
  company.calls.push({
    method: request.method,
    path: request.path,
    query: Object.fromEntries(request.query),
    status,
    at,
    requestId,
    userAgent: request.headers['user-agent'],
  });
  if (!isReply(verdict)) return { kind: verdict };
  const isApi = !request.path.startsWith('/oauth2/');
  const body = isApi ? { requestId, ...verdict.body } : verdict.body;
  return {
    kind: 'reply',
    status,
    headers: {
      'Content-Type': 'application/json;charset=UTF-8',
      // Seen equal and seen different: nobody may rely on either.
      'x-traceid': company.random.fraction() < 0.5 ? requestId : company.random.token(16),
      ...verdict.headers,
    },
    text: writeJson(body, company.settings.prettyPrint),
  };
}

function judge(company: Company, request: GongRequest, at: number): Verdict {
  const { faults, limiter, settings } = company;
  if (faults.offline) return 'drop';
  const granted = oauth(company, request);
  if (granted !== undefined) return granted;
  const call = `${request.method} ${request.path}`;
  const caller = authenticate(company, request);
  const retryAfter = isReply(caller) ? undefined : limiter.admit(at, call);
  const drop = takeDrop(faults, request.method, request.path);
  if (drop === 'before' || drop === 'mid-body') return 'drop';
  const failure = takeFailure(faults, request.method, request.path);
  if (failure !== undefined) {
    return refuse(
      company,
      request,
      at,
      failure.status,
      failure.retryAfter,
      failure.errors ?? ['An error has occurred'],
    );
  }
  if (isReply(caller)) return caller;
  if (retryAfter !== undefined) {
    return refuse(company, request, at, 429, retryAfter, ['API request limit exceeded']);
  }
  const found = findOperation(request, settings.legacy);
  if (found === 'no-path') return problem(404, 'Not Found');
  if (found === 'no-method') return problem(405, 'Method Not Allowed');
  const { operation, dialect } = found;
  if (!caller.scopes.has(operation.scope)) return missingScope(operation.scope);
  const timeout = isUpload(request) ? faults.uploadTimeouts.shift() : undefined;
  if (timeout === 'before') return 'hang';
  const reply = operation.answer(company, request, dialect);
  if (timeout === 'after') return 'hang';
  return drop === 'after' ? 'drop' : reply;
}

function isUpload(request: GongRequest): boolean {
  return request.method === 'POST' && request.path.endsWith('/entities');
}

function refuse(
  company: Company,
  request: GongRequest,
  at: number,
  status: number,
  retryAfter: number | undefined,
  errors: readonly string[],
): Reply {
  const clientRequestId = request.query.get('clientRequestId');
  const spends = company.settings.refusedSpendsId && isUpload(request) && (status === 429 || status >= 500);
  if (spends && clientRequestId !== null && !company.requests.has(clientRequestId)) {
    company.requests.set(clientRequestId, { kind: 'spent', clientRequestId });
  }
  const reply = problem(status, ...errors);
  if (retryAfter === undefined) return reply;
  company.limiter.told(at, retryAfter);
  return { ...reply, headers: { 'Retry-After': String(retryAfter) } };
}
