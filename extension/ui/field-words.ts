import type { ObjectType } from '../../shared/objects/object-type.ts';
import { STANDARD_FIELDS, standardField } from '../../shared/objects/standard-fields.ts';
import type { FieldValue } from '../../shared/protocol/reading.ts';
import { formatDay, formatMoment } from './moments.ts';
import { readerLocale, type TextKey, text } from './text.ts';

type FieldName = { [T in ObjectType]: keyof (typeof STANDARD_FIELDS)[T] }[ObjectType];

/** What a rep calls a field: Gong's standard ones in the reader's language, others as the company has named them. */
export function fieldName(type: ObjectType, field: string): string {
  if (standardField(type, field) === undefined) return field;
  const key: TextKey = `field_${field as FieldName}`;
  return text(key);
}

/** A sentence that names standard fields as Gong does (“closeDate is missing”), with the reader's words for them. */
export function inFieldWords(type: ObjectType, said: string): string {
  return Object.keys(STANDARD_FIELDS[type])
    .filter((field) => /[A-Z]/.test(field))
    .reduce((sentence, field) => sentence.replaceAll(new RegExp(`\\b${field}\\b`, 'g'), fieldName(type, field)), said);
}

/** A value as its reader writes it, in the reader's own zone; as it is where it is no date, number or word of Gong's. `now` in ms since the epoch. */
export function fieldText(type: ObjectType, field: string, value: NonNullable<FieldValue>, now: number): string {
  if (Array.isArray(value)) return value.join(', ');
  const kind = standardField(type, field)?.kind;
  if (typeof value === 'boolean') return text(value ? 'yes' : 'no');
  if (typeof value === 'number') return value.toLocaleString(readerLocale(), { maximumFractionDigits: 10 });
  const plain = String(value);
  if (kind === 'datetime' && !Number.isNaN(Date.parse(plain))) return formatMoment(plain, now, readerLocale());
  if (kind === 'date') return formatDay(plain, readerLocale());
  if (kind === 'dealStatus' && (plain === 'OPEN' || plain === 'WON' || plain === 'LOST'))
    return text(`status_${plain}`);
  return plain;
}
