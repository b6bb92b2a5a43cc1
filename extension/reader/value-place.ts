/** Which nodes hold the value that belongs to a label, whatever the markup. */

import { fold } from '../../shared/profile/fold.ts';
import { controlText } from './controls.ts';
import { isHeadRow } from './head-row.ts';
import { HEADINGS, type LabelHit, type LabelIndex, SKIP } from './label-index.ts';
import { isElement, isHidden, listed, tags, typeOf } from './nodes.ts';
import { CELLS, span } from './table.ts';
import { shortText } from './text.ts';

const BLOCKS = tags(
  'P DIV UL OL TABLE DL H1 H2 H3 H4 H5 H6 FIELDSET PRE BLOCKQUOTE FORM SECTION HR ADDRESS CENTER ARTICLE ASIDE NAV HEADER FOOTER MAIN',
);

/** What is a line by itself; a DIV may also be a column. */
const LINES = tags('P LI DD');

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
  if (!element.firstElementChild) return [];
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

/** Where the profile says that a label's value stands. */
type ValuePlace = 'beside' | 'below' | 'before' | 'inside';

/**
 * The nodes that hold a label's value; empty list = the value is empty; null = it cannot be told where the value is.
 *
 * @param row the elements of a list's row: what stands beside it is another record's
 */
export function valueNodes(
  hit: LabelHit,
  index: LabelIndex,
  at: ValuePlace | undefined,
  cellNumber: number | undefined,
  row?: readonly Element[],
): Node[] | null {
  const found = nodesAt(hit, index, at, cellNumber, row);
  // A text cut out of another stands nowhere.
  const isInRow = (node: Node) => node.parentNode === null || row?.some((element) => element.contains(node));
  return row === undefined || found?.every(isInRow) ? found : null;
}

function nodesAt(
  hit: LabelHit,
  index: LabelIndex,
  at: ValuePlace | undefined,
  cellNumber: number | undefined,
  row: readonly Element[] | undefined,
): Node[] | null {
  if (hit.cut !== undefined) return insideText(hit, index);
  if (at === 'before') return nodesBefore(hit.node, index);
  let current: Node = hit.node;
  for (let climbed = 0; climbed < 12; climbed++) {
    if (row && !isBelow(current, row)) return null;
    if (isElement(current)) {
      const element = current;
      if (element.tagName === 'LABEL') {
        const target = element.getAttribute('for');
        const control = target === null || target === '' ? null : element.ownerDocument.getElementById(target);
        if (control) return wholeControl(control);
      }
      const controls = at === undefined ? visibleControls(element) : [];
      if (controls.length > 0)
        return controls.length === 1 || controls.every(isRadio) ? controls.slice(0, 1).flatMap(wholeControl) : null;
      if (isCell(element)) {
        const found = besideCell(element, at, cellNumber, index);
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
    const around: Element | null = current.parentElement;
    // What stands beside a group of labels belongs to none of them.
    if (!around || !index.isAlone(hit.node, around)) return null;
    // Where something stands before the label and nothing behind it, that may be its value; what follows outside is not.
    if (!isCell(around) && isPreceded(current)) return null;
    current = around;
  }
  return null;
}

function isPreceded(label: Node): boolean {
  let prior = label.previousSibling;
  while (prior && isBlank(prior)) prior = prior.previousSibling;
  return prior !== null && !(isElement(prior) && (isBreak(prior) || HEADINGS.has(prior.tagName) || isIcon(prior)));
}

/** What stands before the label in its own line, cell or block. */
function nodesBefore(label: Node, index: LabelIndex): Node[] | null {
  const own = fold(label.textContent ?? '');
  for (let current = label; ; ) {
    const nodes: Node[] = [];
    for (let prior = current.previousSibling; prior; prior = prior.previousSibling) {
      if (isLabelLike(prior, label, index)) return null;
      if (isBreak(prior)) break;
      nodes.unshift(prior);
      if (isElement(prior) && (BLOCKS.has(prior.tagName) || isCell(prior))) break;
    }
    if (!nodes.every(isBlank)) return nodes;
    const around = current.parentElement;
    // Only what holds nothing but the label may be left.
    if (!around || shortText(around) !== own) return null;
    current = around;
  }
}

function isBelow(node: Node, elements: readonly Element[]): boolean {
  return elements.some((element) => element !== node && element.contains(node));
}

function isRadio(element: Element): boolean {
  return element.tagName === 'INPUT' && typeOf(element) === 'radio';
}

/** The control; of a radio button all that share its name, since only together they have a value. */
function wholeControl(control: Element): Element[] {
  const name = isRadio(control) ? control.getAttribute('name') : null;
  if (name === null) return [control];
  const inputs = listed((control.closest('form') ?? control.ownerDocument).getElementsByTagName('input'));
  return inputs.filter((one) => isRadio(one) && one.getAttribute('name') === name);
}

/** undefined: the row has no cell for the value. */
function besideCell(
  cell: Element,
  at: ValuePlace | undefined,
  cellNumber: number | undefined,
  index: LabelIndex,
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
  if (isHeadRow(cell, next, index)) return null;
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
  return index.isLabel(text, [node]) || (sameLook(node, like) && text.endsWith(':'));
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
  if (isLabelLike(next, node, index)) return onlyLabels(next, node, index) ? null : [];
  if (isElement(next) && isRadio(next)) return wholeControl(next);
  if (isElement(next)) {
    const after = pastBlanks(next.nextSibling);
    if (BLOCKS.has(next.tagName) || !after || isElement(after)) {
      const more = isElement(after) && hit.node.nodeType === 3 && !isBreak(after) && !BLOCKS.has(after.tagName);
      if (!more) return [next];
    }
  }
  return inLine(node, gather(next, node, index));
}

/** Whether nothing but labels follows, as in a header made of blocks: then their values stand elsewhere. */
function onlyLabels(first: Node, label: Node, index: LabelIndex): boolean {
  for (let next: Node | null = first; next; next = pastBlanks(next.nextSibling))
    if (!isLabelLike(next, label, index)) return false;
  return true;
}

/** What parts one label and its value from the next in the same line. */
const PARTING = /(?:\s*[,;|·•]|\s[/–—-])\s*$/;

/** Siblings from `first` to the line's end or the next label. */
function gather(first: Node, label: Node, index: LabelIndex): Node[] {
  const nodes: Node[] = [];
  for (let next: Node | null = first; next; next = next.nextSibling) {
    if (isElement(next)) {
      const name = next.tagName;
      if (name === 'BR' || BLOCKS.has(name) || CELLS.has(name)) break;
      if (sameLook(next, label) || isLabelLike(next, label, index)) return withoutParting(nodes);
    } else if (next !== first && index.isHit(next)) return withoutParting(nodes);
    nodes.push(next);
  }
  return nodes;
}

function withoutParting(nodes: Node[]): Node[] {
  const last = nodes.at(-1);
  const text = last?.nodeType === 3 ? (last.nodeValue ?? '') : '';
  const cut = text.replace(PARTING, '');
  return last?.ownerDocument && cut !== text ? [...nodes.slice(0, -1), last.ownerDocument.createTextNode(cut)] : nodes;
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
function insideText(hit: LabelHit, index: LabelIndex): Node[] | null {
  const text = (hit.node.nodeValue ?? '').slice(hit.cut, hit.end);
  const rest = hit.node.ownerDocument.createTextNode(text);
  if (hit.end === undefined && isBlank(rest) && isBesideOther(hit.node, index)) return null;
  const next = hit.end === undefined ? hit.node.nextSibling : null;
  return next ? inLine(hit.node, [rest, ...gather(next, hit.node, index)]) : [rest];
}

/** Whether a label is all that its element or cell holds, and something stands beside that: `<b>Title:</b> Buyer` is no empty title. */
function isBesideOther(label: Node, index: LabelIndex): boolean {
  if (pastBlanks(label.nextSibling)) return false;
  const own = fold(label.nodeValue ?? '');
  for (let up = label.parentElement; up && shortText(up) === own; up = up.parentElement) {
    if (isCell(up)) return nextCells(up).length > 0;
    if (LINES.has(up.tagName)) return false;
    const next = pastBlanks(up.nextSibling);
    if (next) return !isBreak(next) && !sameLook(next, up) && !isLabelLike(next, up, index);
  }
  return false;
}

/** In preformatted text a value ends where its line does. */
function inLine(label: Node, nodes: Node[]): Node[] {
  if (label.parentElement?.closest('pre') == null) return nodes;
  const ends = nodes.findIndex((node) => node.textContent?.includes('\n'));
  const last = nodes[ends];
  if (!last) return nodes;
  const [line = ''] = (last.textContent ?? '').split('\n');
  return [...nodes.slice(0, ends), (last.ownerDocument ?? document).createTextNode(line)];
}
