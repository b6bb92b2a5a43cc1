import * as z from 'zod';
import { isObjectType } from './object-type.ts';
import { STANDARD_FIELDS } from './standard-fields.ts';

/** Types that a custom field can have (Gong: custom fields). STRINGARRAY is for Gong's own fields only. */
export const CUSTOM_FIELD_TYPES = [
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
] as const;

/** What a REFERENCE can point at; a user is USER here, not BUSINESS_USER. */
export const REFERENCE_TARGETS = ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD', 'USER'] as const;

export type ReferenceTarget = (typeof REFERENCE_TARGETS)[number];

const OWN_NAMES: ReadonlySet<string> = new Set([
  'objectId',
  'isDeleted',
  ...Object.values(STANDARD_FIELDS).flatMap((fields) => Object.keys(fields)),
]);

/**
 * A custom field as Gong's schema takes it. Gong documents no alphabet for `uniqueName`; letters, digits and underscores are what
 * every known client uses. A name of a standard field would overwrite that field, so it is refused.
 */
export const customFieldSchema = z
  .strictObject({
    uniqueName: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/, 'Use letters, digits and underscores, a letter first.')
      .refine((name) => !OWN_NAMES.has(name), 'This is the name of a standard field.'),
    label: z.string().trim().min(1).max(200),
    type: z.enum(CUSTOM_FIELD_TYPES),
    orderedValueList: z.array(z.string().min(1)).min(1).optional(),
    referenceTo: z.enum(REFERENCE_TARGETS).optional(),
  })
  .superRefine((field, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const list = field.orderedValueList;
    if (field.type === 'PICKLIST' && list === undefined)
      wrong('orderedValueList', 'A PICKLIST needs its values in order.');
    if (field.type !== 'PICKLIST' && list !== undefined) wrong('orderedValueList', 'Only a PICKLIST has values.');
    if (list !== undefined && new Set(list).size < list.length)
      wrong('orderedValueList', 'A value stands in the list twice.');
    if (field.type === 'REFERENCE' && field.referenceTo === undefined) {
      wrong('referenceTo', `A REFERENCE needs what it points at: ${REFERENCE_TARGETS.join(', ')}.`);
    }
    if (field.type !== 'REFERENCE' && field.referenceTo !== undefined)
      wrong('referenceTo', 'Only a REFERENCE points at something.');
  });

export type CustomField = Readonly<z.infer<typeof customFieldSchema>>;

/** All custom fields of one object type; each name once, whatever its case. */
export const customFieldsSchema = z.array(customFieldSchema).superRefine((fields, context) => {
  const seen = new Set<string>();
  fields.forEach(({ uniqueName }, at) => {
    const name = uniqueName.toLowerCase();
    if (seen.has(name)) {
      context.addIssue({ code: 'custom', path: [at, 'uniqueName'], message: 'Another custom field has this name.' });
    }
    seen.add(name);
  });
});

/** The object type that a REFERENCE target is kept under. */
export function referencedType(target: ReferenceTarget) {
  const type = target === 'USER' ? 'BUSINESS_USER' : target;
  if (!isObjectType(type)) throw new TypeError(`No object type for ${target}`);
  return type;
}
