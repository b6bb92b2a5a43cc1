/** Finds the value that belongs to a label, whatever the markup. One pass over the page finds all labels that the profile names. */
import { matchTemplate } from '../../shared/profile/template.ts';
import { controlText, fold, foldLabel, isElement, isHidden, isInside, shortText, tags } from './text.ts';

/** A label that stands on the page: the innermost element or text that holds just it. */
export interface LabelHit {
  readonly node: Element | Text;
  /** As it stands there. */
  readonly text: string;
  /** The heading above it, folded as labels are. */
  readonly section: string;
  /** Set for a label with its value in the same text: where the value begins. */
  readonly cut?: number;
}

export interface LabelIndex {
  /** The places of a label as the profile writes it, inside `scopes` if given. */
  find(label: string, inside?: boolean): readonly LabelHit[];
  isLabel(text: string): boolean;
  isHit(node: Node): boolean;
}

const SKIP = tags('SCRIPT STYLE TEMPLATE NOSCRIPT SVG svg SELECT TEXTAREA OPTION IFRAME OBJECT HEAD BUTTON');
const HEADINGS = tags('H1 H2 H3 H4 H5 H6 LEGEND CAPTION');
const LONGEST_LABEL = 200;

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
  const exact = new Map<string, LabelHit[]>();
  const patterns: { readonly pattern: string; readonly start: string; readonly hits: LabelHit[] }[] = [];
  const within = new Map<string, LabelHit[]>();
  for (const label of [...labels, ...insideLabels]) {
    if (label.includes('{')) {
      const pattern = foldLabel(label);
      if (!patterns.some((one) => one.pattern === pattern))
        patterns.push({ pattern, start: pattern.slice(0, pattern.indexOf('{')), hits: [] });
    } else if (!exact.has(foldLabel(label))) exact.set(foldLabel(label), []);
  }
  for (const label of insideLabels) within.set(foldLabel(label), []);
  const headings = new Set(sections.map(foldLabel));
  const nodes = new Set<Node>();
  const keys = new Map<string, string>();
  let section = '';

  const keyOf = (text: string): string => {
    let key = keys.get(text);
    if (key === undefined) {
      key = foldLabel(text);
      keys.set(text, key);
    }
    return key;
  };
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
    if (isHidden(element) && !show.has(element)) return { text: '', hit: false };
    const before = section;
    let text: string | null = '';
    let hit = false;
    let children = 0;
    for (let child = element.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === 3) {
        const own = child.nodeValue ?? '';
        if (text !== null) text = text.length + own.length > LONGEST_LABEL * 3 ? null : text + own;
        if (own.length < LONGEST_LABEL * 4) inText(child as Text, own, element);
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
      if (key !== '' && (HEADINGS.has(name) || (headings.has(key) && !hit))) section = key;
      if (!hit && key !== '' && record(element, text)) hit = true;
    }
    if (name === 'FIELDSET' || name === 'TABLE') section = name === 'FIELDSET' ? before : section;
    return { text, hit };
  };
  const inText = (node: Text, text: string, parent: Element): void => {
    const colon = text.indexOf(':');
    if (colon < 0 || text.trim() === ':') return;
    const rest = text.slice(colon + 1);
    const inside = within.get(keyOf(text.slice(0, colon)));
    if (inside) inside.push({ node, text: fold(text.slice(0, colon)), section, cut: colon + 1 });
    // "Third party: <a>…</a>": a bare text that is a label, with an element after it.
    else if (rest.trim() === '' && parent.firstElementChild !== null && node.nextSibling !== null) {
      if (followedByContent(node)) record(node, text);
    }
  };
  for (const root of roots) {
    section = '';
    look(root, 0);
  }
  return {
    find: (label, inside) => {
      const key = foldLabel(label);
      if (inside) return within.get(key) ?? [];
      return (label.includes('{') ? patterns.find((one) => one.pattern === key)?.hits : exact.get(key)) ?? [];
    },
    isLabel: (text) => {
      if (text.length > LONGEST_LABEL) return false;
      const key = foldLabel(text);
      return (
        key !== '' &&
        (exact.has(key) ||
          (/[:(]/.test(text) &&
            patterns.some((one) => key.startsWith(one.start) && matchTemplate(one.pattern, key) !== null)))
      );
    },
    isHit: (node) => nodes.has(node),
  };
}

function followedByContent(node: Node): boolean {
  for (let next = node.nextSibling; next; next = next.nextSibling) {
    if (next.nodeType === 3 && fold(next.nodeValue ?? '') !== '') return true;
    if (isElement(next)) return next.tagName !== 'BR';
  }
  return false;
}

const CELLS = tags('TD TH');
const BLOCKS = tags('P DIV UL OL TABLE DL H1 H2 H3 H4 H5 H6 FIELDSET PRE BLOCKQUOTE FORM SECTION HR');
const CONTROLS = 'input,select,textarea';

function isBreak(node: Node): boolean {
  return isElement(node) && node.tagName === 'BR';
}

function isCell(node: Node | null): boolean {
  return isElement(node) && CELLS.has(node.tagName);
}

function nextCells(cell: Element): Element[] {
  const cells: Element[] = [];
  for (let next = cell.nextElementSibling; next; next = next.nextElementSibling) if (isCell(next)) cells.push(next);
  return cells;
}

function isBlank(node: Node): boolean {
  if (node.nodeType === 8) return true;
  if (node.nodeType === 3) return /^[\s\u00a0:*]*$/.test(node.nodeValue ?? '');
  if (!isElement(node)) return false;
  return SKIP.has(node.tagName) ? !['SELECT', 'TEXTAREA'].includes(node.tagName) : isHidden(node);
}

/** An image or icon link without text: a pencil, a help mark. */
function isIcon(element: Element): boolean {
  if (shortText(element) !== '' || element.querySelector(CONTROLS)) return false;
  return ['IMG', 'I', 'A', 'svg'].includes(element.tagName) || element.querySelector('img,i,svg,a') !== null;
}

function visibleControls(element: Element): Element[] {
  return [...element.querySelectorAll(CONTROLS)].filter(
    (control) => !isHidden(control) && controlText(control) !== null,
  );
}

function cellBelow(cell: Element): Element | null {
  const row = cell.parentElement;
  let below = row?.nextElementSibling ?? null;
  while (below && below.tagName !== 'TR') below = below.nextElementSibling;
  if (!row || !below) return null;
  let column = 0;
  for (let prior = cell.previousElementSibling; prior; prior = prior.previousElementSibling)
    if (isCell(prior)) column += span(prior);
  for (const other of below.children) {
    if (!isCell(other)) continue;
    if (column === 0) return other;
    column -= span(other);
    if (column < 0) return null;
  }
  return null;
}

export function span(cell: Element, attribute: 'colspan' | 'rowspan' = 'colspan'): number {
  const stated = cell.getAttribute(attribute);
  const count = stated === null ? 1 : Number.parseInt(stated, 10);
  return count > 1 && count < 100 ? count : 1;
}

/** Where the profile says that a label's value stands. */
type ValuePlace = 'beside' | 'below' | 'inside';

/** The nodes that hold a label's value; empty list = the value is empty; null = it cannot be told where the value is. */
export function valueNodes(
  hit: LabelHit,
  index: LabelIndex,
  at: ValuePlace | undefined,
  cellNumber: number | undefined,
): Node[] | null {
  if (hit.cut !== undefined) return insideText(hit, index);
  let current: Node = hit.node;
  for (let climbed = 0; climbed < 12; climbed++) {
    if (isElement(current)) {
      const element = current;
      if (element.tagName === 'LABEL') {
        const target = element.getAttribute('for');
        const control = target === null || target === '' ? null : element.ownerDocument.getElementById(target);
        if (control) return [control];
      }
      const controls = at === undefined ? visibleControls(element) : [];
      if (controls.length > 0)
        return controls.length === 1 || controls.every((one) => one.getAttribute('type') === 'radio')
          ? radioGroup(controls)
          : null;
      if (isCell(element)) {
        const found = besideCell(element, at, cellNumber);
        if (found !== undefined) return found;
        const outer = enclosingCell(element, hit.text);
        if (!outer) return null;
        current = outer;
        continue;
      }
      if (element.tagName === 'DT') {
        const next = element.nextElementSibling;
        return next && next.tagName === 'DD' ? [next] : null;
      }
      if (element.tagName === 'LEGEND' || element.tagName === 'BODY' || element.tagName === 'TR') return null;
    }
    const beside = besideInline(current, hit, index, at);
    if (beside !== undefined) return beside;
    if (!current.parentElement) return null;
    current = current.parentElement;
  }
  return null;
}

function radioGroup(controls: readonly Element[]): Node[] {
  const first = controls[0];
  return first && controls.length > 1 ? [first.closest('td,div,p,fieldset') ?? first] : [...controls];
}

/** undefined: the row has no cell for the value. */
function besideCell(
  cell: Element,
  at: ValuePlace | undefined,
  cellNumber: number | undefined,
): Node[] | null | undefined {
  if (at === 'below') {
    const below = cellBelow(cell);
    return below ? [below] : null;
  }
  const cells = nextCells(cell);
  if (cellNumber !== undefined) {
    const chosen = cells[cellNumber - 1];
    return chosen ? [chosen] : null;
  }
  const next = cells.find((one) => shortText(one) !== ':');
  if (!next) return undefined;
  // A row of nothing but <th> is the header of a list, and the next header no value.
  if (
    cell.tagName === 'TH' &&
    next.tagName === 'TH' &&
    ![...(cell.parentElement?.children ?? [])].some((one) => one.tagName === 'TD')
  )
    return null;
  if (cells.length === 1 && isIcon(next) && enclosingCell(cell, shortText(cell) ?? '')) return undefined;
  return [next];
}

/** The cell around a small table that holds nothing but the label (and icons), when another cell follows it. */
function enclosingCell(cell: Element, label: string): Element | null {
  const outer = cell.closest('table')?.parentElement?.closest('td,th') ?? null;
  return outer && nextCells(outer).length > 0 && shortText(outer, 200) === fold(label) ? outer : null;
}

function sameLook(a: Node, b: Node): boolean {
  return isElement(a) && isElement(b) && a.tagName === b.tagName && a.className === b.className;
}

function isLabelLike(node: Node, like: Node, index: LabelIndex): boolean {
  if (index.isHit(node)) return true;
  if (!isElement(node)) return false;
  const text = shortText(node);
  if (text === null || text === '') return false;
  return index.isLabel(text) || (sameLook(node, like) && text.endsWith(':'));
}

/** The node itself or the first after it that is not blank. */
function pastBlanks(node: Node | null): Node | null {
  let next = node;
  while (next && isBlank(next)) next = next.nextSibling;
  return next;
}

/** undefined: nothing follows here, look further out. */
function besideInline(
  node: Node,
  hit: LabelHit,
  index: LabelIndex,
  at: ValuePlace | undefined,
): Node[] | null | undefined {
  let next = pastBlanks(node.nextSibling);
  const inCell = isCell(node.parentNode);
  while (inCell && isElement(next) && isIcon(next)) next = pastBlanks(next.nextSibling);
  if (!next) return undefined;
  if (isBreak(next)) return afterBreak(next, node, index, at);
  if (isLabelLike(next, node, index)) return [];
  if (isElement(next)) {
    const after = pastBlanks(next.nextSibling);
    if (BLOCKS.has(next.tagName) || !after || isElement(after)) {
      const more = isElement(after) && hit.node.nodeType === 3 && !isBreak(after) && !BLOCKS.has(after.tagName);
      if (!more) return [next];
    }
  }
  return gather(next, node, index);
}

/** Siblings from `first` to the line's end or the next label. */
function gather(first: Node, label: Node, index: LabelIndex): Node[] {
  const nodes: Node[] = [];
  for (let next: Node | null = first; next; next = next.nextSibling) {
    if (isElement(next)) {
      const name = next.tagName;
      if (name === 'BR' || BLOCKS.has(name) || CELLS.has(name)) break;
      if (sameLook(next, label) || isLabelLike(next, label, index)) break;
    } else if (next !== first && index.isHit(next)) break;
    nodes.push(next);
  }
  return nodes;
}

/** A line break right after the label: a control below it is its value; a text below it may be anything, unless the profile says so. */
function afterBreak(lineBreak: Node, label: Node, index: LabelIndex, at: ValuePlace | undefined): Node[] | null {
  let next = lineBreak.nextSibling;
  while (next && (isBlank(next) || isBreak(next))) next = next.nextSibling;
  if (!next) return [];
  if (isElement(next) && controlText(next) !== null) return [next];
  if (sameLook(next, label) || isLabelLike(next, label, index)) return [];
  return at === 'below' ? linesBelow(next, label, index) : null;
}

/** The lines from `first` to the next label, block or rule; null where something in them looks like the label but is none. */
function linesBelow(first: Node, label: Node, index: LabelIndex): Node[] | null {
  const nodes: Node[] = [];
  for (let next: Node | null = first; next; next = next.nextSibling) {
    if (isElement(next)) {
      const name = next.tagName;
      if (BLOCKS.has(name)) return next === first && name !== 'HR' ? [next] : nodes;
      if (isLabelLike(next, label, index)) break;
      if (sameLook(next, label)) return null;
    } else if (index.isHit(next)) break;
    nodes.push(next);
  }
  return nodes;
}

/** "Name: value" in one text: the rest of that text and what follows up to the line's end. */
function insideText(hit: LabelHit, index: LabelIndex): Node[] {
  const rest = hit.node.ownerDocument.createTextNode((hit.node.nodeValue ?? '').slice(hit.cut));
  const next = hit.node.nextSibling;
  return next ? [rest, ...gather(next, hit.node, index)] : [rest];
}
