import { dateEnd } from './date-shape.ts';
import { normaliseText } from './text.ts';
import { problem, proven, type ValueResult } from './value-result.ts';

/** `word`: no blank. `digits`: 0 to 9, all that stand together. `count`: digits with marks between. `date`: see `dateEnd`. `line`: to the end of a line at most. `text`: anything. None is empty. */
export type HoleType = 'word' | 'digits' | 'count' | 'date' | 'line' | 'text';

const HOLE_TYPES: readonly HoleType[] = ['word', 'digits', 'count', 'date', 'line', 'text'];

type Part =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'hole'; readonly name: string; readonly type: HoleType };

export interface Template {
  readonly source: string;
  readonly parts: readonly Part[];
}

const HOLE = /\\[{}\\]|\{([^{}]*)\}|[{}]/g;
const NAME = /^\w{1,40}$/;

function partsOf(source: string): Part[] | string {
  const parts: Part[] = [];
  const literal = (text: string) => {
    const last = parts.at(-1);
    if (text === '') return;
    if (last?.kind === 'literal') parts[parts.length - 1] = { kind: 'literal', text: last.text + text };
    else parts.push({ kind: 'literal', text });
  };
  let at = 0;
  for (const found of source.matchAll(HOLE)) {
    literal(source.slice(at, found.index));
    at = found.index + found[0].length;
    const inner = found[1];
    if (inner === undefined) {
      if (found[0].length === 1) {
        return `A brace stands alone at ${found.index + 1}; write \\{ or \\} for a brace that is meant.`;
      }
      literal(found[0].charAt(1));
      continue;
    }
    const [name = '', type = 'text', ...more] = inner.split(':').map((piece) => piece.trim());
    if (!NAME.test(name)) return `“${inner}” is no name of a hole; use letters, digits and _.`;
    const known = HOLE_TYPES.find((other) => other === type);
    if (known === undefined || more.length > 0) return `“${type}” is no type of a hole; use ${HOLE_TYPES.join(', ')}.`;
    if (parts.some((part) => part.kind === 'hole' && part.name === name))
      return `The hole {${name}} stands in the template twice.`;
    parts.push({ kind: 'hole', name, type: known });
  }
  literal(source.slice(at));
  if (!parts.some((part) => part.kind === 'hole')) return 'The template has no hole.';
  return parts.map((part) => (part.kind === 'literal' ? { kind: 'literal', text: foldBlanks(part.text) } : part));
}

const foldBlanks = (text: string) => text.replace(/[^\S\n]+/g, ' ');

const compiled = new Map<string, Template | string>();

function lookUp(source: string): Template | string {
  let found = compiled.get(source);
  if (found === undefined) {
    const parts = partsOf(normaliseEnds(source));
    found = typeof parts === 'string' ? parts : { source, parts };
    if (compiled.size > 1000) compiled.clear();
    compiled.set(source, found);
  }
  return found;
}

/** Blanks at the ends of a template mean nothing: the text is trimmed too. */
const normaliseEnds = (source: string) => source.normalize('NFC').trim();

/** What is wrong with a template, one sentence, or null. For the profile's schema. */
export function templateFault(source: string): string | null {
  const found = lookUp(source);
  return typeof found === 'string' ? found : null;
}

/** The names of a template's holes in their order; none where `templateFault` names a fault. */
export function holesOf(source: string): string[] {
  const found = lookUp(source);
  return typeof found === 'string' ? [] : found.parts.flatMap((part) => (part.kind === 'hole' ? [part.name] : []));
}

const isBlank = (text: string, at: number) => text.charAt(at) === ' ' || text.charAt(at) === '\n';
const isDigit = (text: string, at: number) => at >= 0 && at < text.length && /[0-9]/.test(text.charAt(at));

function literalEnd(text: string, at: number, literal: string): number {
  for (let k = 0; k < literal.length; k += 1) {
    const wanted = literal.charAt(k);
    // A blank in the template may be a line break on the page: cells wrap.
    if (wanted === ' ' ? !isBlank(text, at + k) : text.charAt(at + k) !== wanted) return -1;
  }
  return at + literal.length;
}

const MANY = 2;

/**
 * In how many ways (0, 1, or 2 for several) the parts from `part` on match the text from each place on. Built from the end, so
 * that each part costs one pass, whatever the text: there is no trying and going back.
 */
function waysOf(text: string, parts: readonly Part[]): Uint8Array[] {
  const length = text.length;
  const table: Uint8Array[] = [];
  let next = new Uint8Array(length + 2);
  next[length] = 1;
  table[parts.length] = next;
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    const part = parts[index];
    const ways = new Uint8Array(length + 2);
    if (part?.kind === 'literal') {
      for (let at = 0; at <= length; at += 1) {
        const end = literalEnd(text, at, part.text);
        if (end !== -1 && end <= length) ways[at] = next[end] ?? 0;
      }
    } else if (part?.kind === 'hole' && part.type === 'date') {
      for (let at = 0; at < length; at += 1) {
        const end = dateEnd(text, at);
        if (end !== -1) ways[at] = next[end] ?? 0;
      }
    } else if (part?.kind === 'hole') {
      const ofDigits = part.type === 'digits' || part.type === 'count';
      for (let at = length - 1; at >= 0; at -= 1) {
        if (!holeTakes(part.type, text, at)) continue;
        // Digits end only where no further digit follows.
        const endsHere = ofDigits && isDigit(text, at + 1) ? 0 : (next[at + 1] ?? 0);
        ways[at] = Math.min(MANY, endsHere + (ways[at + 1] ?? 0));
      }
      if (ofDigits) {
        const whole = new Uint8Array(length + 2);
        for (let at = 0; at < length; at += 1)
          if (isDigit(text, at) && !isDigit(text, at - 1)) whole[at] = ways[at] ?? 0;
        next = whole;
        table[index] = whole;
        continue;
      }
    }
    next = ways;
    table[index] = ways;
  }
  return table;
}

const COUNT_CHARACTER = /[\d .,'’+]/;

function holeTakes(type: HoleType, text: string, at: number): boolean {
  if (type === 'digits') return isDigit(text, at);
  if (type === 'count') return COUNT_CHARACTER.test(text.charAt(at));
  if (type === 'word') return !isBlank(text, at);
  return type === 'text' || text.charAt(at) !== '\n';
}

type Outcome =
  | { readonly kind: 'match'; readonly holes: Record<string, string> }
  | { readonly kind: 'ambiguous' | 'mismatch' };

function match(text: string, { parts }: Template): Outcome {
  const table = waysOf(text, parts);
  const ways = table[0]?.[0] ?? 0;
  if (ways === 0) return { kind: 'mismatch' };
  if (ways > 1) return { kind: 'ambiguous' };
  const holes: Record<string, string> = {};
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'literal') {
      at += part.text.length;
      continue;
    }
    const after = table[index + 1];
    const ofDigits = part.type === 'digits' || part.type === 'count';
    let end = part.type === 'date' ? dateEnd(text, at) : at + 1;
    while (end < text.length && ((after?.[end] ?? 0) === 0 || (ofDigits && isDigit(text, end)))) end += 1;
    const content = text.slice(at, end).trim();
    if (content === '') return { kind: 'mismatch' };
    holes[part.name] = content;
    at = end;
  }
  return { kind: 'match', holes };
}

/**
 * Takes a text apart by the first of the templates that it fits: "{modified} by {user}" makes of "18.07.2015 11:31 by jsmith" the holes
 * `modified` and `user`. The whole text has to fit; white space is folded, lines are kept. Where a template fits in more than one way
 * ("{first} {last}" on three words) nothing is chosen: that is a problem, and a hole's type (`{first:word}`) is the remedy.
 * Costs a time proportional to the text's length times the template's parts.
 */
export function takeApart(text: string, templates: readonly string[]): ValueResult<Readonly<Record<string, string>>> {
  const plain = normaliseText(text, 'many')
    .split('\n')
    .map((line) => foldBlanks(line).trim())
    .filter((line) => line !== '')
    .join('\n');
  if (plain === '') return problem('text-empty');
  for (const source of templates) {
    const template = lookUp(source);
    if (typeof template === 'string') continue;
    const outcome = match(plain, template);
    if (outcome.kind === 'match') return proven(outcome.holes);
    if (outcome.kind === 'ambiguous') return problem('template-ambiguous', text, `The template is “${source}”.`);
  }
  return problem('template-mismatch', text);
}

/** One hole of `takeApart`. A template that fits without having the hole is a problem. */
export function holeOf(text: string, templates: readonly string[], name: string): ValueResult<string> {
  const apart = takeApart(text, templates);
  if (!apart.ok) return apart;
  const content = Object.hasOwn(apart.value, name) ? apart.value[name] : undefined;
  return content === undefined
    ? problem('template-mismatch', text, `The template has no hole {${name}}.`)
    : proven(content);
}
