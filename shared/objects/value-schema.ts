import * as z from 'zod';
import { isEmail } from '../values/email.ts';
import { hostName } from '../values/host-name.ts';
import type { CustomField } from './custom-field.ts';
import type { FieldKind } from './standard-fields.ts';

/** Gong: upload CRM objects. Letters, digits and dashes, or an e-mail address; 64 characters at most. */
export const objectIdValue = z
  .string()
  .max(64, 'An objectId has at most 64 characters.')
  .refine((text) => /^[A-Za-z0-9-]+$/.test(text) || isEmail(text), 'An objectId has letters, digits and dashes only.');

const textValue = z
  .string('It has to be a text.')
  .refine((text) => text.trim() !== '', 'It is empty; an empty field is null.')
  .refine((text) => text.isWellFormed() && !text.includes('\uFFFD'), 'It holds characters that were lost in decoding.');

export const dateTimeValue = z.iso.datetime({
  offset: true,
  precision: 0,
  error: 'It has to be a datetime with seconds, without a fraction, with Z or an offset: 2026-01-31T13:05:00Z.',
});

const dateValue = z.iso.date('It has to be a date: 2026-01-31.');
const urlValue = z
  .string('It has to be a text.')
  .refine(
    (text) => /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text),
    'It has to be a full web address with http or https.',
  );
const emailValue = z.string('It has to be a text.').refine(isEmail, 'It has to be one e-mail address.');
const domainsValue = z
  .array(
    z
      .string()
      .refine((text) => hostName(text) === text, 'A domain has lower case letters, digits, dashes and dots only.'),
    'It has to be a list of domains.',
  )
  .refine((domains) => new Set(domains).size === domains.length, 'A domain stands in the list twice.');
const numberValue = z.number('It has to be a number.');
const booleanValue = z.boolean('It has to be true or false.');

/** The values of standard fields, by kind. */
export const KIND_VALUES = {
  string: textValue,
  url: urlValue,
  email: emailValue,
  phone: textValue,
  domains: domainsValue,
  datetime: dateTimeValue,
  date: dateValue,
  number: numberValue,
  integer: z.int('It has to be a whole number.').min(1, 'It counts from 1.'),
  boolean: booleanValue,
  dealStatus: z.enum(['OPEN', 'WON', 'LOST'], 'It has to be OPEN, WON or LOST.'),
  reference: objectIdValue,
} as const satisfies Record<FieldKind, z.ZodType>;

/** The value of a custom field as Gong takes it (Gong: custom fields). */
export function customValue(field: CustomField): z.ZodType {
  switch (field.type) {
    case 'BOOLEAN':
      return booleanValue;
    case 'DATE':
      return dateValue;
    case 'DATETIME':
      return dateTimeValue;
    case 'NUMBER':
    case 'CURRENCY':
      return numberValue;
    case 'PERCENT':
      return numberValue.min(0, 'A percentage is 0 to 100.').max(100, 'A percentage is 0 to 100.');
    case 'PICKLIST':
      return z.enum(field.orderedValueList ?? [], 'It is not in the list of this picklist.');
    case 'URL':
      return urlValue;
    case 'EMAILADDRESS':
      return emailValue;
    case 'REFERENCE':
      return objectIdValue;
    case 'ID':
    case 'STRING':
    case 'PHONENUMBER':
      return textValue;
  }
}
