import * as z from 'zod';
import { OBJECT_TYPES } from '../objects/object-type.ts';

/** The two-way contract's common shapes. Limits are generous bounds against accidents, not business rules. */
export const objectTypeSchema = z.enum(OBJECT_TYPES);

/** Gong's own rule for ids: at most 64 letters, digits and dashes, or a valid e-mail address (Gong: upload CRM objects). */
export const objectIdSchema = z.union([z.string().regex(/^[A-Za-z0-9-]{1,64}$/), z.email().max(64)]);

/** A moment, ISO 8601 in UTC; the extension writes `Date.prototype.toISOString`. */
export const instantSchema = z.iso.datetime();

/** A final value under Gong's name for the field; `null` = the CRM shows it empty. An unread field is absent. */
export const valueSchema = z.union([
  z.string().max(100_000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(1000)).max(100),
  z.null(),
]);
export type FieldValue = z.infer<typeof valueSchema>;

/** Something that kept a value, or a whole record, from being read. It belongs to a field of a record. */
export const problemSchema = z.object({
  code: z.string().max(64),
  field: z.string().max(100).optional(),
  message: z.string().max(2000),
});
export type FieldProblem = z.infer<typeof problemSchema>;

/**
 * What one view saw of one object at one moment.
 * - `present`: fields as read. `gone`: its page says that it does not exist. `denied`: its page says that this viewer may not see it.
 *   `gone-or-denied`: the CRM does not tell which.
 */
export const readingSchema = z.object({
  objectType: objectTypeSchema,
  objectId: objectIdSchema,
  /** The id as the CRM writes it, where objectId is an encoding of it. */
  crmId: z.string().max(2000).optional(),
  presence: z.enum(['present', 'gone', 'denied', 'gone-or-denied']),
  /** Keys are Gong's field names, `modifiedDate` and `url` among them; never `objectId` or `isDeleted`. */
  fields: z.record(z.string().max(100), valueSchema),
  problems: z.array(problemSchema).max(200),
  /** Earlier states out of the CRM's list of changes, oldest first: what the fields named were from `modifiedDate` on. */
  history: z
    .array(z.object({ modifiedDate: instantSchema, fields: z.record(z.string().max(100), valueSchema) }))
    .max(500)
    .optional(),
  /** The record's page in the CRM, for people. */
  pageUrl: z.string().max(4000).optional(),
  readAt: instantSchema,
});
export type Reading = z.infer<typeof readingSchema>;
