import { type Call, type Company, createCompany, type RequestState, register, unregister } from './company.ts';
import { type CallFilter, type DropMoment, type LinePredicate, noFaults } from './faults.ts';
import { isSchemaType, type ObjectType, type SchemaType, withDefaults } from './fields.ts';
import type { LineError } from './file.ts';
import { handle } from './gong.ts';
import type { Version } from './objects.ts';
import type { GongRequest, Outcome } from './reply.ts';
import type { SchemaField } from './schema.ts';
import { type FakeGongOptions, SCOPES, settingsOf } from './settings.ts';
import type { DealHold } from './settlement.ts';
import { fileHash } from './uploads.ts';
import { isMissing } from './values.ts';
import type { Rule, Violation } from './violations.ts';

export type Fields = Record<string, unknown>;

/** An accepted upload, in the order of acceptance. Times in milliseconds of the fake's clock. */
export type UploadReport = {
  clientRequestId: string;
  integrationId: string;
  objectType: ObjectType;
  status: RequestState;
  lines: number;
  /** Size of the LDJSON file. */
  bytes: number;
  sha256: string;
  /** The file, if it is not over `keepFileBytes`. */
  text: string | undefined;
  receivedAt: number;
  doneAt: number | undefined;
  /** All errors, not only the 20 that Gong returns. */
  errors: LineError[];
  totalErrorCount: number;
  totalSuccessCount: number;
  /** Looks at its request-status. */
  polls: number;
};

export type IntegrationReport = { integrationId: string; name: string; ownerEmail: string };

/** What a test sees of the fake and can do to it. Readers show the state at the clock's present moment. */
export type FakeGongControls = {
  now(): number;
  /** Pushes the clock forward by milliseconds. */
  advance(ms: number): void;
  /** Answers a request without a network. */
  handle(request: GongRequest): Outcome;

  integration(): IntegrationReport | undefined;
  /** Objects in the raw store: current fields as uploaded, deleted ones absent. */
  objects(type: ObjectType): Map<string, Fields>;
  /** All versions of an object in the order of their arrival. */
  versions(type: ObjectType, objectId: string): Version[];
  /** Objects in the main store, with defaults, as GET entities shows them. */
  main(type: ObjectType): Map<string, Fields>;
  /** In the main store, owner mapped to a Gong user, close date set. */
  visibleOnDealBoard(objectId: string): boolean;
  /** Deals that are stored and not processed. */
  dealHolds(): Map<string, DealHold>;
  /** CRM user to address of the Gong user. */
  users(): Map<string, string>;
  schema(type: SchemaType): SchemaField[];
  uploads(): UploadReport[];
  calls(): Call[];
  violations(): Violation[];
  violationCounts(): Partial<Record<Rule, number>>;
  clearViolations(): void;

  /** The next n calls (that `filter` lets through) answer `status`. Without retryAfter there is no such header. */
  failNext(n: number, status: number, filter?: CallFilter & { retryAfter?: number; errors?: readonly string[] }): void;
  /** The next upload gets no answer: not accepted ('before') or accepted ('after'). */
  timeoutNextUpload(when: 'before' | 'after'): void;
  /** The next call's connection is cut: before it counts, in the middle of its body, or after it took effect. */
  dropConnectionNext(moment?: DropMoment, filter?: CallFilter): void;
  nativeCrmConnected(on: boolean): void;
  /** Lines that the predicate hits fail, until it is taken away with undefined. */
  failLines(predicate: LinePredicate | undefined): void;
  /** The next n files fail as a whole, with line 0. */
  failFileLineZero(n: number): void;
  /** The next n files that would be DONE are, but lose their last line and count one success too few. */
  doneWithWrongCounters(n: number): void;
  /** Somebody disconnects the integration in Gong. */
  deleteIntegrationBehindTheBack(): void;
  /** Somebody disconnects the integration in Gong and registers another. */
  replaceIntegrationBehindTheBack(name?: string, ownerEmail?: string): IntegrationReport;
  /** request-status does not remember anything so far; with `andIds` the ids can be used again, too. */
  forgetUploads(options?: { andIds?: boolean }): void;
  /** All credentials are bad (true) or good again. */
  revokeCredentials(on?: boolean): void;
  /** False: the caller is not on the key's trusted-IP list. */
  trustedIp(on: boolean): void;
  /** True: every connection is cut at once. */
  offline(on: boolean): void;
  /** Takes back all faults that are still planned or on. */
  clearFaults(): void;
  /** What the browser gets when an admin approves: a code for the token endpoint. */
  issueAuthorizationCode(options?: { scopes?: readonly string[]; redirectUri?: string }): string;
  /** An access token without the flow. */
  issueAccessToken(scopes?: readonly string[]): string;
};

/** A fake without a network: `handle` answers requests. `startFakeGong` puts it on a port. */
export function createFakeGong(options: FakeGongOptions = {}): FakeGongControls & { company: Company } {
  const company = createCompany(settingsOf(options));
  return { company, ...readers(company), ...hooks(company) };
}

type Hook =
  | 'failNext'
  | 'timeoutNextUpload'
  | 'dropConnectionNext'
  | 'nativeCrmConnected'
  | 'failLines'
  | 'failFileLineZero'
  | 'doneWithWrongCounters'
  | 'deleteIntegrationBehindTheBack'
  | 'replaceIntegrationBehindTheBack'
  | 'forgetUploads'
  | 'revokeCredentials'
  | 'trustedIp'
  | 'offline'
  | 'clearFaults'
  | 'issueAuthorizationCode'
  | 'issueAccessToken';

function readers(company: Company): Omit<FakeGongControls, Hook> {
  const { timeline, violations } = company;
  const present = (): Company['integration'] => {
    timeline.settle();
    return company.integration;
  };
  return {
    now: () => timeline.now(),
    advance: (ms) => timeline.advance(ms),
    handle: (request) => handle(company, request),
    integration: () => {
      const found = present();
      return found && { integrationId: found.integrationId, name: found.name, ownerEmail: found.ownerEmail };
    },
    objects: (type) => present()?.store.current(type) ?? new Map(),
    versions: (type, objectId) => [...(present()?.store.entry(type, objectId)?.versions ?? [])],
    main: (type) => mainObjects(present(), type),
    visibleOnDealBoard: (objectId) => {
      const found = present();
      const fields = found?.store.main('DEAL').get(objectId)?.fields;
      return (
        fields !== undefined && found?.users.isMapped(fields['ownerId']) === true && !isMissing(fields['closeDate'])
      );
    },
    dealHolds: () => new Map(present()?.settlement.holds()),
    users: () => present()?.users.list() ?? new Map(),
    schema: (type) => [...(present()?.schema.fields(type).values() ?? [])],
    uploads: () => {
      timeline.settle();
      return reportUploads(company);
    },
    calls: () => [...company.calls],
    violations: () => {
      timeline.settle();
      return violations.list();
    },
    violationCounts: () => {
      timeline.settle();
      return violations.counts();
    },
    clearViolations: () => violations.clear(),
  };
}

function mainObjects(integration: Company['integration'], type: ObjectType): Map<string, Fields> {
  const shown = new Map<string, Fields>();
  if (integration === undefined) return shown;
  const { store, schema } = integration;
  for (const [objectId, { fields }] of store.main(type)) {
    const seen = isSchemaType(type) ? store.shown(type, objectId, schema) : withDefaults(type, fields);
    if (seen !== undefined) shown.set(objectId, seen);
  }
  return shown;
}

function reportUploads(company: Company): UploadReport[] {
  const reports: UploadReport[] = [];
  for (const request of company.requests.values()) {
    if (request.kind !== 'upload') continue;
    const { clientRequestId, objectType, status, lines, bytes, text, receivedAt, doneAt, polls } = request;
    const { errors, totalErrorCount, totalSuccessCount, integration } = request;
    reports.push({
      clientRequestId,
      integrationId: integration.integrationId,
      objectType,
      status,
      lines,
      bytes,
      sha256: fileHash(request),
      text,
      receivedAt,
      doneAt,
      errors,
      totalErrorCount,
      totalSuccessCount,
      polls,
    });
  }
  return reports;
}

function hooks(company: Company): Pick<FakeGongControls, Hook> {
  const { faults, timeline, tokens, settings } = company;
  const disconnect = (): void => {
    timeline.settle();
    if (company.integration !== undefined) unregister(company, company.integration, timeline.now());
  };
  return {
    failNext: (n, status, filter = {}) => {
      const { retryAfter, errors, ...where } = filter;
      faults.failures.push({ ...where, left: n, status, retryAfter, errors });
    },
    timeoutNextUpload: (when) => faults.uploadTimeouts.push(when),
    dropConnectionNext: (moment = 'before', filter = {}) => faults.drops.push({ ...filter, moment }),
    nativeCrmConnected: (on) => {
      faults.nativeCrm = on;
    },
    failLines: (predicate) => {
      faults.failLine = predicate;
    },
    failFileLineZero: (n) => {
      faults.lineZero += n;
    },
    doneWithWrongCounters: (n) => {
      faults.wrongCounters += n;
    },
    deleteIntegrationBehindTheBack: disconnect,
    replaceIntegrationBehindTheBack: (name = 'Somebody else', ownerEmail = 'somebody@else.example') => {
      disconnect();
      const { integrationId } = register(company, name, ownerEmail);
      return { integrationId, name, ownerEmail };
    },
    forgetUploads: ({ andIds = false } = {}) => {
      timeline.settle();
      if (andIds) company.requests.clear();
      else for (const id of company.requests.keys()) company.forgotten.add(id);
    },
    revokeCredentials: (on = true) => {
      faults.credentialsRevoked = on;
    },
    trustedIp: (on) => {
      faults.untrustedIp = !on;
    },
    offline: (on) => {
      faults.offline = on;
    },
    clearFaults: () => {
      Object.assign(faults, noFaults());
    },
    issueAuthorizationCode: ({ scopes = settings.oauth?.scopes ?? [], redirectUri } = {}) =>
      tokens.issueCode(timeline.now(), scopes, redirectUri),
    issueAccessToken: (scopes = SCOPES) => tokens.issueAccess(scopes, timeline.now() + 86_400_000),
  };
}
