import { createServer } from 'node:http';
import { DEFAULT_SCALE } from './data/generate.ts';
import { PASSWORD } from './data/people.ts';
import { OBJECT_TYPES, type ObjectType, textOf } from './data/records.ts';
import { createStore } from './data/store.ts';
import { gongRecord, truthOf } from './data/truth.ts';
import type { Access } from './http/access-log.ts';
import { errorResponse, sendJson } from './http/answer.ts';
import { serveControl } from './http/control.ts';
import type { DemoCrm, DemoCrmControl, DemoCrmOptions } from './http/demo-crm.ts';
import { createFaults, type Failure } from './http/faults.ts';
import { createPermissions } from './http/permissions.ts';
import { type Site, servePage } from './http/site.ts';
import { createSessions, type SessionLimits } from './pages/session.ts';

export type { DemoCrm, DemoCrmOptions } from './http/demo-crm.ts';

const CONTROL = '/__control/';
const TRUTH = '/__truth';

const failureOf = (status: number, retryAfter: number | undefined): Failure =>
  retryAfter === undefined ? { status } : { status, retryAfter };

const controlOf = (site: Site, base: string, limits: SessionLimits): DemoCrmControl => {
  const { store, sessions, permissions, faults, log } = site;
  return {
    logins: store
      .all('BUSINESS_USER')
      .filter((user) => user.values['active'] === true)
      .map((user) => ({
        user: textOf(user, 'login'),
        password: PASSWORD,
        language: textOf(user, 'language'),
        format: textOf(user, 'format'),
      })),
    accessLog: () => [...log],
    clearAccessLog: () => {
      log.length = 0;
    },
    truth: (user) =>
      truthOf(
        store,
        base,
        (record) =>
          user === undefined ||
          (permissions.may(user, record.type, record.id) && permissions.may(user, record.type, '*')),
      ),
    history: store.history,
    deletedIds: () => {
      const ids: Partial<Record<ObjectType, readonly string[]>> = {};
      for (const type of OBJECT_TYPES) ids[type] = store.deletedIds(type);
      return { BUSINESS_USER: [], STAGE: [], ACCOUNT: [], CONTACT: [], DEAL: [], LEAD: [], ...ids };
    },
    edit: (type, id, changes) => gongRecord(store, store.edit(type, id, changes), base),
    create: (type, changes) => store.create(type, changes).id,
    delete: store.delete,
    restore: store.restore,
    deny: permissions.deny,
    allow: permissions.allow,
    setLatency: (ms) => {
      faults.latencyMs = ms;
    },
    expireSessions: sessions.expireAll,
    setSessionLife: (requests) => {
      limits.requests = requests ?? Number.POSITIVE_INFINITY;
    },
    failNext: (count, status, retryAfter) => faults.failNext(count, failureOf(status, retryAfter)),
    failSome: (share, status, retryAfter) => faults.failSome(share, failureOf(status, retryAfter)),
    cutNext: faults.cutNext,
    blockPage: (on) => {
      faults.blocked = on;
    },
    setImpossibleDate: (id, field = 'closeDate') => store.setImpossibleDate('DEAL', id, field),
    sessions: () =>
      sessions.all().map((session) => ({
        user: textOf(store.getDeletedToo('BUSINESS_USER', session.userId), 'login'),
        requests: session.requests,
        contacts: { ...session.contacts },
      })),
  };
};

/** Starts a demo CRM on 127.0.0.1. */
export const startDemoCrm = async (options: DemoCrmOptions = {}): Promise<DemoCrm> => {
  const seed = options.seed ?? 1;
  const clock = options.clock ?? Date.now;
  const log: Access[] = [];
  const limits: SessionLimits = {
    requests: options.sessionTtlRequests ?? Number.POSITIVE_INFINITY,
    idleMs: options.sessionTtlMs ?? 20 * 60_000,
  };
  const site: Site = {
    store: createStore(seed, options.scale ?? DEFAULT_SCALE, clock),
    sessions: createSessions(seed, limits, clock),
    permissions: createPermissions(),
    faults: createFaults(seed, options.latencyMs ?? 0),
    log,
    clock,
    rowsPerPage: options.rowsPerPage,
  };
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const url = `http://127.0.0.1:${address.port}`;
  const control = controlOf(site, url, limits);
  server.on('request', (request, response) => {
    const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
    const user = new URLSearchParams(search).get('user');
    const served = path.startsWith(CONTROL)
      ? serveControl(control, path.slice(CONTROL.length), request, response)
      : path === TRUTH
        ? Promise.resolve(sendJson(response, 200, control.truth(user ?? undefined)))
        : servePage(site, request, response);
    served.catch((error: unknown) => errorResponse(response, error));
  });
  return {
    ...control,
    url,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
};
