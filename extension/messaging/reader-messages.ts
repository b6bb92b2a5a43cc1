import * as z from 'zod';
import { objectTypeSchema } from '../../shared/protocol/reading.ts';
import { PART_NAMES } from '../reader/needed-parts.ts';
import type { ReaderMessage } from './reader-channel.ts';

/** Bounds against accidents and against a page that has taken over its content script. */
const text = z.string().max(200_000);
const short = z.string().max(4000);

const about = z.array(short).max(5).optional();
const problem = z.object({ code: short, field: short.optional(), about });
/** Which of the field's sources gave the value: its meaning (format, templates) is that source's. */
const source = z.number().int().min(0).max(100).optional();
const value = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('value'),
    text,
    ids: z.array(short).max(1000).optional(),
    label: short.optional(),
    url: short.optional(),
    source,
  }),
  z.object({ state: z.literal('empty'), label: short.optional(), source }),
  z.object({ state: z.literal('unread'), code: short, about, source }),
]);
const record = z.object({
  objectType: objectTypeSchema,
  page: short,
  crmId: z.string().min(1).max(2000),
  fields: z.record(short, value),
  role: z.enum(['unmet', 'unknown']).optional(),
  changes: z
    .array(z.object({ date: value, field: value, from: value, to: value }))
    .max(5000)
    .optional(),
});
const request = z.object({
  method: z.enum(['GET', 'POST']),
  url: z.url().max(8000),
  form: z
    .array(z.tuple([short, z.string().max(2_000_000)]))
    .max(5000)
    .optional(),
  charset: short.optional(),
});
const pageReading = z.object({
  page: short,
  kind: z.enum(['list', 'record', 'other']),
  state: z.enum(['ok', 'empty', 'signed-out', 'gone', 'denied', 'gone-or-denied', 'blocked', 'unproven']),
  records: z.array(record).max(20_000),
  next: request.nullable(),
  endProven: z.boolean(),
  opens: z
    .array(z.object({ page: short, request, crmId: z.string().max(2000) }))
    .max(20_000)
    .optional(),
  total: z.number().nullable(),
  remembered: z.record(short, text).optional(),
  viewer: short.nullable(),
  signs: z.record(short, short),
  problems: z.array(problem).max(1000),
});
const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), reading: pageReading, finalUrl: z.string().max(8000) }),
  z.object({ kind: z.literal('failed'), failure: z.enum(['network', 'timeout', 'redirected']), detail: short }),
  z.object({ kind: z.literal('status'), status: z.number().int(), retryAfterMs: z.number().min(0).nullable() }),
  z.object({ kind: z.literal('returned') }),
]);
const answer = z.object({ leaseId: z.uuid(), outcome, durationMs: z.number().min(0) });
const planned = z.object({ page: short, request, crmId: z.string().max(2000).optional() });

const message = z.discriminatedUnion('name', [
  z.object({
    channel: z.literal('reader'),
    name: z.literal('hello'),
    profileVersion: short.nullable(),
    fresh: z.boolean(),
    url: z.string().max(8000),
  }),
  z.object({
    channel: z.literal('reader'),
    name: z.literal('load'),
    parts: z.array(z.enum(PART_NAMES)).min(1).max(PART_NAMES.length),
  }),
  z.object({
    channel: z.literal('reader'),
    name: z.literal('next'),
    answer: answer.nullable(),
    holds: z.array(z.uuid()).max(100),
  }),
  z.object({
    channel: z.literal('reader'),
    name: z.literal('captured'),
    profileVersion: short,
    readings: z.array(z.object({ planned, reading: pageReading })).max(20),
    loadedAt: z.number(),
  }),
]);

/** A content script's message, or null when it is not one. */
export function parseReaderMessage(input: unknown): ReaderMessage | null {
  const parsed = message.safeParse(input);
  return parsed.success ? (parsed.data as ReaderMessage) : null;
}
