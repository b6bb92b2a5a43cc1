import type { FakeGongControls } from './fake.ts';
import { isObjectType, OBJECT_TYPES, SCHEMA_TYPES } from './fields.ts';
import { readJson } from './integrations.ts';
import type { GongRequest } from './reply.ts';
import { isJsonObject, isStringArray } from './values.ts';

type Answer = { status: number; value: unknown };

const ok = (value: unknown): Answer => ({ status: 200, value });
const wrong = (what: string): Answer => ({ status: 400, value: { error: what } });

/**
 * The fake's own interface for tests in other processes: JSON under `/__control/`. It needs no credentials, counts
 * against no limit, and answers while the fake plays offline.
 *
 * GET: `state`, `integration`, `objects/TYPE`, `main/TYPE`, `versions/TYPE/ID`, `board/ID`, `holds`, `users`, `schema/TYPE`,
 * `uploads`, `calls`, `violations`. POST: `fault` (see {@link setFault}), `advance` (`{ms}`), `clear-violations`,
 * `authorization-code` (`{scopes?, redirectUri?}`).
 */
export function control(fake: FakeGongControls, request: GongRequest): Answer {
  const [name = '', ...rest] = request.path.slice('/__control/'.length).split('/').map(decodeURIComponent);
  if (request.method === 'GET') return read(fake, name, rest);
  if (request.method !== 'POST') return { status: 405, value: { error: 'GET or POST' } };
  const body = request.body.length === 0 ? {} : readJson(request.body);
  if (!isJsonObject(body)) return wrong('the body must be a JSON object');
  return act(fake, name, body);
}

function read(fake: FakeGongControls, name: string, [type = '', objectId = '']: string[]): Answer {
  switch (name) {
    case 'state':
      return ok(summary(fake));
    case 'integration':
      return ok(fake.integration() ?? null);
    case 'objects':
    case 'main':
      if (!isObjectType(type)) return wrong(`no object type: ${type}`);
      return ok(Object.fromEntries(name === 'main' ? fake.main(type) : fake.objects(type)));
    case 'versions':
      if (!isObjectType(type)) return wrong(`no object type: ${type}`);
      return ok(
        fake
          .versions(type, objectId)
          .map(({ unparsed, ...version }) => ({ ...version, unparsed: [...(unparsed ?? [])] })),
      );
    case 'board':
      return ok({ visible: fake.visibleOnDealBoard(type) });
    case 'holds':
      return ok(Object.fromEntries(fake.dealHolds()));
    case 'users':
      return ok(Object.fromEntries(fake.users()));
    case 'schema': {
      const known = SCHEMA_TYPES.find((schemaType) => schemaType === type);
      return known === undefined ? wrong(`no schema for: ${type}`) : ok(fake.schema(known));
    }
    case 'uploads':
      return ok(fake.uploads());
    case 'calls':
      return ok(fake.calls());
    case 'violations':
      return ok(fake.violations());
    default:
      return { status: 404, value: { error: `nothing is called ${name}` } };
  }
}

function summary(fake: FakeGongControls): Record<string, unknown> {
  const count = (counted: (type: (typeof OBJECT_TYPES)[number]) => number): Record<string, number> =>
    Object.fromEntries(OBJECT_TYPES.map((type) => [type, counted(type)]));
  return {
    now: fake.now(),
    integration: fake.integration() ?? null,
    objects: count((type) => fake.objects(type).size),
    main: count((type) => fake.main(type).size),
    uploads: fake.uploads().map(({ text: _text, ...upload }) => upload),
    calls: fake.calls().length,
    violations: fake.violationCounts(),
  };
}

function act(fake: FakeGongControls, name: string, body: Record<string, unknown>): Answer {
  switch (name) {
    case 'fault':
      return setFault(fake, body);
    case 'advance': {
      const { ms } = body;
      if (typeof ms !== 'number' || !(ms >= 0)) return wrong('ms must be a number from 0');
      fake.advance(ms);
      return ok({ now: fake.now() });
    }
    case 'clear-violations':
      fake.clearViolations();
      return ok({});
    case 'authorization-code': {
      const { scopes, redirectUri } = body;
      const code = fake.issueAuthorizationCode({
        ...(isStringArray(scopes) ? { scopes } : {}),
        ...(typeof redirectUri === 'string' ? { redirectUri } : {}),
      });
      return ok({ code });
    }
    default:
      return { status: 404, value: { error: `nothing is called ${name}` } };
  }
}

/**
 * Sets one fault: `{"kind": ...}` with the name of the hook and its arguments by name, e.g.
 * `{"kind":"failNext","n":2,"status":429,"retryAfter":1,"path":"/entities"}`, `{"kind":"offline","on":true}`,
 * `{"kind":"failLines","objectType":"DEAL","objectIds":["4711"],"description":"..."}` (no ids: every line; `"off":true` ends it).
 */
export function setFault(fake: FakeGongControls, fault: Readonly<Record<string, unknown>>): Answer {
  const text = (key: string): string | undefined => (typeof fault[key] === 'string' ? fault[key] : undefined);
  const number = (key: string): number | undefined => (typeof fault[key] === 'number' ? fault[key] : undefined);
  const on = fault['on'] !== false;
  const n = number('n') ?? 1;
  const path = text('path');
  const method = text('method');
  const filter = { ...(path === undefined ? {} : { path }), ...(method === undefined ? {} : { method }) };
  switch (fault['kind']) {
    case 'failNext': {
      const retryAfter = number('retryAfter');
      const errors = isStringArray(fault['errors']) ? { errors: fault['errors'] } : {};
      fake.failNext(n, number('status') ?? 500, {
        ...filter,
        ...errors,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      });
      break;
    }
    case 'timeoutNextUpload':
      fake.timeoutNextUpload(text('when') === 'before' ? 'before' : 'after');
      break;
    case 'dropConnectionNext': {
      const moment = text('moment') ?? 'before';
      if (moment !== 'before' && moment !== 'mid-body' && moment !== 'after') return wrong(`no moment: ${moment}`);
      fake.dropConnectionNext(moment, filter);
      break;
    }
    case 'nativeCrmConnected':
      fake.nativeCrmConnected(on);
      break;
    case 'failLines':
      failLines(fake, fault);
      break;
    case 'failFileLineZero':
      fake.failFileLineZero(n);
      break;
    case 'doneWithWrongCounters':
      fake.doneWithWrongCounters(n);
      break;
    case 'deleteIntegrationBehindTheBack':
      fake.deleteIntegrationBehindTheBack();
      break;
    case 'replaceIntegrationBehindTheBack':
      return ok(fake.replaceIntegrationBehindTheBack(text('name'), text('ownerEmail')));
    case 'forgetUploads':
      fake.forgetUploads({ andIds: fault['andIds'] === true });
      break;
    case 'revokeCredentials':
      fake.revokeCredentials(on);
      break;
    case 'trustedIp':
      fake.trustedIp(on);
      break;
    case 'offline':
      fake.offline(on);
      break;
    case 'clearFaults':
      fake.clearFaults();
      break;
    default:
      return wrong(`no fault: ${String(fault['kind'])}`);
  }
  return ok({});
}

function failLines(fake: FakeGongControls, fault: Readonly<Record<string, unknown>>): void {
  if (fault['off'] === true) {
    fake.failLines(undefined);
    return;
  }
  const { objectType, objectIds, description } = fault;
  const ids = isStringArray(objectIds) ? new Set(objectIds) : undefined;
  const verdict = typeof description === 'string' ? description : true;
  fake.failLines((line) => {
    const hit =
      (objectType === undefined || objectType === line.objectType) && (ids === undefined || ids.has(line.objectId));
    return hit && verdict;
  });
}
