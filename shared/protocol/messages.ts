import * as z from 'zod';
import { instantSchema, objectIdSchema, objectTypeSchema, readingSchema } from './reading.ts';

/** The protocol number that each side sends in `X-Bridge-Protocol`; the Worker serves this one and the one before. */
export const PROTOCOL = 1;
export const PROTOCOL_HEADER = 'x-bridge-protocol';

/** Bounds of a batch (design §7). */
export const MAX_BATCH_READINGS = 500;
export const MAX_BATCH_BYTES = 1_000_000;
/** Ids in one part of a sweep's report. */
export const MAX_SWEEP_IDS = 20_000;

const idSchema = z.string().min(1).max(100);

/** A view is (device, CRM user): everything known about visibility is per view (design §6). */
export const viewSchema = z.object({ viewId: idSchema, crmUser: z.string().max(200).nullable() });

/** Every refusal by the Worker: a code of the error catalogue, what happened, why, one next step. */
export const errorAnswerSchema = z.object({
  error: z.object({
    code: z.string(),
    what: z.string(),
    why: z.string().optional(),
    next: z.string(),
    retryAfterSeconds: z.number().optional(),
  }),
});
export type ErrorAnswer = z.infer<typeof errorAnswerSchema>;

/** `GET /v1/about`, no token: proves that the address is a bridge Worker. */
export const aboutAnswerSchema = z.object({
  service: z.literal('crm-bridge-for-gong'),
  protocol: z.number(),
  version: z.string(),
});

/** `POST /v1/enrol`, no token. */
export const enrolRequestSchema = z.object({
  code: z.string().min(1).max(200),
  deviceName: z.string().max(200).optional(),
  extensionVersion: z.string().max(50),
});
export const enrolAnswerSchema = z.object({
  deviceId: idSchema,
  token: z.string().min(32),
  companyName: z.string().nullable(),
});

/**
 * `GET /v1/profile?known=VERSION` (known optional): the profile that this browser is to use; 404 `no-profile` before IT has given one. `profile` is
 * checked by shared/profile; it is null where `known` is that version.
 */
export const profileAnswerSchema = z.object({ version: idSchema, profile: z.unknown() });

const shareSchema = z.number().min(0).max(1);
const pageNameSchema = z.string().min(1).max(60);

/** `POST /v1/health`: what this browser has measured on list pages under a profile version. Figures only, no values. */
export const healthReportSchema = z.object({
  profileVersion: idSchema,
  /** Why this browser cannot use that version; null when it can. */
  refused: z.string().max(2000).nullable(),
  pages: z
    .array(
      z.object({
        page: pageNameSchema,
        /** The newest measures, oldest first. */
        measures: z
          .array(
            z.object({
              page: pageNameSchema,
              rows: z.number().int().min(0).max(100_000),
              last: z.boolean(),
              fill: z.record(z.string().max(200), shareSchema),
              problems: shareSchema,
            }),
          )
          .max(20),
        alarms: z
          .array(
            z.object({
              code: z.enum(['fewer-rows', 'emptier-field', 'more-problems']),
              page: pageNameSchema,
              field: z.string().max(200).exactOptional(),
              usual: z.number().min(0),
              now: z.number().min(0),
            }),
          )
          .max(100),
        /** Times in a row that the page did not look as the profile describes it. */
        unproven: z.number().int().min(0).max(1000),
      }),
    )
    .max(60),
  /** Times in a row that the login could not be proven under that version, and no list page was read in between. */
  noLogin: z
    .object({
      /** The page showed neither a sign of being signed in nor one of being signed out. */
      unproven: z.number().int().min(0).max(1_000_000),
      /** The page showed a sign of being signed out. */
      signedOut: z.number().int().min(0).max(1_000_000),
    })
    .optional(),
});
export type HealthReport = z.infer<typeof healthReportSchema>;
/** The version that this browser should work with now. */
export const healthAnswerSchema = z.object({ profileVersion: idSchema.nullable() });

/** `POST /v1/batches`. The same batchId twice changes nothing. */
export const batchSchema = z.object({
  batchId: z.uuid(),
  /** The press of Sync that these readings belong to; readings of a capture have none. */
  syncId: z.uuid().nullable(),
  view: viewSchema,
  profileVersion: idSchema,
  /** The browser's clock when it sends the batch: by it the Worker knows how far that clock is off. */
  sentAt: instantSchema.exactOptional(),
  readings: z.array(readingSchema).min(1).max(MAX_BATCH_READINGS),
});
export type Batch = z.infer<typeof batchSchema>;
export const batchAnswerSchema = z.object({
  batchId: z.uuid(),
  /** Readings taken in, whether they changed anything or not. */
  taken: z.number().int(),
  /** How many of them made a new version. */
  changed: z.number().int(),
});

/** `POST /v1/sweeps`: one part of the complete id set that a complete, error-free sweep of one type has seen. */
export const sweepReportSchema = z.object({
  sweepId: z.uuid(),
  syncId: z.uuid().nullable(),
  view: viewSchema,
  profileVersion: idSchema,
  objectType: objectTypeSchema,
  startedAt: instantSchema,
  finishedAt: instantSchema,
  /** 0-based. The sweep counts once all parts are there. */
  part: z.number().int().min(0),
  parts: z.number().int().min(1).max(1000),
  objectIds: z.array(objectIdSchema).max(MAX_SWEEP_IDS),
});
export type SweepReport = z.infer<typeof sweepReportSchema>;
export const sweepAnswerSchema = z.object({
  sweepId: z.uuid(),
  complete: z.boolean(),
  /** Objects that the ledger holds and this complete sweep has not seen: the view is asked to open their pages. */
  nominated: z.array(
    z.object({ objectType: objectTypeSchema, objectId: objectIdSchema, crmId: z.string().optional() }),
  ),
  /** Objects of this part that the ledger does not have, or takes for deleted: the view is asked to send them again, changed or not. */
  wanted: z.array(objectIdSchema).default([]),
});
export type SweepAnswer = z.infer<typeof sweepAnswerSchema>;

/**
 * `POST /v1/leases`: a browser that sweeps asks for its share of what the company may read: the sweeps of object types (where every
 * viewer sees every record one browser at a time sweeps a type) and pages of the CRM. Spans of time, not moments: clocks differ.
 */
export const leasesRequestSchema = z.object({
  /** Null while it is not known yet who is signed in. */
  view: viewSchema.nullable(),
  profileVersion: idSchema,
  /** At most one a type. `pressed`: a person waits for it. */
  sweeps: z
    .array(
      z.object({
        objectType: objectTypeSchema,
        sweepId: z.uuid(),
        state: z.enum(['wanted', 'reading', 'done', 'incomplete']),
        pagesDone: z.number().int().min(0),
        pressed: z.boolean(),
      }),
    )
    .max(12),
  pages: z.object({
    /** Identifies this ask: the same again is granted once. */
    grantId: z.uuid(),
    /** Pages that could be read in the minute to come; 0 = none are asked for. */
    wanted: z.number().int().min(0).max(100_000),
    /** What was left of an earlier grant. */
    returned: z.object({ grantId: z.uuid(), pages: z.number().int().min(0) }).nullable(),
  }),
});
export type LeasesRequest = z.infer<typeof leasesRequestSchema>;
export const leasesAnswerSchema = z.object({
  sweeps: z.array(
    z.object({
      objectType: objectTypeSchema,
      granted: z.boolean(),
      /** Not granted: another browser sweeps the type now, or has done so a short while ago. */
      reason: z.enum(['other-browser', 'done-recently']).nullable(),
      /** How long the grant, or the refusal, holds if nothing happens. */
      forMs: z.number().int().min(0),
    }),
  ),
  pages: z.object({
    granted: z.number().int().min(0),
    /** How long the granted pages may be used. */
    forMs: z.number().int().min(0),
    /** Where fewer than wanted were left: which bound is reached, and after how long there are more. */
    spent: z.object({ bound: z.enum(['minute', 'day']), forMs: z.number().int().min(0) }).nullable(),
    /** What this browser may read by itself while the Worker cannot be reached. */
    alone: z.object({ perMinute: z.number().int().min(1), perDay: z.number().int().min(1) }),
  }),
});
export type LeasesAnswer = z.infer<typeof leasesAnswerSchema>;

/** `POST /v1/sync`: a rep pressed Sync and all of its batches are in; starts a cycle at once while the budget lasts. Idempotent by syncId. */
export const syncRequestSchema = z.object({ syncId: z.uuid(), view: viewSchema });
export const syncAnswerSchema = z.object({
  syncId: z.uuid(),
  cycle: z.enum(['started', 'joined', 'nothing-to-do', 'stopped']),
});

const countsSchema = z.object({
  BUSINESS_USER: z.number().int(),
  STAGE: z.number().int(),
  ACCOUNT: z.number().int(),
  CONTACT: z.number().int(),
  DEAL: z.number().int(),
  LEAD: z.number().int(),
});

export const uploadStatusSchema = z.object({
  clientRequestId: z.string(),
  objectType: objectTypeSchema,
  kind: z.enum(['upsert', 'delete']),
  /** Gong's own word as last heard; `SENDING` until Gong has accepted the file, `REFUSED` when it never did. */
  status: z.enum(['SENDING', 'PENDING', 'IN_PROGRESS', 'DONE', 'FAILED', 'REFUSED']),
  records: z.number().int(),
  /** Size of the LDJSON file. */
  bytes: z.number().int(),
  sentAt: instantSchema,
  settledAt: instantSchema.nullable(),
});
export type UploadStatus = z.infer<typeof uploadStatusSchema>;

export const rejectedSchema = z.object({
  objectType: objectTypeSchema,
  objectId: z.string(),
  code: z.string(),
  /** Gong's words, or ours where we refused it before Gong could. */
  reason: z.string(),
  url: z.string().nullable(),
});
export type Rejected = z.infer<typeof rejectedSchema>;
export const heldSchema = z.object({ objectType: objectTypeSchema, objectId: z.string(), reason: z.string() });
export type Held = z.infer<typeof heldSchema>;

/**
 * `GET /v1/status?syncId=…` (syncId optional). Only objects that this device has sent.
 * The counts are distinct objects: `waiting` = newest version pending or in flight (held ones included).
 */
export const statusAnswerSchema = z.object({
  now: instantSchema,
  /** What keeps the bridge from uploading, if anything: a code of the catalogue with its texts. */
  trouble: errorAnswerSchema.shape.error.extend({ since: instantSchema, until: instantSchema.nullable() }).nullable(),
  cycle: z.enum(['idle', 'uploading', 'processing', 'waiting']),
  types: z.record(
    objectTypeSchema,
    z.object({
      waiting: z.number().int(),
      confirmed: z.number().int(),
      rejected: z.number().int(),
      held: z.number().int(),
    }),
  ),
  /** Present when syncId was asked for and known. */
  sync: z
    .object({
      syncId: z.uuid(),
      /** True when only held versions are left: nothing more will happen for this sync by itself. */
      settled: z.boolean(),
      unchanged: countsSchema,
      confirmed: countsSchema,
      deleted: countsSchema,
      waiting: countsSchema,
    })
    .nullable(),
  /** Of this sync when asked for one, else the newest 50, in sending order. */
  uploads: z.array(uploadStatusSchema),
  /** All of this device's rejected objects; the first 1000. */
  rejected: z.array(rejectedSchema),
  held: z.array(heldSchema),
  confirmedUpTo: instantSchema.nullable(),
});
export type StatusAnswer = z.infer<typeof statusAnswerSchema>;

/** `POST /v1/states`: which of these objects' newest versions are confirmed; feeds the extension's mirror. */
export const statesRequestSchema = z.object({
  objects: z
    .array(z.object({ objectType: objectTypeSchema, objectId: objectIdSchema }))
    .min(1)
    .max(1000),
});
export const statesAnswerSchema = z.object({
  states: z.array(
    z.object({
      objectType: objectTypeSchema,
      objectId: z.string(),
      state: z.enum(['unknown', 'pending', 'in-flight', 'confirmed', 'rejected', 'deleted']),
      confirmedAt: instantSchema.nullable(),
      reason: z.string().nullable(),
    }),
  ),
});

/** `POST /v1/story`: what became of each version of one object that this device has sent; 404 `not-found` for any other. */
export const storyRequestSchema = z.object({ objectType: objectTypeSchema, objectId: objectIdSchema });
export const storyAnswerSchema = z.object({
  inGongSince: instantSchema.nullable(),
  /** Newest first; older ones are forgotten after a while. */
  versions: z.array(
    z.object({
      version: z.number().int(),
      kind: z.enum(['upsert', 'delete']),
      state: z.enum(['pending', 'in-flight', 'confirmed', 'rejected', 'superseded']),
      /** The modifiedDate that Gong was given, or will be. */
      modifiedDate: instantSchema,
      receivedAt: instantSchema,
      sentAt: instantSchema.nullable(),
      settledAt: instantSchema.nullable(),
      clientRequestId: z.string().nullable(),
      /** Gong's own word for the upload that carried it. */
      gongStatus: z.string().nullable(),
      held: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
});
export type StoryAnswer = z.infer<typeof storyAnswerSchema>;

/** `POST /admin/enrolment-codes`, bearer ADMIN_TOKEN. */
export const enrolmentCodeRequestSchema = z.object({
  uses: z.number().int().min(1).max(100_000).default(1),
  validMinutes: z.number().int().min(1).max(525_600).default(10_080),
  note: z.string().max(200).optional(),
});
export const enrolmentCodeAnswerSchema = z.object({ code: z.string(), expiresAt: instantSchema });

/** `PUT /admin/profile`, bearer ADMIN_TOKEN; the body is the profile itself. The answer names its version (same content, same version). */
export const profileUploadAnswerSchema = z.object({
  version: idSchema,
  customFields: z.number().int(),
  /** Present where the profile is not in force yet: it makes ids otherwise, and so many objects could come twice. */
  waiting: z.array(z.object({ objectType: objectTypeSchema, objects: z.number().int() })).optional(),
});
