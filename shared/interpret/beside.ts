/** Values that stand in several fields of a page: a date and its time, an amount and its currency. */
import type { RawRecord, RawValue } from '../profile/raw.ts';
import type { Profile } from '../profile/schema.ts';
import { type Prepared, prepareText } from './convert.ts';
import { type FullMeaning, meaningOf, sourceOf } from './meaning.ts';

/** What another field of the same page holds. */
export function preparedBeside(record: RawRecord, field: string, profile: Profile): Prepared {
  const raw: RawValue = record.fields[field] ?? { state: 'unread', code: 'not-on-page' };
  const source = sourceOf(profile, record.page, record.objectType, field, raw);
  return prepareText(raw, { ...source, ...meaningOf(profile, record.objectType, field, source) }, profile);
}

/**
 * The text that is meant, with those of the fields that follow it. Empty ones are left out: a date without its time is a date. One that is
 * unread leaves all unread: a part of a value is another value.
 */
export function preparedField(record: RawRecord, raw: RawValue, meaning: FullMeaning, profile: Profile): Prepared {
  const own = prepareText(raw, meaning, profile);
  if (!meaning.followedBy || own.state === 'unread') return own;
  const texts = own.state === 'text' ? [own.text] : [];
  for (const field of meaning.followedBy) {
    const other = preparedBeside(record, field, profile);
    if (other.state === 'unread')
      return { ...other, message: `“${field}”, which belongs to this value, was not read. ${other.message}` };
    if (other.state === 'text') texts.push(other.text);
  }
  if (texts.length === 0) return own;
  return { ...(own.state === 'text' ? own : {}), state: 'text', text: texts.join(meaning.joinedBy ?? ' ') };
}
