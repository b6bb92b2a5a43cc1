/**
 * Addresses of CRM pages: what parameters they carry, and whether one is the page that the profile describes. No `URLSearchParams`
 * on what the CRM wrote: its encoding is often not UTF-8, and old CRMs encode twice.
 */
import { fillTemplate, type Holes, matchTemplate } from './template.ts';

/** Percent-decoding that never throws: what is not UTF-8 is taken as Latin-1, what is not an escape stays. */
export function percentDecode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}

/** Where a query string parts: at `&`, and at `;` before a further `name=`, as Perl's CGI writes it. */
export const PAIR_END = /&|;(?=[^&;=]+=)/;

/**
 * The name=value pairs of a query string, decoded, in order; a leftover `&amp;` counts as `&`.
 *
 * @param only the one name that is asked for: what cannot be it is not decoded, and may be missing
 */
export function queryPairs(query: string, only?: string): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (const piece of query.includes(';') ? query.split(PAIR_END) : query.split('&')) {
    if (piece === '') continue;
    const cut = piece.indexOf('=');
    const stated = cut < 0 ? piece : piece.slice(0, cut);
    const name = stated.startsWith('amp;') ? stated.slice(4) : stated;
    if (only !== undefined && name !== only && !/[%+]/.test(name)) continue;
    pairs.push([percentDecode(name), cut < 0 ? '' : percentDecode(piece.slice(cut + 1))]);
  }
  return pairs;
}

/** Session ids in the path (`;jsessionid=…`, `/(S(…))/`) are no part of an address. */
export function withoutPathSession(path: string): string {
  return path.replace(/;jsessionid=[^/?#;]*/i, '').replace(/\/\([SXAF]\([^)/]*\)\)/i, '');
}

export interface Address {
  readonly origin: string;
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly hash: string;
}

function parsed(url: string, base?: string): URL | null {
  try {
    const whole = new URL(url, base);
    return whole.protocol === 'http:' || whole.protocol === 'https:' ? whole : null;
  } catch {
    return null;
  }
}

/** The parts of an address, or null where it is none (`javascript:`, `mailto:`). Relative ones need `base`. */
export function addressOf(url: string, base?: string): Address | null {
  const whole = parsed(url, base);
  if (!whole) return null;
  const { origin, pathname, search, hash } = whole;
  return { origin, path: withoutPathSession(pathname), query: queryPairs(search.slice(1)), hash: hash.slice(1) };
}

/** The whole of an address that is relative to `base`, or null where it is none. */
export function wholeAddress(url: string, base: string): string | null {
  return parsed(url, base)?.href ?? null;
}

/** Stands around a hole's number while the pattern goes through the address parser. */
const HOLE = '\ue002';

/**
 * The holes of `pattern` (an absolute address with holes such as `…/one.php?company_id={id}`) when `url` is that page: same origin and
 * path, every parameter of the pattern present with its value. Other parameters are free. Null when it is not.
 */
export function matchAddress(pattern: string, url: string): Holes | null {
  const { names, wanted } = patternOf(pattern);
  const actual = addressOf(url);
  if (!wanted || !actual || wanted.origin !== actual.origin) return null;
  const decodePath = (path: string) => percentDecode(path.replaceAll('+', '%2B'));
  let holes: Holes = {};
  const take = (part: string, value: string): boolean => {
    const literal = part.replace(/\ue002(\d+)\ue002/g, (_, index: string) => names[Number(index)] ?? '');
    if (!/\{\w+/.test(literal)) return literal === value;
    const found = matchTemplate(literal, value);
    if (!found) return false;
    holes = { ...holes, ...found };
    return true;
  };
  const path = decodePath(wanted.path);
  const shown = decodePath(actual.path);
  if (!isAlike(path, shown) && !take(path, shown)) return null;
  for (const [name, value] of wanted.query) {
    const same = actual.query.filter(([other]) => isAlike(other, name));
    const one = same[0];
    if (!one || same.some(([, other]) => other !== one[1]) || !take(value, one[1])) return null;
  }
  if (wanted.hash !== '' && !take(decodePath(wanted.hash), percentDecode(actual.hash))) return null;
  return holes;
}

/** Servers of Windows and Domino do not tell `View.aspx?ID=` from `view.aspx?id=`. */
function isAlike(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

interface Pattern {
  /** Its holes, as they are written. */
  readonly names: readonly string[];
  /** With marks in place of the holes. */
  readonly wanted: Address | null;
}

/** The addresses of a profile's pages are few, and held against every link. */
const patterns = new Map<string, Pattern>();

function patternOf(pattern: string): Pattern {
  const known = patterns.get(pattern);
  if (known) return known;
  const names: string[] = [];
  const marked = pattern.replace(/\{(\w+)(?::\w+)?\}/g, (whole) => {
    names.push(whole);
    return `${HOLE}${names.length - 1}${HOLE}`;
  });
  const made = { names, wanted: addressOf(marked) };
  patterns.set(pattern, made);
  return made;
}

/** The address that the pattern makes for these holes, percent-encoded. */
export function fillAddress(pattern: string, holes: Holes): string {
  return fillTemplate(pattern, holes, encodeURIComponent);
}

/** One query, nothing of it encoded, its pairs parted by `&` alone: so most links of most lists. */
const PLAIN_QUERY = /^[^?#%+;'"\s)]*\?[^?#%+;'"\s)]*$/;

function plainValues(text: string, name: string): string[] {
  const values: string[] = [];
  const start = `${name}=`;
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    const before = text.charAt(at - 1);
    if (before !== '?' && before !== '&') continue;
    const from = at + start.length;
    const end = text.indexOf('&', from);
    const value = end < 0 ? text.slice(from) : text.slice(from, end);
    if (value !== '') values.push(value);
  }
  return values;
}

/**
 * The values of query parameter `name` anywhere in `text`: an href, a fragment, an onclick, decoded up to three times. Only whole
 * names count: `record` is not found inside `return_record`. `has` names pairs that must stand beside it (`module=Accounts`).
 */
export function parameterValues(text: string, name: string, has: readonly string[] = []): string[] {
  if (has.length === 0 && PLAIN_QUERY.test(text)) return plainValues(text, name);
  let current = text;
  for (let round = 0; round < 4; round++) {
    const values: string[] = [];
    for (const query of current.split(/[?#]/).slice(1)) {
      // Where the name stands neither as it is nor encoded, nothing has to be taken apart.
      if (!query.includes(name) && !/[%+]/.test(query)) continue;
      const pairs = queryPairs(query.split(/['"\s)]/, 1)[0] ?? '', has.length === 0 ? name : undefined);
      const proven = has.every((pair) => {
        const [wanted = '', value] = pair.split('=');
        return pairs.some(([other, actual]) => other === wanted && (value === undefined || actual === value));
      });
      if (!proven) continue;
      for (const [other, value] of pairs) if (other === name && value !== '') values.push(value);
    }
    if (values.length > 0) return values;
    const decoded = current.includes('%') ? percentDecode(current) : current;
    if (decoded === current) return [];
    current = decoded;
  }
  return [];
}
