/** Where the labels that a profile names stand on a page: one pass finds all of them. */

import { fold, foldLabel } from '../../shared/profile/fold.ts';
import { matchTemplate } from '../../shared/profile/template.ts';
import { isElement, isHidden, isInside, listed, tags } from './nodes.ts';

/** A label that stands on the page: the innermost element or text that holds just it. */
export interface LabelHit {
  readonly node: Element | Text;
  /** As it stands there. */
  readonly text: string;
  /** The heading above it, folded as labels are. */
  readonly section: string;
  /** Set for a label with its value in the same text: where the value begins, and where it ends at the latest: lines of preformatted text. */
  readonly cut?: number;
  readonly end?: number;
}

export interface LabelIndex {
  /** The places of a label as the profile writes it, inside `scopes` if given. */
  find(label: string, inside?: boolean): readonly LabelHit[];
  /** @param held the elements that hold the text: where labels count only in places of their own, it is none outside them */
  isLabel(text: string, held?: readonly Element[]): boolean;
  isHit(node: Node): boolean;
  /** Whether no other label stands inside the element. */
  isAlone(label: Node, around: Element): boolean;
}

export const SKIP = tags('SCRIPT STYLE TEMPLATE NOSCRIPT SVG svg SELECT TEXTAREA OPTION IFRAME OBJECT HEAD BUTTON');

export const HEADINGS = tags('H1 H2 H3 H4 H5 H6 LEGEND CAPTION');

const LONGEST_LABEL = 200;

/** A row of one head and nothing else names what stands below it. */
function isAloneHead(element: Element): boolean {
  return element.tagName === 'TH' && !element.previousElementSibling && !element.nextElementSibling;
}

/**
 * @param labels labels of fields, templates among them; `insideLabels` those whose value follows in the same text
 * @param sections headings that fields name
 */
export function indexLabels(
  roots: readonly Element[],
  labels: readonly string[],
  insideLabels: readonly string[],
  sections: readonly string[],
  skip: ReadonlySet<Element>,
  show: ReadonlySet<Element>,
  labelsIn: ReadonlySet<Element> | null,
): LabelIndex {
  const keys = new Map<string, string>();
  const keyOf = (text: string): string => {
    let key = keys.get(text);
    if (key === undefined) {
      key = foldLabel(text);
      keys.set(text, key);
    }
    return key;
  };
  const exact = new Map<string, LabelHit[]>();
  const patterns: { readonly pattern: string; readonly start: string; readonly hits: LabelHit[] }[] = [];
  const within = new Map<string, LabelHit[]>();
  for (const label of [...labels, ...insideLabels]) {
    if (label.includes('{')) {
      const pattern = keyOf(label);
      if (!patterns.some((one) => one.pattern === pattern))
        patterns.push({ pattern, start: pattern.slice(0, pattern.indexOf('{')), hits: [] });
    } else if (!exact.has(keyOf(label))) exact.set(keyOf(label), []);
  }
  for (const label of insideLabels) within.set(keyOf(label), []);
  const patternsWithin = [...within].filter(([label]) => label.includes('{'));
  const headings = new Set(sections.map(keyOf));
  const nodes = new Set<Node>();

  let section = '';
  /** What may be hidden: one question to the browser instead of several about each element. */
  let mayHide: ReadonlySet<Element> = new Set();

  const record = (node: Element | Text, text: string): boolean => {
    const key = keyOf(text);
    if (key === '' || (labelsIn && !isInside(node, labelsIn))) return false;
    const hit = { node, text: fold(text), section };
    const same = exact.get(key);
    if (same) {
      same.push(hit);
      nodes.add(node);
      return true;
    }
    for (const one of patterns) {
      if (key.startsWith(one.start) && matchTemplate(one.pattern, key)) {
        one.hits.push(hit);
        nodes.add(node);
        return true;
      }
    }
    return false;
  };

  /** The element's text while it is short enough for a label, else null; whether a label inside it was recorded. */
  const look = (element: Element, depth: number): { text: string | null; hit: boolean } => {
    const name = element.tagName;
    if (SKIP.has(name) || skip.has(element)) return { text: '', hit: false };
    if (mayHide.has(element) && isHidden(element) && !show.has(element)) return { text: '', hit: false };
    const before = section;
    let text: string | null = '';
    let hit = false;
    let children = 0;
    for (let child = element.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === 3) {
        const own = child.nodeValue ?? '';
        if (text !== null) text = text.length + own.length > LONGEST_LABEL * 3 ? null : text + own;
        if (own.includes('\n') && element.closest('pre')) inLines(child as Text, own, element);
        else if (own.length < LONGEST_LABEL * 4) inText(child as Text, own, element, 0);
      } else if (isElement(child) && depth < 400) {
        children++;
        const inner = look(child, depth + 1);
        if (inner.hit) hit = true;
        if (text !== null) text = inner.text === null ? null : text + inner.text + (child.tagName === 'BR' ? ' ' : '');
      }
    }
    if (text !== null && text.length > LONGEST_LABEL && fold(text).length > LONGEST_LABEL) text = null;
    if (text !== null && text !== '') {
      const key = children === 0 || !hit ? keyOf(text) : '';
      if (key !== '' && (HEADINGS.has(name) || isAloneHead(element) || (headings.has(key) && !hit))) section = key;
      if (!hit && key !== '' && record(element, text)) hit = true;
    }
    if (name === 'FIELDSET' || name === 'TABLE') section = name === 'FIELDSET' ? before : section;
    return { text, hit };
  };
  const inText = (node: Text, text: string, parent: Element, from: number, end?: number): void => {
    const colon = text.indexOf(':');
    if (colon < 0 || text.trim() === ':') return;
    const rest = text.slice(colon + 1);
    const label = text.slice(0, colon);
    const key = keyOf(label);
    const inside = within.get(key) ?? patternsWithin.find(([pattern]) => matchTemplate(pattern, key))?.[1];
    const cut = from + colon + 1;
    if (inside) inside.push({ node, text: fold(label), section, cut, ...(end === undefined ? {} : { end }) });
    // "Third party: <a>…</a>": a bare text that is a label, with an element after it.
    else if (rest.trim() === '' && parent.firstElementChild !== null && node.nextSibling !== null) {
      if (followedByContent(node)) record(node, text);
    }
  };
  /** In preformatted text each line may hold a label of its own. */
  const inLines = (node: Text, text: string, parent: Element): void => {
    let from = 0;
    for (const line of text.split('\n')) {
      const end = from + line.length;
      if (line.length < LONGEST_LABEL * 4) inText(node, line, parent, from, end < text.length ? end : undefined);
      from = end + 1;
    }
  };
  for (const root of roots) {
    section = '';
    mayHide = new Set([root, ...listed(root.querySelectorAll('[hidden],[style],input'))]);
    look(root, 0);
  }
  const ordered = [...nodes];
  const order = new Map(ordered.map((node, at) => [node, at]));
  return {
    find: (label, inside) => {
      const key = keyOf(label);
      if (inside) return within.get(key) ?? [];
      return (label.includes('{') ? patterns.find((one) => one.pattern === key)?.hits : exact.get(key)) ?? [];
    },
    isLabel: (text, held = []) => {
      if (text.length > LONGEST_LABEL) return false;
      if (labelsIn && held.length > 0 && !held.some((one) => isInside(one, labelsIn) || holdsAny(one, labelsIn)))
        return false;
      const key = keyOf(text);
      return (
        key !== '' &&
        (exact.has(key) ||
          (/[:(]/.test(text) &&
            patterns.some((one) => key.startsWith(one.start) && matchTemplate(one.pattern, key) !== null)))
      );
    },
    isHit: (node) => nodes.has(node),
    isAlone: (label, around) => {
      // Labels come in the page's order: where another is inside, the one before or after is.
      const at = order.get(label) ?? 0;
      return !(around.contains(ordered[at - 1] ?? null) || around.contains(ordered[at + 1] ?? null));
    },
  };
}

function holdsAny(element: Element, inner: ReadonlySet<Element>): boolean {
  for (const one of inner) if (element.contains(one)) return true;
  return false;
}

function followedByContent(node: Node): boolean {
  for (let next = node.nextSibling; next; next = next.nextSibling) {
    if (next.nodeType === 3 && fold(next.nodeValue ?? '') !== '') return true;
    if (isElement(next)) return next.tagName !== 'BR';
  }
  return false;
}
