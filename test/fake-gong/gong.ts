import { authenticate, type Caller, missingScope } from './auth.ts';
import type { Company } from './company.ts';
import { takeDrop, takeFailure } from './faults.ts';
import { oauth } from './oauth.ts';
import { findOperation } from './operations.ts';
import { type GongRequest, isReply, type Outcome, problem, type Reply, writeJson } from './reply.ts';

/** A request without its body. */
export type RequestHead = Omit<GongRequest, 'body' | 'bodyBytes'>;

type Verdict = Reply | 'hang' | 'drop';

/** What is settled when a request's head is there: who calls, and whether the company has calls left. */
export type Arrival = { at: number; caller: Caller | Reply; retryAfter: number | undefined };

/**
 * Takes a request's head in, noticed up to `late` milliseconds after it came. Calls count when they start: a long body must
 * not move its call closer to the next.
 */
export function arrive(company: Company, head: RequestHead, late = 0): Arrival {
  company.timeline.settle();
  const at = company.timeline.now();
  const caller = authenticate(company, head);
  const counts = !isReply(caller) && !isOAuth(head.path) && !company.faults.offline;
  return {
    at,
    caller,
    retryAfter: counts ? company.limiter.admit(at, `${head.method} ${head.path}`, late) : undefined,
  };
}

/** Answers one request as Gong would, faults included. Time, stores and violations move on with it. */
export function handle(company: Company, request: GongRequest, arrival: Arrival = arrive(company, request)): Outcome {
  company.timeline.settle();
  const requestId = company.random.requestId();
  const verdict = judge(company, request, arrival);
  const status = isReply(verdict) ? verdict.status : 0;
  record(company, request, arrival, status, requestId);
  if (!isReply(verdict)) return { kind: verdict };
  const body = isOAuth(request.path) ? verdict.body : { requestId, ...verdict.body };
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

/** Notes a call whose client went away before its body was complete. */
export function abandon(company: Company, head: RequestHead, arrival: Arrival): void {
  record(company, head, arrival, 0, company.random.requestId());
}

function record(company: Company, head: RequestHead, { at }: Arrival, status: number, requestId: string): void {
  const { method, path, query, headers } = head;
  const userAgent = headers['user-agent'];
  company.calls.push({ method, path, query: Object.fromEntries(query), status, at, requestId, userAgent });
}

function judge(company: Company, request: GongRequest, { caller, retryAfter }: Arrival): Verdict {
  const { faults, settings } = company;
  if (faults.offline) return 'drop';
  const drop = takeDrop(faults, request.method, request.path);
  if (drop === 'before' || drop === 'mid-body') return 'drop';
  const failure = takeFailure(faults, request.method, request.path);
  if (failure !== undefined) {
    return refuse(company, request, failure.status, failure.retryAfter, failure.errors ?? ['An error has occurred']);
  }
  const granted = oauth(company, request);
  if (granted !== undefined) return drop === 'after' ? 'drop' : granted;
  if (isReply(caller)) return caller;
  if (retryAfter !== undefined) return refuse(company, request, 429, retryAfter, ['API request limit exceeded']);
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

function isOAuth(path: string): boolean {
  return path.startsWith('/oauth2/');
}

function isUpload(request: GongRequest): boolean {
  return request.method === 'POST' && request.path.endsWith('/entities');
}

function refuse(
  company: Company,
  request: GongRequest,
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
  company.limiter.told(company.timeline.now(), retryAfter);
  return { ...reply, headers: { 'Retry-After': String(retryAfter) } };
}
