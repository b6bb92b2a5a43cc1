import { distinctBytes, sha256 } from './sha256.ts';

type Content = string | number | boolean | null | undefined | readonly Content[] | { readonly [key: string]: Content };

/** JSON in which the order of keys plays no part, and neither do keys without a value. */
function canonical(content: Content): string {
  if (content === undefined || content === null) return 'null';
  if (typeof content !== 'object') return JSON.stringify(content === 0 ? 0 : content);
  if (isList(content)) return `[${content.map(canonical).join(',')}]`;
  const entries = Object.entries(content)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`);
  return `{${entries.join(',')}}`;
}

function isList(content: readonly Content[] | { readonly [key: string]: Content }): content is readonly Content[] {
  return Array.isArray(content);
}

/**
 * 128 bits, as 32 hexadecimal digits, that are equal for equal content: the same fields with the same values, in whatever order, `modifiedDate`
 * left out (a CRM that touches a date and nothing else has changed nothing, design §7). `null` differs from an absent field: one clears, the
 * other was not read.
 */
export function contentHash(fields: Readonly<Record<string, unknown>>): string {
  const { modifiedDate: _, ...content } = fields;
  const digest = sha256(distinctBytes(canonical(content as Record<string, Content>)));
  let hex = '';
  for (const byte of digest.subarray(0, 16)) hex += byte.toString(16).padStart(2, '0');
  return hex;
}
