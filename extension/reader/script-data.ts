/** Literal arrays and objects inside a page's scripts. Parsed, never run: only literals are understood, anything else ends the reading. */

export type Literal = string | number | boolean | null | readonly Literal[] | { readonly [key: string]: Literal };

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' };

/** The literal that begins at `from` (white space, comments and `=` before it passed over), or undefined where there is none whole. */
export function literalAt(script: string, from: number): Literal | undefined {
  let at = from;
  let depth = 0;
  const fail = Symbol('no literal');
  const blank = () => {
    for (;;) {
      while (/[\s\ufeff]/.test(script.charAt(at)) && at < script.length) at++;
      if (script.startsWith('//', at)) at = lineEnd(script, at);
      else if (script.startsWith('/*', at)) at = Math.max(script.indexOf('*/', at) + 2, at + 2);
      else return;
    }
  };
  const text = (): string => {
    const quote = script.charAt(at++);
    const out: string[] = [];
    for (;;) {
      const char = script.charAt(at++);
      if (char === '' || char === '\n') throw fail;
      if (char === quote) return out.join('');
      if (char !== '\\') {
        out.push(char);
        continue;
      }
      const escaped = script.charAt(at++);
      const length = escaped === 'u' ? 4 : escaped === 'x' ? 2 : 0;
      if (length > 0) {
        const code = Number.parseInt(script.slice(at, at + length), 16);
        if (Number.isNaN(code)) throw fail;
        out.push(String.fromCharCode(code));
        at += length;
      } else if (escaped !== '\n') out.push(ESCAPES[escaped] ?? escaped);
    }
  };
  const word = (): string => {
    const begin = at;
    while (/[\w$.+-]/.test(script.charAt(at)) && at - begin < 200) at++;
    return script.slice(begin, at);
  };
  /** Reads items parted by commas, from the bracket that opens them to the one that closes them. */
  const series = (close: string, item: () => void): void => {
    at++;
    for (blank(); script.charAt(at) !== close; blank()) {
      item();
      blank();
      if (script.charAt(at) === ',') at++;
      else if (script.charAt(at) !== close) throw fail;
    }
    at++;
  };
  const list = (close: string): Literal[] => {
    const items: Literal[] = [];
    series(close, () => items.push(script.charAt(at) === ',' ? null : one()));
    return items;
  };
  const one = (): Literal => {
    blank();
    if (++depth > 50) throw fail;
    try {
      const char = script.charAt(at);
      if (char === '"' || char === "'") return text();
      if (char === '[') return list(']');
      if (char === '{') {
        const object: Record<string, Literal> = Object.create(null);
        series('}', () => {
          const key = '\'"'.includes(script.charAt(at)) ? text() : word();
          blank();
          if (key === '' || script.charAt(at++) !== ':') throw fail;
          object[key] = one();
        });
        return object;
      }
      if (script.startsWith('new Array(', at) || script.startsWith('Array(', at)) {
        at = script.indexOf('(', at);
        return list(')');
      }
      const said = word();
      if (said === 'true' || said === 'false') return said === 'true';
      if (said === 'null' || said === 'undefined') return null;
      // Digits that a number would lose or change ("1.50", an id of 20 digits) stay as the page writes them.
      if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(said))
        return String(Number(said)) === said ? Number(said) : said;
      throw fail;
    } finally {
      depth--;
    }
  };
  try {
    blank();
    if (script.charAt(at) === '=') at++;
    return one();
  } catch (problem) {
    if (problem === fail || problem instanceof RangeError) return undefined;
    throw problem;
  }
}

function lineEnd(script: string, from: number): number {
  const end = script.indexOf('\n', from);
  return end < 0 ? script.length : end;
}

/** A literal as the text of a value; null where it is an array or an object. */
/** What stands under a key or index of an item; undefined where the item has none. */
export function partOf(item: unknown, key: string | number): unknown {
  return typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[String(key)] : undefined;
}

export function literalText(value: unknown): string | null {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return null;
}

/** The rows behind the text `start`, following `path` inside the literal; null where there is no such literal. */
export function scriptRows(scripts: string, start: string, path: readonly (string | number)[]): Literal[] | null {
  const at = scripts.indexOf(start);
  if (at < 0) return null;
  let value: unknown = literalAt(scripts, at + start.length);
  for (const key of path) value = partOf(value, key);
  return Array.isArray(value) ? (value as Literal[]) : null;
}
