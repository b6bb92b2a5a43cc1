import type { MandatoryRules } from './fields.ts';
import type { Clock } from './timeline.ts';

/** How long an upload or a deletion stays in each state, by the clock. */
export type ProcessingByClock = { pendingMs: number; inProgressMs: number };
/** How many looks at request-status see each state; without looks nothing moves on. */
export type ProcessingByPolls = { pendingPolls: number; inProgressPolls: number };
/** What a processing rule may depend on. */
export type ToProcess = { kind: 'upload' | 'deletion'; objectType: string | undefined; bytes: number; lines: number };
export type Processing = ProcessingByClock | ProcessingByPolls | ((request: ToProcess) => ProcessingByClock);

export type RateLimitOptions = {
  /** Calls that fit into any 1,000 ms; default 3. */
  perSecond?: number;
  /** Calls a day; default 10,000. */
  perDay?: number;
  /** What a day is, as Gong does not say: the last 24 hours (default, the stricter) or the UTC day. */
  day?: 'rolling' | 'utc';
  /** False: calls over the limit are answered all the same and only noted as violations. */
  enforce?: boolean;
};

export type OAuthOptions = {
  clientId: string;
  clientSecret: string;
  /** Scopes a customer may grant; default all of the CRM API. */
  scopes?: readonly string[];
  /** Lifetime of an access token in seconds; default 86,400. */
  expiresInSeconds?: number;
  /** False: a refresh answers no new refresh token, and the old one stays good. */
  rotateRefreshTokens?: boolean;
  /** `api_base_url_for_customer`; default the fake's own address. */
  apiBaseUrl?: string;
};

export type FakeGongOptions = {
  /** TCP port on 127.0.0.1; default 0, any free one. */
  port?: number;
  accessKey?: string;
  accessKeySecret?: string;
  /** Scopes of the access key; default all. */
  accessKeyScopes?: readonly string[];
  oauth?: OAuthOptions;
  /** Bearer calls to another host than `api_base_url_for_customer` fail with this code; default they work. */
  wrongHost?: 401 | 403;
  /** Default: real time. `advance` pushes either. */
  clock?: Clock;
  /** Seed of ids; default a random one. */
  seed?: number;
  /** Addresses of Gong's users, for the mapping of CRM users; default 'all'. */
  knownUsers?: readonly string[] | 'all';
  /** strict: every line rule is enforced. lenient: only mandatory fields, JSON and objectId, as real Gong may. */
  mode?: 'strict' | 'lenient';
  mandatory?: MandatoryRules;
  processing?: Processing;
  /** Processing of DELETE integrations; default as `processing`. */
  deletion?: Processing;
  rateLimit?: false | RateLimitOptions;
  /** Milliseconds from DONE to the main store. Defaults: ACCOUNT 60 s, DEAL 1 h, other 5 s. */
  settlement?: { ACCOUNT?: number; DEAL?: number; other?: number };
  /** A contact or deal that comes sooner than this after its NEW account was DONE is a violation; default 60 s. */
  accountSettleMs?: number;
  /** Indented JSON with a space before the colon. */
  prettyPrint?: boolean;
  /** Code of an accepted schema; default 200, as seen live. */
  schemaPostStatus?: 200 | 201;
  /** Code for an integrationId that does not exist; default 404. */
  unknownIntegrationStatus?: 400 | 404;
  /** Code for a clientRequestId that was never accepted; default 404. */
  unknownRequestStatus?: 400 | 404;
  /** Code for an upload that is too large; default 413. */
  tooLargeStatus?: number;
  /** Largest upload request in bytes; default 200,000,000. */
  maxUploadBytes?: number;
  /** What request-status says of errors and counters before the end; default absent. */
  countersUntilEnd?: 'absent' | 'null';
  /** Whether the good lines of a FAILED file are stored; default true. */
  applyValidLinesOnFailure?: boolean;
  /** What an update does to fields that it does not carry; default 'replace' (they are gone). */
  update?: 'replace' | 'merge';
  /** A deal whose owner has no Gong user: waits outside the main store (default), or is in it. */
  unmappedOwner?: 'waits' | 'main';
  /** Whether a 429 or 5xx answer to an upload uses up its clientRequestId; default false. */
  refusedSpendsId?: boolean;
  /** Name of a field in schema answers; default uniqueName. Gong's samples say `name`. */
  schemaKey?: 'uniqueName' | 'name';
  /** Whether schema answers list the standard fields too; default false. */
  listStandardFields?: boolean;
  /** Whether schema answers list fields after their deletion, as deleted; default false. */
  listDeletedFields?: boolean;
  /** Whether the paths of the older generation answer; default false. */
  legacy?: boolean;
  /** Files up to this size are kept as text for `uploads()`; default 1,000,000 bytes. */
  keepFileBytes?: number;
};

export type Settings = Readonly<
  Required<Omit<FakeGongOptions, 'port' | 'oauth' | 'wrongHost' | 'settlement' | 'rateLimit' | 'deletion'>> & {
    oauth: Readonly<Required<Omit<OAuthOptions, 'apiBaseUrl'>> & { apiBaseUrl: string | undefined }> | undefined;
    wrongHost: 401 | 403 | undefined;
    deletion: Processing;
    rateLimit: Readonly<Required<RateLimitOptions>> | undefined;
    settlement: Readonly<{ ACCOUNT: number; DEAL: number; other: number }>;
  }
>;

/** Scopes of the CRM API, one an operation (request-status shares that of uploads). */
export const SCOPES = [
  'api:crm:integration:register',
  'api:crm:integrations:read',
  'api:crm:integration:delete',
  'api:crm:schema',
  'api:crm:upload',
  'api:crm:get-objects',
] as const;

const PROCESSING: ProcessingByClock = { pendingMs: 100, inProgressMs: 200 };

/** Fills in the defaults. */
export function settingsOf(options: FakeGongOptions): Settings {
  const { oauth, rateLimit } = options;
  const processing = options.processing ?? PROCESSING;
  return {
    accessKey: options.accessKey ?? 'fake-access-key',
    accessKeySecret: options.accessKeySecret ?? 'fake-access-key-secret',
    accessKeyScopes: options.accessKeyScopes ?? SCOPES,
    oauth:
      oauth === undefined
        ? undefined
        : {
            clientId: oauth.clientId,
            clientSecret: oauth.clientSecret,
            scopes: oauth.scopes ?? SCOPES,
            expiresInSeconds: oauth.expiresInSeconds ?? 86_400,
            rotateRefreshTokens: oauth.rotateRefreshTokens ?? true,
            apiBaseUrl: oauth.apiBaseUrl,
          },
    wrongHost: options.wrongHost,
    clock: options.clock ?? { now: Date.now },
    seed: options.seed ?? Math.floor(Math.random() * 2 ** 32),
    knownUsers: options.knownUsers ?? 'all',
    mode: options.mode ?? 'strict',
    mandatory: options.mandatory ?? 'now',
    processing,
    deletion: options.deletion ?? processing,
    rateLimit:
      rateLimit === false
        ? undefined
        : {
            perSecond: rateLimit?.perSecond ?? 3,
            perDay: rateLimit?.perDay ?? 10_000,
            day: rateLimit?.day ?? 'rolling',
            enforce: rateLimit?.enforce ?? true,
          },
    settlement: {
      ACCOUNT: options.settlement?.ACCOUNT ?? 60_000,
      DEAL: options.settlement?.DEAL ?? 3_600_000,
      other: options.settlement?.other ?? 5_000,
    },
    accountSettleMs: options.accountSettleMs ?? 60_000,
    prettyPrint: options.prettyPrint ?? false,
    schemaPostStatus: options.schemaPostStatus ?? 200,
    unknownIntegrationStatus: options.unknownIntegrationStatus ?? 404,
    unknownRequestStatus: options.unknownRequestStatus ?? 404,
    tooLargeStatus: options.tooLargeStatus ?? 413,
    maxUploadBytes: options.maxUploadBytes ?? 200_000_000,
    countersUntilEnd: options.countersUntilEnd ?? 'absent',
    applyValidLinesOnFailure: options.applyValidLinesOnFailure ?? true,
    update: options.update ?? 'replace',
    unmappedOwner: options.unmappedOwner ?? 'waits',
    refusedSpendsId: options.refusedSpendsId ?? false,
    schemaKey: options.schemaKey ?? 'uniqueName',
    listStandardFields: options.listStandardFields ?? false,
    listDeletedFields: options.listDeletedFields ?? false,
    legacy: options.legacy ?? false,
    keepFileBytes: options.keepFileBytes ?? 1_000_000,
  };
}
