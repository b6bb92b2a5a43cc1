/** An oracle for interpreted values: what of a value could not have come out of its raw text, the profile or the record's ids? */
import { type FieldTrace, traceFields } from '../../shared/interpret/interpret.ts';
import { objectIdOf } from '../../shared/objects/object-id.ts';
import type { RawRecord } from '../../shared/profile/raw.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import type { FieldValue } from '../../shared/protocol/reading.ts';

/** Descriptions of values that do not derive from what was read; none when all is well. */
export function underived(
  records: readonly RawRecord[],
  profile: Profile,
  readAt: string,
  signs: Readonly<Record<string, string>>,
): string[] {
  const stated = JSON.stringify(profile);
  return traceFields(records, { profile, readAt, signs, lookup: () => [] }).flatMap((trace) => {
    const { outcome, page, meaning } = trace;
    const following = (meaning.followedBy ?? []).flatMap((field) =>
      records.flatMap(({ page: other, fields }) => {
        const raw = other === page ? fields[field] : undefined;
        return raw?.state === 'value' ? raw.text : [];
      }),
    );
    if (!outcome.read || outcome.value === null || derives(trace, following, outcome.value, stated, profile)) return [];
    return [
      `${trace.page}.${trace.field} (${trace.meaning.as}): ${JSON.stringify(outcome.value)} of ${JSON.stringify(trace.raw)}`,
    ];
  });
}

function derives(
  trace: FieldTrace,
  following: readonly string[],
  value: FieldValue,
  stated: string,
  profile: Profile,
): boolean {
  const { raw, meaning } = trace;
  // An empty cell means what the profile says that it means.
  if (raw.state !== 'value' && following.length === 0) return value === 0 || value === false;
  const own = raw.state === 'value' ? raw.text : '';
  const text = plain([own, ...following].join(' '));
  const words = (one: string) => (plain(one).match(/[\p{L}\p{N}]+/gu) ?? []).every((word) => text.includes(word));
  const isStated = (one: string) => stated.includes(JSON.stringify(one));
  switch (meaning.as) {
    case 'date':
    case 'datetime':
      return (
        isDay(String(value), text) || Object.keys(relativeDays(profile)).some((word) => text.includes(plain(word)))
      );
    case 'number':
    case 'integer':
    case 'percent':
    case 'money':
      return Object.keys(profile.rates).length > 0 || isWithin(significant(Number(value)), text) || Number(value) === 0;
    case 'boolean':
      return true;
    case 'phone':
      return isWithin(
        String(value)
          .replace(/[^\d\p{L}]/gu, '')
          .toLowerCase(),
        text,
      );
    case 'reference': {
      const type = meaning.refersTo;
      const ids = [...((raw.state === 'value' && raw.ids) || []), own, own.trim()];
      return (
        type !== undefined &&
        (ids.some((id) => id !== '' && objectIdOf(type, id, meaning.prefix) === value) ||
          words(String(value)) ||
          isStated(String(value)))
      );
    }
    case 'url':
      return words(decoded(String(value))) || words(decoded(String(value)).replace(/^https?:\/\/[^/]*/, ''));
    default:
      return (Array.isArray(value) ? value : [value]).every((one) => isStated(String(one)) || words(String(one)));
  }
}

/** As it is compared: compatibility forms and case folded, entities that may be decoded later, and punycode, taken away. */
function plain(text: string): string {
  return text
    .replace(/&#(x?)([\da-f]+);/gi, (whole, hex: string, digits: string) => {
      const code = Number.parseInt(digits, hex === '' ? 10 : 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .normalize('NFKC')
    .toLowerCase();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A number's own digits, without the zeros that scale makes. */
function significant(value: number): string {
  return String(Math.abs(value))
    .replace(/e.*$/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '');
}

/** Whether the digits stand in the text in this order. */
function isWithin(digits: string, text: string): boolean {
  let at = 0;
  for (const digit of digits) {
    at = text.indexOf(digit, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Whether the text holds the date's year and day; a time zone may turn the day by one. */
function isDay(value: string, text: string): boolean {
  const instant = Date.parse(value);
  const groups = new Set(
    (text.match(/\d+/g) ?? []).flatMap((one) => [
      Number(one) % 100,
      Number(one.slice(-2)),
      Number(one.slice(0, 4)) % 100,
    ]),
  );
  return [-1, 0, 1].some((days) => {
    const day = new Date(instant + days * 86_400_000);
    return groups.has(day.getUTCDate()) && groups.has(day.getUTCFullYear() % 100);
  });
}

function relativeDays(profile: Profile): Record<string, number> {
  return Object.assign({}, ...profile.formats.map((format) => format.relativeDays ?? {}));
}
