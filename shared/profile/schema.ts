import * as z from 'zod';
import { checkProfile } from './check-profile.ts';
import { migrateProfile } from './migrate-profile.ts';
import { explainIssues, type ProfileProblem } from './profile-problem.ts';
import { dateFormats, groupMark, meaningSchema } from './schema-field.ts';
import { pageSchema } from './schema-page.ts';
import { objectType, signs, template, templates, textSourceSchema, texts } from './schema-source.ts';

/** The version of the profile's own format; older ones are migrated when read. */
export const PROFILE_FORMAT = 1;

const customFieldSchema = z.strictObject({
  label: z.string().min(1).max(200),
  type: z.enum([
    'BOOLEAN',
    'DATE',
    'DATETIME',
    'PICKLIST',
    'NUMBER',
    'PERCENT',
    'CURRENCY',
    'STRING',
    'URL',
    'EMAILADDRESS',
    'PHONENUMBER',
    'REFERENCE',
    'ID',
  ]),
  /** PICKLIST: the allowed values in the order of display. */
  values: z.array(z.string().min(1)).min(1).max(1000).optional(),
  /** REFERENCE: the type it points to. */
  refersTo: objectType.optional(),
  /** Removed from Gong, with its values, after consent in the console. */
  deleted: z.literal(true).optional(),
});
export type CustomField = z.infer<typeof customFieldSchema>;

const formatSetSchema = z.strictObject({
  name: z.string().min(1).max(60),
  /** Signs and the values that choose this set; all must hold. Without `when` it always holds. */
  when: z.record(z.string(), texts).optional(),
  /** Chosen by evidence over whole columns when no sign is there: it reads every value and the others do not. */
  byEvidence: z.literal(true).optional(),
  dateFormats: dateFormats.optional(),
  decimal: z.enum(['.', ',']).optional(),
  group: groupMark.optional(),
  /** An IANA name; `{value}` of a sign is not needed: see `timeZoneFrom`. */
  timeZone: z.string().max(60).optional(),
  /**
   * The sign that holds the viewer's time zone, and what its words mean as IANA names. Or, where the sign is the viewer's present offset from
   * UTC, the zones in which reps live: the one that has this offset at the moment of reading. Or signs that show known moments in the
   * viewer's time: the one zone in which all of them are shown so.
   */
  timeZoneFrom: z
    .strictObject({
      sign: z.string().optional(),
      moments: z.record(z.string(), z.iso.datetime({ offset: true })).optional(),
      map: z.record(z.string(), z.string()).optional(),
      zones: z.array(z.string().max(60)).min(1).max(50).optional(),
      unit: z.enum(['seconds', 'minutes', 'hours']).optional(),
    })
    .refine((from) => (from.sign === undefined) !== (from.moments === undefined), {
      message: 'needs "sign" or "moments"',
      params: { example: '{ "sign": "zone", "map": { "(GMT+1) Berlin": "Europe/Berlin" } }' },
    })
    .refine((from) => from.moments === undefined || from.zones !== undefined, {
      message: 'needs "zones" beside "moments": the zones in which reps live',
      params: { example: '{ "moments": { "created": "2015-01-20T09:30:00Z" }, "zones": ["Europe/Berlin"] }' },
    })
    .refine((from) => from.zones === undefined || from.map === undefined, {
      message: 'takes "map" or "zones", not both',
      params: { example: '{ "sign": "offset", "unit": "seconds", "zones": ["Europe/Berlin"] }' },
    })
    .optional(),
  /** Language of month names and of picklist words (`mapByLanguage`). */
  language: z.string().max(20).optional(),
  yearPivot: z.number().int().min(0).max(99).optional(),
  /** Words such as "today" and "yesterday" and how many days they lie from the day of reading; none by default. */
  relativeDays: z.record(z.string(), z.number().int()).optional(),
  booleans: z.strictObject({ yes: texts, no: texts }).optional(),
});
export type FormatSet = z.infer<typeof formatSetSchema>;

const objectSchema = z.strictObject({
  /** Where a person opens the record, with the hole {id} (ids of several parts: {id1}, {id2}); by default the first record page; false for none. */
  url: z.union([z.string().min(1).max(2000), z.literal(false)]).optional(),
  /** Names by which other records refer to this one: templates over its fields. */
  aliases: templates.optional(),
  /** What the fields mean, wherever they stand. */
  fields: z.record(z.string(), meaningSchema).optional(),
  /** Custom fields by their unique name in Gong. */
  custom: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/), customFieldSchema).optional(),
  /** Records stated here because reps may not see their pages: stages, users. Values are Gong's final ones. */
  constants: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(2000),
        aliases: texts.optional(),
        fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
      }),
    )
    .max(2000)
    .optional(),
  /** Users: the address that follows from a login, `"{login}@example.com"`; a reference's text is the login. */
  emailFromLogin: template.refine((text) => text.includes('{login'), { message: 'has no hole {login}' }).optional(),
});

/** One marker or several; none is a list without any. */
const markers = z
  .union([z.string(), z.array(z.string()).max(60)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

const healthSchema = z.strictObject({
  /** Rows fewer than this share of what was usual are an alarm. */
  rows: z.number().min(0).max(1).default(0.5),
  /** A field filled in fewer than this share of its usual fill rate is an alarm. */
  fill: z.number().min(0).max(1).default(0.5),
  /** More problems than this share of all values is an alarm. */
  problems: z.number().min(0).max(1).default(0.1),
  /** Pages that make up what is usual. */
  pages: z.number().int().min(1).max(1000).default(5),
});

export const profileSchema = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(PROFILE_FORMAT),
  name: z.string().min(1).max(200),
  note: z.string().optional(),
  crm: z.strictObject({
    /** Scheme, host and port; the first is the one whose pages are read. */
    origin: texts,
    /** What relative addresses in this profile start from; default the origin and `/`. */
    base: z.string().max(500).optional(),
    currency: z.string().length(3).optional(),
    timeZone: z.string().max(60).optional(),
    language: z.string().max(20).optional(),
    visibility: z.enum(['own', 'shared']).default('own'),
    /** Whether this CRM's pages tell a deleted record from a forbidden one; else deletions need more evidence. */
    tellsGoneFromDenied: z.boolean().default(false),
    /** Query parameters that carry a session and never become part of an address. */
    sessionParams: texts.optional(),
    /**
     * Holes that every request takes from the address of the page that the rep has open, each found by a template: `{ "sid": "sid={sid}" }`
     * for `list.php?sid={sid}`. For CRMs whose session stands in the address and in no cookie.
     */
    fromAddress: z.record(z.string().regex(/^(?!id\d?$)[a-z]\w{0,39}$/i), template).optional(),
    /** Addresses that only wrap another: `index.php?action=ajaxui#ajaxUILoc={url}`. */
    shells: templates.optional(),
    /** Never requested: any address or form that holds one of these, beside the built-in ones. */
    never: texts.optional(),
    /** Public mail hosts are never an account's domain; further ones here. */
    publicMailHosts: texts.optional(),
  }),
  session: z.strictObject({
    signedIn: signs,
    signedOut: signs.optional(),
    blocked: signs.optional(),
    complete: signs.optional(),
    gone: signs.optional(),
    denied: signs.optional(),
    goneOrDenied: signs.optional(),
    viewer: z
      .union([textSourceSchema, z.array(textSourceSchema).min(1)])
      .transform((v) => (Array.isArray(v) ? v : [v]))
      .optional(),
    /** Key of the page that proves the login where others cannot. */
    probe: z.string().optional(),
  }),
  signs: z.record(z.string(), textSourceSchema).default({}),
  formats: z.array(formatSetSchema).default([]),
  /** Units in labels and headers: `"in T€": { "multiply": 1000, "currency": "EUR" }`. */
  units: z
    .record(z.string(), z.strictObject({ multiply: z.number().optional(), currency: z.string().length(3).optional() }))
    .default({}),
  /** Worth of one unit of another currency in the company's. */
  rates: z.record(z.string().length(3), z.number().positive()).default({}),
  /** What the CRM's currency marks mean, where one is not unique: `"$": "CAD"`. */
  currencyMarks: z.record(z.string(), z.string().length(3)).default({}),
  emptyMarkers: markers.prefault([]),
  maskedMarkers: markers.prefault(['***', '****', '*****', '******', '********']),
  objects: z.partialRecord(objectType, objectSchema),
  pages: z.record(z.string().regex(/^[A-Za-z][\w-]{0,59}$/), pageSchema),
  sweep: z
    .strictObject({
      minIntervalMs: z.number().int().min(0).max(600_000).default(200),
      concurrency: z.number().int().min(1).max(4).default(1),
      /** A record page older than this is read again in a full sweep. */
      detailMaxAgeHours: z.number().min(0).default(168),
      maxListPages: z.number().int().min(1).default(5000),
      /** Pages that one browser may read in a day (local midnight to midnight). */
      pagesPerDay: z.number().int().min(1).default(50_000),
      /** Pages of all browsers together in a minute, handed out by the Worker; default twice what `minIntervalMs` allows one browser. */
      companyPagesPerMinute: z.number().int().min(1).optional(),
      /** Pages of all browsers together in 24 hours. */
      companyPagesPerDay: z.number().int().min(1).default(200_000),
    })
    .prefault({}),
  health: healthSchema.prefault({}),
});

export type Profile = z.infer<typeof profileSchema>;
export type { FieldSource, Meaning, When } from './schema-field.ts';
export type { HistoryPage, ListPage, Page, PageObject, RecordPage, RowsSpec, Submit } from './schema-page.ts';
export type { IdRule, Sign, TextSource } from './schema-source.ts';
export type { ProfileProblem };

/**
 * Reads a profile from parsed JSON. Never throws: a profile that cannot be used comes back as problems, each with its path, what is
 * wrong, why that matters and an example. Older formats are migrated first.
 */
export function parseProfile(
  input: unknown,
): { ok: true; profile: Profile } | { ok: false; problems: ProfileProblem[] } {
  const migrated = migrateProfile(input);
  if (!migrated.ok) return { ok: false, problems: [migrated.problem] };
  const parsed = profileSchema.safeParse(migrated.value);
  if (!parsed.success) return { ok: false, problems: explainIssues(parsed.error.issues, migrated.value) };
  const problems = checkProfile(parsed.data);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, profile: parsed.data };
}
