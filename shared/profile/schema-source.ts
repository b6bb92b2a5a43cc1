import * as z from 'zod';
import { OBJECT_TYPES } from '../objects/object-type.ts';
import { MOST_PARTS, partsNamed } from './record-id.ts';
import { holesOf, parseTemplate } from './template.ts';
import { templateFault } from './template-fault.ts';

/** One text or several: always a list once parsed. */
export const texts = z
  .union([z.string().min(1).max(500), z.array(z.string().min(1).max(500)).min(1).max(60)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

export const css = z.string().min(1).max(500);

const anyTemplate = z
  .string()
  .min(1)
  .max(500)
  .superRefine((text, context) => {
    const message = templateFault(text);
    if (message !== null) context.addIssue({ code: 'custom', message, params: { example: '"{modified} by {user}"' } });
  });

/** What the reader itself matches or fills: it knows no dates. */
export const template = anyTemplate.superRefine((text, context) => {
  const parts = parseTemplate(text);
  if (typeof parts !== 'string' && parts.some((part) => 'type' in part && part.type === 'date'))
    context.addIssue({
      code: 'custom',
      message: 'has a hole of the type date, which only the templates of fields know',
      params: { example: '"{modified} by {user}"' },
    });
});

export const templates = listOf(template);

/** Templates of a field, which take apart what was read. */
export const fieldTemplates = listOf(anyTemplate);

function listOf(one: typeof anyTemplate) {
  return z.union([one, z.array(one).min(1).max(30)]).transform((value) => (Array.isArray(value) ? value : [value]));
}

/** At most 200 characters and no `//` inside a predicate: such paths walk the whole page for every node. */
export const xpath = z
  .string()
  .min(1)
  .max(200)
  .refine((path) => !/\[[^\]]*\/\//.test(path), {
    message: 'holds // inside a predicate, which can take very long',
    params: { example: '"//td[@class=\'name\']/a"' },
  });

/** A template that holds an id: as `{id}`, or in parts as `{id1}`, `{id2}`, … */
const idTemplate = template.superRefine((text, context) => {
  const parts = partsNamed(holesOf(text));
  if (parts > 0) return;
  const message =
    parts === 0
      ? 'has no hole {id}'
      : 'must hold {id}, or the parts of the id as {id1}, {id2} and so on, none left out';
  context.addIssue({ code: 'custom', message, params: { example: '"openRec(\'{id}\')", "openRec({id1},{id2})"' } });
});

const paramName = z.string().min(1).max(100);

const idShape = {
  /** A parameter of a link: `record` finds `?record=…`, also inside an encoded fragment. */
  param: paramName.optional(),
  /** The parameters of one link that make the id together, in the order of its parts. */
  params: z.array(paramName).min(2).max(MOST_PARTS).optional(),
  /** A template with the hole `id`, looked for inside href, onclick, ondblclick and onmousedown. */
  template: idTemplate.optional(),
  /** An attribute of the row, or of the element that `css` names. */
  attribute: z.string().min(1).max(60).optional(),
  /** The name of a checkbox or radio button whose value is the id. */
  checkbox: z.string().min(1).max(100).optional(),
  /** The text of the element that `css` names. */
  text: z.literal(true).optional(),
  /** The text of a column of the list. */
  column: texts.optional(),
  /** The element inside the row or value. */
  css: css.optional(),
  /** Takes the id out of the attribute or text, when it is not the whole of it: `"row_{id}"`. */
  inside: idTemplate.optional(),
  /** Only links whose path ends like this: `companies/one.php`. */
  path: texts.optional(),
  /** Only links that carry all of these: `module=Accounts`. */
  has: texts.optional(),
  /** An array of the page's script: the item's index or key. */
  key: z.union([z.string().min(1), z.number().int().min(0)]).optional(),
} as const;

const ID_WAYS = ['param', 'params', 'template', 'attribute', 'checkbox', 'text', 'column', 'key'] as const;

function waysOf(id: Partial<Record<(typeof ID_WAYS)[number], unknown>>): number {
  return ID_WAYS.filter((way) => id[way] !== undefined).length;
}

const PARTS_EXAMPLE = '"parts": [{ "attribute": "data-company" }, { "attribute": "data-person" }]';

const idPart = z
  .strictObject(idShape)
  .refine((id) => waysOf(id) === 1, {
    message: `needs exactly one of ${ID_WAYS.map((way) => `"${way}"`).join(', ')}`,
    params: { example: PARTS_EXAMPLE },
  })
  .refine((id) => id.params === undefined && [id.template, id.inside].every((text) => !text?.includes('{id1')), {
    message: 'is a part of an id and has none of its own: use {id} in it, or do without "parts"',
    params: { example: PARTS_EXAMPLE },
  });

/** Where an id stands: exactly one of the ways, or `parts`, each found in a way of its own. */
export const idSchema = z
  .strictObject({
    ...idShape,
    /** An id of several parts that stand apart from each other. */
    parts: z.array(idPart).min(2).max(MOST_PARTS).optional(),
  })
  .refine((id) => waysOf(id) + (id.parts ? 1 : 0) === 1, {
    message: `needs exactly one of ${[...ID_WAYS, 'parts'].map((way) => `"${way}"`).join(', ')}`,
    params: { example: '{ "param": "record" }' },
  })
  .refine((id) => !id.parts || [id.css, id.inside, id.path, id.has].every((key) => key === undefined), {
    message: 'takes nothing beside "parts": "css", "inside", "path" and "has" belong to each part',
    params: { example: PARTS_EXAMPLE },
  })
  .refine((id) => !id.params || id.inside === undefined, {
    message: 'takes no "inside" beside "params"',
    params: { example: '{ "params": ["company", "person"] }' },
  });
export type IdRule = z.infer<typeof idSchema>;

export const ids = z
  .union([idSchema, z.array(idSchema).min(1).max(10)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** Where a text stands on a page. */
export const sourceShape = {
  /** The label beside, above or around the value; several spellings or languages; a template with a hole where a part changes. */
  label: texts.optional(),
  /** The header of the list's column. */
  column: texts.optional(),
  /** The column whose header links to an address that holds this (`sortfield=p.title`): the same in every language. */
  columnLink: texts.optional(),
  /** The first element of the page (lists: of the row) that matches. */
  css: css.optional(),
  xpath: xpath.optional(),
  /** Lists in groups: the nearest element above the row that matches, such as the row that names the group. */
  above: css.optional(),
  /** A template that the page's own address fits; its hole `value` is taken. Or the name of a parameter. */
  url: template.optional(),
  constant: z.string().max(1000).optional(),
  /** A template with the hole `value`, looked for inside the page's scripts. */
  script: template.optional(),
  /** Index or key inside an item of the script array that `rows.script` names. */
  key: z.union([z.string().min(1), z.number().int().min(0)]).optional(),
  /** The record's own id. */
  id: z.literal(true).optional(),
  /** The heading (legend, caption, h1 to h6, or a heading row) under which the label stands. */
  section: texts.optional(),
  /** The part of the page in which to look. */
  within: css.optional(),
  /** Where the value stands when it is not simply beside: `below`, `before` the label, or `inside` the same element, after the label. */
  at: z.enum(['beside', 'below', 'before', 'inside']).optional(),
  /** Which cell after the label holds the value; 1 is the next. */
  cell: z.number().int().min(1).max(20).optional(),
  /** The group header above the column, where the same header stands twice. */
  under: texts.optional(),
  /** Which header row, where one record takes several rows; 1 is the first. */
  row: z.number().int().min(1).max(9).optional(),
  /** The element inside the value that is meant. */
  inside: css.optional(),
  /** Which of several elements that `css` or `inside` finds; 1 is the first. Without it two are a problem unless their texts agree. */
  nth: z.number().int().min(1).max(100).optional(),
  /** All of the elements that `css` or `inside` finds, one line each. */
  all: z.literal(true).optional(),
  /** Elements inside the value that do not belong to it. */
  drop: texts.optional(),
  /** `own`: only the element's own text, not its children's. `code`: a list's option value instead of its text. `link`: the address of the link. `cut`: text that ends in dots is whole. */
  take: z.enum(['text', 'own', 'code', 'link']).optional(),
  /** An attribute of the element instead of its text. */
  attribute: z.string().min(1).max(60).optional(),
  /** Also when it is hidden by the page. */
  hidden: z.literal(true).optional(),
  /**
   * Where the label or element is not on the page: `unread` (default), or `empty` where this CRM leaves empty rows out. `inside`: only what `inside`
   * names may be missing, never the label or column itself.
   */
  absent: z
    .enum(['unread', 'empty', 'inside'])
    .transform((word) => (word === 'unread' ? undefined : word))
    .optional(),
  /** Ids in links inside the value. */
  ids: ids.optional(),
  /** A text that ends in "..." is whole here. */
  dots: z.literal(true).optional(),
  /**
   * What a run of two or more blanks inside the value becomes, for templates: a CRM that joins parts with one blank each betrays an empty
   * part by two ("Ms.  Smith" has no first name).
   */
  gap: z.string().min(1).max(10).optional(),
  /** Lists: an empty cell means what stands in the row above, as where a list shows the value of a group only once. */
  repeats: z.literal(true).optional(),
  /** Elements with these unknown names are markup of this CRM, not swallowed text. */
  elements: texts.optional(),
} as const;

const SOURCES = [
  'label',
  'column',
  'columnLink',
  'css',
  'xpath',
  'above',
  'url',
  'constant',
  'script',
  'key',
  'id',
] as const;

export function sourceCount(source: Partial<Record<(typeof SOURCES)[number], unknown>>): number {
  return SOURCES.filter((key) => source[key] !== undefined).length;
}

/** A text on the page that is no field: a sign, the viewer, a counter. `templates` take it apart; hole `value`. */
export const textSourceSchema = z
  .strictObject({ ...sourceShape, templates: templates.optional() })
  .refine((source) => sourceCount(source) === 1, {
    message: 'needs exactly one of "label", "css", "xpath", "url", "script", "constant"',
    params: { example: '{ "css": "#welcome", "templates": ["Welcome, {value}"] }' },
  });
export type TextSource = z.infer<typeof textSourceSchema>;

/** A condition that a page meets or not; all parts that are given must hold. */
export const signSchema = z
  .strictObject({
    /** An element that is there. With `text`, one whose visible text holds it. */
    css: css.optional(),
    /** Visible text that holds one of these (case and white space folded). */
    text: texts.optional(),
    /** The whole visible text is one of these. Such a sign needs no proof of login. */
    only: texts.optional(),
    /** The page shows nothing at all, as where a redirect was not followed. Such a sign needs no proof of login. */
    blank: z.literal(true).optional(),
    /** A text inside a script. */
    script: texts.optional(),
    /** The final address holds one of these. */
    address: texts.optional(),
    /** The title holds one of these. */
    title: texts.optional(),
    /** An element that is not there. */
    absent: css.optional(),
  })
  .refine((sign) => Object.values(sign).some((part) => part !== undefined), {
    message: 'is empty, so every page would meet it',
    params: { example: '{ "css": "a[href*=logout]" }' },
  });
export type Sign = z.infer<typeof signSchema>;

export const signs = z
  .union([signSchema, z.array(signSchema).min(1).max(30)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

export const objectType = z.enum(OBJECT_TYPES);
