import * as z from 'zod';
import { dateFormatFault } from '../values/date-format.ts';
import { fieldTemplates, objectType, sourceCount, sourceShape, template, texts } from './schema-source.ts';

/** The closed list of transforms. Standard fields have their own by default. */
export const TRANSFORMS = [
  'text',
  'lines',
  'date',
  'datetime',
  'number',
  'integer',
  'money',
  'percent',
  'boolean',
  'picklist',
  'dealStatus',
  'email',
  'phone',
  'url',
  'domains',
  'reference',
] as const;
export type Transform = (typeof TRANSFORMS)[number];

/** Formats as `dd.MM.yyyy HH:mm`, judged when the profile is read. */
export const dateFormats = texts.superRefine((list, context) => {
  list.forEach((format, index) => {
    const fault = dateFormatFault(format);
    if (fault !== null)
      context.addIssue({
        code: 'custom',
        path: [index],
        message: `“${format}”: ${fault}`,
        params: { example: '"dd.MM.yyyy HH:mm"' },
      });
  });
});

/** The mark between groups of digits: `''` for none, `' '` for any kind of space, `'` for any apostrophe. */
export const groupMark = z.enum(['', ',', '.', ' ', "'"]);

export const wordMap = z.record(
  z.string().max(300),
  z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]),
);

/** What the text means: how it becomes the value that Gong takes. */
export const meaningShape = {
  as: z.enum(TRANSFORMS).optional(),
  /** Taken apart by the first template that fits; none fitting is a problem. */
  templates: fieldTemplates.optional(),
  /** The hole that holds the value; default `value`, or the only hole. */
  hole: z.string().max(40).optional(),
  /** The text's n-th line; -1 is the last. */
  line: z.number().int().min(-50).max(50).optional(),
  /** Texts removed before anything else. */
  strip: texts.optional(),
  /** Texts removed from the beginning only, such as salutations; followed by white space. */
  stripStart: texts.optional(),
  /** Texts that mean empty here, beside the profile's own. */
  emptyMarkers: texts.optional(),
  /** Texts that mean hidden from this viewer, beside the profile's own. */
  maskedMarkers: texts.optional(),
  /** `&#351;` standing in the visible text becomes the character. `all`: this CRM escapes every value twice, `&amp;` becomes `&`, too. Default: what a person sees is the value. */
  decodeEntities: z.union([z.literal(true), z.literal('all')]).optional(),
  /** Word on the page to value. An unlisted word is a problem. A key of a language may replace it, see `mapByLanguage`. */
  map: wordMap.optional(),
  /** Per value of the sign `language`. */
  mapByLanguage: z.record(z.string().max(60), wordMap).optional(),
  /** Unlisted words pass unchanged: only for picklists that people extend themselves. */
  passUnlisted: z.literal(true).optional(),
  /** Date formats, strict, in the form of docs/profiles.md (`DD.MM.YYYY HH:mm`); they replace those of the format set. */
  dateFormats: dateFormats.optional(),
  /** What a date without time becomes in a datetime field; a problem without it. */
  dateOnly: z.enum(['refuse', 'start-of-day']).optional(),
  /** Time zone of this field, an IANA name, or `floating` for a date that needs none. */
  timeZone: z.string().max(60).optional(),
  decimal: z.enum(['.', ',']).optional(),
  group: groupMark.optional(),
  /** The most decimals that the field can have; tells 1,234 (thousands) from 1,234 (three decimals). */
  maxDecimals: z.number().int().min(0).max(10).optional(),
  /** Words behind a number: `{ "k": 1000, "Mio": 1000000 }`. */
  multipliers: z.record(z.string(), z.number().positive()).optional(),
  /** Percent: the CRM shows 0.25 for 25 %. */
  fraction: z.literal(true).optional(),
  /** Phones: `digits` where the CRM reformats numbers by rules of its own. */
  keep: z.enum(['shown', 'digits']).optional(),
  booleans: z.strictObject({ yes: texts, no: texts }).optional(),
  multiply: z.number().optional(),
  /** The label's hole `unit`, or this text, looked up in the profile's `units`. */
  unit: z.string().max(40).optional(),
  currency: z.string().length(3).optional(),
  /** The field of the same page that says the amount's currency, in a column or control of its own. */
  currencyFrom: z.string().max(100).optional(),
  /**
   * Fields of the same page whose texts belong behind this one, parted by a blank: the time beside its date, year and month beside the day. Each is
   * prepared by its own words first.
   */
  followedBy: texts.optional(),
  /** What stands between the texts that `followedBy` puts together, instead of a blank: `-` between the parts of a phone number. */
  joinedBy: z.string().max(10).optional(),
  /** What an empty text means: `null` (default), 0, or nothing read. */
  whenEmpty: z.enum(['empty', 'zero', 'false', 'unread']).optional(),
  /** References: the type that is meant, where the field's own does not say. */
  refersTo: objectType.optional(),
  /** References: `id` in a link (field `ids`), the text is the `code`, or it is a `name` to look up. Default: id if `ids` is given, else name. */
  by: z.enum(['id', 'code', 'name', 'id-or-name']).optional(),
  /** References: the prefix that the source of the record meant has. */
  prefix: z.string().max(20).optional(),
  /** Several values in one cell stand between these; of e-mail addresses the first valid one counts. */
  separators: texts.optional(),
  /** Domains: this field's values are added to those of the other fields named. */
  alsoFrom: texts.optional(),
} as const;

export const meaningSchema = z.strictObject(meaningShape);
export type Meaning = z.infer<typeof meaningSchema>;

const one = z
  .strictObject({ ...sourceShape, ...meaningShape })
  .refine((field) => sourceCount(field) === 1, {
    message:
      'needs exactly one of "label", "column", "css", "xpath", "above", "url", "constant", "script", "key", "id"',
    params: { example: '{ "label": "Account name" }' },
  })
  // No CRM leaves a column out because one record has nothing there: the column is hidden from this viewer, or in another language.
  .transform((field) =>
    field.absent === 'empty' && (field.column ?? field.columnLink) ? { ...field, absent: 'inside' as const } : field,
  );
export type FieldSource = z.infer<typeof one>;

/** One field of a page: a source, or several in order of preference; a text alone is a label (lists: a column). */
const shorthand = z.string().min(1).max(200);
export const fieldSchema = z.union([
  shorthand,
  one,
  z
    .array(z.union([shorthand, one]))
    .min(1)
    .max(6),
]);

export const whenSchema = z
  .strictObject({
    field: z.string().max(100),
    is: texts.optional(),
    isNot: texts.optional(),
    /** A template that the text fits. */
    like: template.optional(),
  })
  .refine((when) => [when.is, when.isNot, when.like].filter((part) => part !== undefined).length === 1, {
    message: 'needs exactly one of "is", "isNot", "like"',
    params: { example: '{ "field": "_status", "is": ["Lead"] }' },
  });
export type When = z.infer<typeof whenSchema>;
