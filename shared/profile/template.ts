/**
 * Templates take text apart: `"{modified} by {user}"`, `"openRec('{id}')"`, `"{zip:digits} {city}"`. They are what an administrator can
 * write, and they cannot hang a tab: no backtracking, bounded work. A text that fits a template in more than one way does not fit.
 */

/**
 * What a hole may hold: `digits` 0-9 only, `count` digits with group marks, `word` no white space, `line` no line break, `text` anything. `date` is for
 * the templates of values alone (shared/values); the schema refuses it elsewhere.
 */
export type HoleType = 'text' | 'digits' | 'count' | 'word' | 'line' | 'date';

type Part = { readonly literal: string } | { readonly hole: string; readonly type: HoleType };
export type Template = readonly Part[];
export type Holes = Readonly<Record<string, string>>;

/** "4.711", "1 234", "20+". */
const COUNT = /^\d[\d\s.,'’+]{0,19}$/;
/** Longer texts than this are not taken apart: a composite cell is short. */
const LONGEST = 4000;
const MOST_PLACES = 60;

/** The parts of a template, or why it is not one. It is not judged here but by `templateFault`, as the profile is read. `\{` is a brace. */
export function parseTemplate(text: string): Template | string {
  const parts: Part[] = [];
  let literal = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\' && '{}\\'.includes(text.charAt(at + 1)) && at + 1 < text.length) {
      literal += text.charAt(++at);
    } else if (char === '{') {
      const end = text.indexOf('}', at);
      if (end < 0) return 'open';
      const [name = '', type = 'text'] = text.slice(at + 1, end).split(/:(.*)/s);
      if (!/^\w{1,40}$/.test(name)) return `name ${text.slice(at, end + 1)}`;
      if (literal !== '') parts.push({ literal });
      parts.push({ hole: name, type: type as HoleType });
      literal = '';
      at = end;
    } else if (char === '}') {
      return 'close';
    } else literal += char;
  }
  if (literal !== '') parts.push({ literal });
  return parts;
}

const compiled = new Map<string, Template>();

/** The parts of a template of the profile, which is known to be one. */
export function templateParts(text: string): Template {
  let parts = compiled.get(text);
  if (!parts) {
    const parsed = parseTemplate(text);
    parts = typeof parsed === 'string' ? [{ literal: text }] : parsed;
    compiled.set(text, parts);
  }
  return parts;
}

/** The names of a template's holes, in order. */
export function holesOf(text: string): string[] {
  return templateParts(text).flatMap((part) => ('hole' in part ? [part.hole] : []));
}

function fits(type: HoleType, text: string): boolean {
  const value = text.trim();
  if (value === '') return false;
  if (type === 'digits') return /^\d+$/.test(value);
  if (type === 'count') return COUNT.test(value);
  if (type === 'word') return !/\s/.test(value);
  return type === 'text' || !value.includes('\n');
}

/**
 * The holes' contents when the whole text fits the template in exactly one way, else null. Holes are trimmed and never empty;
 * a literal is found as written, except that the text's and the template's ends are trimmed.
 */
export function matchTemplate(source: string, whole: string): Holes | null {
  const parts = templateParts(source.trim());
  const text = whole.trim();
  if (text.length > LONGEST) return null;
  let found: Holes | null = null;
  let ways = 0;
  let steps = 0;
  const walk = (index: number, at: number, holes: Holes): void => {
    if (ways > 1 || ++steps > 2000) {
      ways = 2;
      return;
    }
    const part = parts[index];
    if (!part) {
      if (at === text.length) {
        ways++;
        found = holes;
      }
      return;
    }
    if ('literal' in part) {
      if (text.startsWith(part.literal, at)) walk(index + 1, at + part.literal.length, holes);
      return;
    }
    const next = parts[index + 1];
    if (!next || !('literal' in next)) {
      const rest = text.slice(at);
      if (fits(part.type, rest)) walk(index + 1, text.length, { ...holes, [part.hole]: rest.trim() });
      return;
    }
    let places = 0;
    for (let end = text.indexOf(next.literal, at); end >= 0; end = text.indexOf(next.literal, end + 1)) {
      if (++places > MOST_PLACES) {
        ways = 2;
        return;
      }
      const value = text.slice(at, end);
      if (fits(part.type, value)) walk(index + 2, end + next.literal.length, { ...holes, [part.hole]: value.trim() });
    }
  };
  walk(0, 0, {});
  return ways === 1 ? found : null;
}

function endOfWord(text: string, from: number): number {
  let end = from;
  while (end < text.length && /[\w-]/.test(text.charAt(end))) end++;
  return end;
}

/** Digits in groups of three behind blanks, of two or three behind other marks; a plus sign says that there are more. */
const COUNT_HERE = /(?:\d{1,3}(?:(?:[.,'’]\d{2,3})+|(?:\s\d{3})+)(?!\d)|\d+)\+?/y;

function endOfCount(text: string, from: number): number {
  COUNT_HERE.lastIndex = from;
  return COUNT_HERE.test(text) ? COUNT_HERE.lastIndex : from;
}

/** Where the count that ends right before `end` begins, or -1. */
function startOfCount(text: string, end: number): number {
  let start = -1;
  for (let at = end - 1; at >= 0 && end - at <= 20 && /[\d\s.,'’+]/.test(text.charAt(at)); at--)
    if (endOfCount(text, at) === end) start = at;
  return start;
}

/**
 * Every place inside a longer text (an onclick, a script) where the template fits, left to right, each hole as short as can be; a hole
 * at the template's end takes letters, digits, `_` and `-`, a count its digits and marks. At most 1000 places.
 */
export function searchTemplate(source: string, text: string): Holes[] {
  const parts = templateParts(source);
  const [first, second] = parts;
  const found: Holes[] = [];
  if (!first) return found;
  // Where each literal after a hole stands next: looked up once, as places only go forward.
  const ahead: { from: number; end: number }[] = [];
  const nextPlace = (index: number, literal: string, at: number): number => {
    const known = ahead[index];
    if (known && known.from <= at && (known.end < 0 || known.end >= at)) return known.end;
    const end = text.indexOf(literal, at);
    ahead[index] = { from: at, end };
    return end;
  };
  let from = 0;
  while (from <= text.length && found.length < 1000) {
    let at = from;
    let begin = at;
    if ('literal' in first) {
      at = text.indexOf(first.literal, from);
      if (at < 0) break;
      begin = at;
    } else if (first.type === 'count' && second && 'literal' in second) {
      // "312 items": a number that stands before its word is looked for from the word.
      begin = text.indexOf(second.literal, from);
      if (begin < 0) break;
      at = startOfCount(text, begin);
    }
    const holes: Record<string, string> = {};
    let whole = at >= 0;
    for (let index = 0; whole && index < parts.length; index++) {
      const part = parts[index];
      if (!part) break;
      if ('literal' in part) {
        whole = text.startsWith(part.literal, at);
        at += part.literal.length;
        continue;
      }
      const next = parts[index + 1];
      let end = at;
      if (next && 'literal' in next) end = nextPlace(index, next.literal, at);
      else end = part.type === 'count' ? endOfCount(text, at) : endOfWord(text, at);
      // A hole of unbounded length would make every miss cost the whole text.
      whole = end >= 0 && end - at <= 2000 && fits(part.type, text.slice(at, end));
      holes[part.hole] = text.slice(at, end).trim();
      at = end;
    }
    if (whole) found.push(holes);
    if (!('literal' in first) && first.type !== 'count') break;
    from = whole ? Math.max(at, begin + 1) : begin + 1;
  }
  return found;
}

/** The template with its holes filled; a hole without a value becomes empty. `encode` is applied to each value. */
export function fillTemplate(
  source: string,
  holes: Holes,
  encode: (value: string) => string = (value) => value,
): string {
  return templateParts(source)
    .map((part) => ('literal' in part ? part.literal : encode(holes[part.hole] ?? '')))
    .join('');
}
