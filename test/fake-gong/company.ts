import { type Faults, noFaults } from './faults.ts';
import type { ObjectType } from './fields.ts';
import type { LineError } from './file.ts';
import { ObjectStore } from './objects.ts';
import { createRandom, type Random } from './random.ts';
import { RateLimiter } from './rate-limit.ts';
import { Schema } from './schema.ts';
import type { Settings } from './settings.ts';
import { Settlement } from './settlement.ts';
import { Timeline } from './timeline.ts';
import { TokenStore } from './tokens.ts';
import { UserMapping } from './users.ts';
import { Violations } from './violations.ts';

/** Both generations of the API can bring uploads. */
export type Dialect = 'current' | 'legacy';

/** Gong's own words for where an asynchronous request stands. */
export type RequestState = 'PENDING' | 'IN_PROGRESS' | 'DONE' | 'FAILED';

type AsyncRequest = {
  clientRequestId: string;
  integration: Integration;
  receivedAt: number;
  status: RequestState;
  /** Looks at request-status so far. */
  polls: number;
  doneAt: number | undefined;
  errors: LineError[];
  totalErrorCount: number;
  totalSuccessCount: number;
};

export type Upload = AsyncRequest & {
  kind: 'upload';
  objectType: ObjectType;
  dialect: Dialect;
  bytes: number;
  lines: number;
  /** The file until it is processed. */
  file: Buffer | undefined;
  sha256: string | undefined;
  text: string | undefined;
  /** Custom fields that the schema knew when the file came. */
  schemaThen: ReadonlySet<string>;
  /** Whether an accepted upload of this type had come before. */
  firstOfType: boolean;
};

export type Deletion = AsyncRequest & { kind: 'deletion' };

/** An id that a refused call used up; only with `refusedSpendsId`. */
export type SpentId = { kind: 'spent'; clientRequestId: string };

export type Integration = {
  integrationId: string;
  name: string;
  ownerEmail: string;
  deletedAt: number | undefined;
  schema: Schema;
  store: ObjectStore;
  users: UserMapping;
  settlement: Settlement;
  /** Types of which a file was accepted. */
  uploaded: Set<ObjectType>;
};

export type Call = {
  method: string;
  path: string;
  query: Record<string, string>;
  /** The answer's code; 0 when there was no answer. */
  status: number;
  at: number;
  requestId: string;
  userAgent: string | undefined;
};

/** The Gong company that the fake plays: at most one integration, one budget of calls, one space of request ids. */
export type Company = {
  settings: Settings;
  timeline: Timeline;
  random: Random;
  violations: Violations;
  limiter: RateLimiter;
  tokens: TokenStore;
  faults: Faults;
  integration: Integration | undefined;
  requests: Map<string, Upload | Deletion | SpentId>;
  /** Ids whose status Gong does not remember any more. */
  forgotten: Set<string>;
  calls: Call[];
  /** Where the fake answers, once it does. */
  baseUrl: string;
};

export function createCompany(settings: Settings): Company {
  const random = createRandom(settings.seed);
  const violations = new Violations();
  return {
    settings,
    timeline: new Timeline(settings.clock),
    random,
    violations,
    limiter: new RateLimiter(settings.rateLimit, violations),
    tokens: new TokenStore(random),
    faults: noFaults(),
    integration: undefined,
    requests: new Map(),
    forgotten: new Set(),
    calls: [],
    baseUrl: 'http://fake-gong.invalid',
  };
}

/** Makes an integration with empty stores the company's only one. */
export function register(company: Company, name: string, ownerEmail: string): Integration {
  const { settings, timeline } = company;
  const store = new ObjectStore();
  const users = new UserMapping(settings.knownUsers);
  const integration: Integration = {
    integrationId: company.random.integrationId(),
    name,
    ownerEmail,
    deletedAt: undefined,
    schema: new Schema(),
    store,
    users,
    settlement: new Settlement(store, users, timeline, settings),
    uploaded: new Set(),
  };
  company.integration = integration;
  return integration;
}

/** Takes an integration away with everything it brought. */
export function unregister(company: Company, integration: Integration, at: number): void {
  integration.deletedAt = at;
  integration.settlement.end();
  if (company.integration === integration) company.integration = undefined;
}
