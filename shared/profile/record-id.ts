/**
 * Ids that the CRM makes of several parts (`view.asp?company=7&person=3`). Inside the bridge such an id is one text, `7/3`: the parts in the order of
 * their holes `{id1}`, `{id2}`, with `%` and `/` in them escaped, so that different parts never make the same text. An id of one part is
 * taken as it is. Where both kinds could meet, `checkProfile` refuses the profile.
 */
import type { Holes } from './template.ts';

/** More parts than this no CRM has. */
export const MOST_PARTS = 5;

/** The id of these parts. */
export function joinedId(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('%', '%25').replaceAll('/', '%2F')).join('/');
}

/** The id that these holes hold: `{id}`, or all of `{id1}`, `{id2}`, …; undefined where there is none. */
export function idOf(holes: Holes | null | undefined): string | undefined {
  if (!holes || holes['id'] !== undefined) return holes?.['id'];
  const parts: string[] = [];
  for (let part = holes['id1']; part !== undefined; part = holes[`id${parts.length + 1}`]) parts.push(part);
  return parts.length === 0 ? undefined : joinedId(parts);
}

/** All ids that one part out of each list makes, none twice. */
export function joinedIds(lists: readonly (readonly string[])[]): string[] {
  const ways = lists.reduce<string[][]>(
    (begun, list) => begun.flatMap((parts) => list.slice(0, 3).map((part) => [...parts, part])),
    [[]],
  );
  return [...new Set(ways.map(joinedId))];
}

/** Of how many parts the holes of these templates make an id: 0 = of none, NaN = `{id}` beside `{id1}`, or a number is left out. */
export function partsNamed(holes: readonly string[]): number {
  const named = new Set(holes.filter((hole) => /^id\d?$/.test(hole)));
  if (named.has('id')) return named.size === 1 ? 1 : Number.NaN;
  const all = Array.from(named, (_, index) => `id${index + 1}`).every((name) => named.has(name));
  return named.size === 1 || !all ? Number.NaN : named.size;
}
