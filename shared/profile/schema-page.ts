import * as z from 'zod';
import { OBJECT_TYPES, type ObjectType } from '../objects/object-type.ts';
import { type FieldSource, fieldSchema, whenSchema } from './schema-field.ts';
import { css, ids, objectType, signs, template, templates, textSourceSchema, texts } from './schema-source.ts';
import { holesOf } from './template.ts';

/** A form of the page, sent again with some of its fields changed. */
const submitSchema = z.strictObject({
  /** The form; default the first that holds all of the fields in `set`. */
  form: css.optional(),
  /** Field to value; holes are filled from the link's template (`"{page}"`), `{id}` with the record's id where one is opened. */
  set: z.record(z.string().max(300), z.string().max(2000)),
  /** Fields left out; buttons are never sent unless set. */
  leaveOut: texts.optional(),
  /** Where it is sent, if not to the form's own action. */
  url: z.string().max(1000).optional(),
});
export type Submit = z.infer<typeof submitSchema>;

/** What leads on from an element: by its words, its picture or CSS. */
const linkShape = {
  css: css.optional(),
  text: texts.optional(),
  /** Or the image's file name or title, where the link shows only a picture. */
  image: texts.optional(),
  /** Takes values out of href or onclick for `submit`; hole `url`: the address that is followed. */
  template: template.optional(),
} as const;

/** How the next page is reached. Exactly one of `link`, `param`, `submit`, `none`. */
const nextSchema = z
  .strictObject({
    link: z
      .strictObject({
        ...linkShape,
        rel: z.literal(true).optional(),
      })
      .optional(),
    /** The page is counted in the address: `page` 0- or 1-based, or an `offset` of rows. */
    param: z
      .strictObject({
        name: z.string().min(1).max(100),
        first: z.number().int().min(0).default(1),
        step: z.union([z.literal('rows'), z.number().int().min(1)]).default(1),
      })
      .optional(),
    /** With `submit`: the link whose href or onclick holds the template's values. */
    submit: submitSchema.optional(),
    /** The address that the template's values make, where the call holds only a part of it: `list.do?cursor={cursor}`. */
    url: z.string().max(1000).optional(),
    /** The list has one page. */
    none: z.literal(true).optional(),
    /**
     * What proves the end: `no-link` (the link's absence), `counter`, `short-page` (fewer rows than `pageSize`), `sign`.
     * Default: counter where it is given, else no-link.
     */
    end: z.enum(['no-link', 'counter', 'short-page', 'sign', 'empty-page']).optional(),
    endSigns: signs.optional(),
    pageSize: z.number().int().min(1).max(10_000).optional(),
  })
  .refine(
    (next) => next.link !== undefined || next.param !== undefined || next.submit !== undefined || next.none === true,
    {
      message: 'needs "link", "param", "submit" or "none"',
      params: { example: '{ "link": { "text": ["Next"] } }' },
    },
  )
  .refine(
    ({ url, link }) =>
      url === undefined || holesOf(url).every((hole) => link?.template && holesOf(link.template).includes(hole)),
    {
      message: 'has in "url" a hole that the template of "link" does not fill',
      params: { example: '{ "link": { "text": "Next", "template": "turn(\'{to}\')" }, "url": "list.do?to={to}" }' },
    },
  );

const pageObjectSchema = z.strictObject({
  /** Only records for which this holds; all conditions must. */
  when: z
    .union([whenSchema, z.array(whenSchema).min(1).max(10)])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional(),
  id: ids.optional(),
  /** Distinguishes the ids of this source from those of another source of the same type. */
  prefix: z.string().max(20).optional(),
  fields: z.record(z.string().regex(/^_?[A-Za-z][A-Za-z0-9_]{0,79}$/), fieldSchema),
});

const pageShape = {
  note: z.string().optional(),
  /** The address, relative to `crm.base`; of a record page with the hole {id}, or {id1}, {id2} where ids have several parts. */
  url: z.string().min(1).max(2000),
  /** Sent as a form by POST instead of GET. */
  form: z.record(z.string().max(300), z.string().max(2000)).optional(),
  charset: z.string().max(40).optional(),
  /** Other addresses at which people see the same page; for capture. */
  alsoAt: texts.optional(),
  /** The answer is not HTML itself. */
  envelope: z
    .strictObject({
      /** Keys that lead to the HTML inside a JSON answer. */
      json: z.array(z.union([z.string(), z.number().int()])).optional(),
      /** The answer is JSON without any HTML: it is read as a page whose script says `data = …`. */
      data: z.literal(true).optional(),
      /** The answer is cut at this text, and part `part` (0-based) is the HTML. */
      split: z.strictObject({ by: z.string().min(1), part: z.number().int().min(0) }).optional(),
    })
    .optional(),
  /** The raw answer must hold this once, at its end: the proof that it is whole where no element can be. */
  endsWith: z.string().max(200).optional(),
  within: css.optional(),
  /** What only this page shows, where several pages have one address (a form that is always posted to the same place). */
  shows: signs.optional(),
  /** Regions that are no part of the data: search boxes, recent items, other records' lists. */
  ignore: texts.optional(),
  /** Hidden regions that are read all the same: tabs. */
  show: texts.optional(),
  /** Labels count only inside such elements: `td.label`. */
  labelsIn: css.optional(),
  /** Headings that part the page, beside those that fields name as their section. */
  headings: texts.optional(),
  /** Labels that are not mapped: a value equal to one is a problem. */
  labels: texts.optional(),
  signedIn: signs.optional(),
  signedOut: signs.optional(),
  /** This kind of page shows no sign of login: the session's probe page is read before and after. */
  probe: z.literal(true).optional(),
  complete: signs.optional(),
  gone: signs.optional(),
  denied: signs.optional(),
  goneOrDenied: signs.optional(),
  blocked: signs.optional(),
  empty: signs.optional(),
  /** Signs of formats and language that this page shows, beside the profile's. */
  signs: z.record(z.string(), textSourceSchema).optional(),
} as const;

const rowsSchema = z.strictObject({
  /** Two or three header texts, each with alternatives, that find the table. */
  headers: z.array(texts).min(1).max(10).optional(),
  css: css.optional(),
  /** The list's rows are lines of preformatted text, such as `pre`: a ruled line (`---- -----`) parts the columns. */
  lines: css.optional(),
  /** Rows of the header; 1 by default. */
  headerRows: z.number().int().min(1).max(5).default(1),
  /** Rows may have more or fewer cells than the header, all the same in their first columns. */
  ragged: z.literal(true).optional(),
  rowsPerRecord: z.number().int().min(1).max(6).default(1),
  /** Rows as a literal array inside a script: the text right before it, such as "var rows =". */
  script: z.string().min(1).max(200).optional(),
  /** Keys that lead from that literal to the rows. */
  path: z.array(z.union([z.string(), z.number().int()])).optional(),
});
export type RowsSpec = z.infer<typeof rowsSchema>;

const rowsList = z
  .union([rowsSchema, z.array(rowsSchema).min(1).max(5)])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .optional();

const listSchema = z.strictObject({
  kind: z.literal('list'),
  ...pageShape,
  id: ids.optional(),
  /** How the rows are found; of several ways the first that the page has: a table where people see one, a script where it was fetched. */
  rows: rowsList,
  next: nextSchema.default({ none: true }),
  /** "1 - 20 of 87": templates with the holes from, to, total, page, pages. */
  counter: z.strictObject({ css: css.optional(), templates }).optional(),
  /** A list that shows nothing until its search form is sent: a page without rows is answered by sending it, unless a sign says that it was. */
  before: z.strictObject({ unless: signs.optional(), submit: submitSchema }).optional(),
  /**
   * The session remembers these parameters of the list, and the form on its page shows them: reading looks them up before and puts them back after.
   */
  remembers: z.strictObject({ form: css, params: texts }).optional(),
  /** Newest changes come first: incremental reading may stop early. */
  newestFirst: z.literal(true).optional(),
  objects: z.partialRecord(objectType, pageObjectSchema),
});

const recordSchema = z.strictObject({
  kind: z.literal('record'),
  ...pageShape,
  /** Where the page says which record it shows; another id than asked is no data. */
  id: ids.optional(),
  /**
   * The record is opened from its row of a list: by the row's own link (an address with a token of the session), or by a form of the list's
   * page that is sent with what the row's link holds (`__doPostBack('grid','Select$3')`).
   */
  open: z
    .strictObject({
      /** Key of the list. */
      list: z.string().min(1).max(60),
      /** The element in the row; default its first link whose href or onclick fits. */
      link: z.strictObject(linkShape).optional(),
      submit: submitSchema.optional(),
    })
    .optional(),
  /** Fields of which at least one must hold a value: not-found pages are templates with labels and no values. */
  mandatory: texts.optional(),
  /** What a page with labels and no mandatory value means. */
  emptyTemplate: z.enum(['gone', 'denied', 'gone-or-denied']).optional(),
  /** The share of labels that must be there; 0.5 by default. */
  confirm: z.number().min(0).max(1).default(0.5),
  objects: z.partialRecord(objectType, pageObjectSchema),
});

/** A page of one record that lists its changes, each row one change of one field: old value, new value, moment. */
const historySchema = z.strictObject({
  kind: z.literal('history'),
  ...pageShape,
  /** Whose changes it lists. */
  of: objectType,
  /** As of the source of the record that it belongs to. */
  prefix: z.string().max(20).optional(),
  /** As of a list. */
  rows: rowsList,
  /** Headers of the columns. */
  columns: z.strictObject({ date: texts, user: texts.optional(), field: texts, from: texts, to: texts }),
  /** What the column `field` says for each field that is taken. */
  fields: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/), texts),
  /** What it says for changes that are left alone; any other word is a problem. */
  otherFields: texts.optional(),
});

/** A page that is no list and no record: a preference page with formats and zone, the probe. */
const otherSchema = z.strictObject({ kind: z.literal('other'), ...pageShape });

type ParsedField = z.infer<typeof fieldSchema>;
function fieldsOf(kind: 'list' | 'record', fields: Record<string, ParsedField>): Record<string, FieldSource[]> {
  const shorthand = (text: string): FieldSource => (kind === 'list' ? { column: [text] } : { label: [text] });
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      (Array.isArray(field) ? field : [field]).map((one) => (typeof one === 'string' ? shorthand(one) : one)),
    ]),
  );
}
type Normal<P> = Omit<P, 'objects'> & { objects: Partial<Record<ObjectType, PageObject>> };
function withFields<P extends z.infer<typeof listSchema> | z.infer<typeof recordSchema>>(page: P): Normal<P> {
  const objects: Partial<Record<ObjectType, PageObject>> = {};
  for (const type of OBJECT_TYPES) {
    const object = page.objects[type];
    if (object) objects[type] = { ...object, fields: fieldsOf(page.kind, object.fields) };
  }
  return { ...page, objects };
}

/** Chosen by `kind` first, so that errors speak of the kind that was meant. */
export const pageSchema = z.discriminatedUnion('kind', [
  listSchema.transform(withFields),
  recordSchema.transform(withFields),
  historySchema.transform((page) => ({ ...page, objects: {} as Partial<Record<ObjectType, PageObject>> })),
  otherSchema,
]);

export type Page = z.infer<typeof pageSchema>;
export type ListPage = Normal<z.infer<typeof listSchema>>;
export type HistoryPage = z.infer<typeof historySchema>;
export type RecordPage = Normal<z.infer<typeof recordSchema>>;
export type PageObject = Omit<z.infer<typeof pageObjectSchema>, 'fields'> & { fields: Record<string, FieldSource[]> };
