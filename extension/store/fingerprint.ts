import type { RawRecord, RawValue } from '../../shared/profile/raw.ts';
import type { Reading } from '../../shared/protocol/reading.ts';

/** Two independent 32-bit mixes of a text, as 16 hex digits: equal texts agree, unequal ones practically never do. Not for secrets. */
export function textPrint(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (b >>> 0).toString(16).padStart(8, '0') + (a >>> 0).toString(16).padStart(8, '0');
}

/** What a list row shows of a record, as one short text; the order of the fields does not matter. */
export function rowPrint(raws: readonly RawRecord[]): string {
  const rows = raws
    .toSorted((one, other) => (one.page < other.page ? -1 : 1))
    .map((raw) => [raw.page, sorted(raw.fields).map(([name, value]) => [name, shown(value)])]);
  return textPrint(JSON.stringify(rows));
}

/** The content of a reading: everything but the moment it was taken. */
export function readingPrint(reading: Reading): string {
  const { readAt: _, ...content } = reading;
  const shown = [sorted(content.fields), content.presence, content.pageUrl, content.problems];
  return textPrint(JSON.stringify(content.history === undefined ? shown : [...shown, content.history]));
}

/**
 * Links are left out: old CRMs put stamps into them that differ on every load. So is the text of a reference whose id is known: a
 * renamed account changes none of the records that name it.
 */
function shown(value: RawValue): unknown {
  if (value.state === 'value' && value.ids?.length === 1) return ['', value.ids, value.label ?? ''];
  return value.state === 'value' ? [value.text, value.ids ?? [], value.label ?? ''] : [value.state];
}

function sorted<T>(fields: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1));
}
