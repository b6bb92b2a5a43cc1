/** Lists that are text: lines of a `<pre>`, in columns under a ruled line. They become a table of their own, apart from the page. */
import { isElement, tags } from './nodes.ts';

/** A piece of the region: a text, or an element that has none. */
interface Piece {
  readonly node: Node;
  /** Elements around it, the innermost first, up to the region. */
  readonly around: readonly Element[];
  readonly from: number;
  readonly text: string;
}

const ALONE = tags('IMG INPUT SELECT TEXTAREA');
const DEEPEST = 50;

function piecesOf(region: Element): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const take = (node: Node, around: readonly Element[], text: string) => {
    pieces.push({ node, around, from, text });
    from += text.length;
  };
  const walk = (parent: Element, around: readonly Element[]) => {
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === 3)
        take(node, around, (node.nodeValue ?? '').replaceAll('\r', '').replaceAll('\u00a0', ' '));
      else if (!isElement(node)) continue;
      else if (node.tagName === 'BR') take(node, around, '\n');
      else if (ALONE.has(node.tagName)) take(node, around, '');
      else if (around.length < DEEPEST) walk(node, [node, ...around]);
    }
  };
  walk(region, []);
  return pieces;
}

/** A ruled line: groups of dashes, equals signs or underscores, parted by blanks, `+` or `|`. */
const RULED = /^[\s+|]*[-=_]{2,}(?:[\s+|]+[-=_]{2,})+[\s+|]*$/;

type Column = readonly [begin: number, end: number];

function columnsOf(lines: readonly string[]): Column[] {
  const ruled = lines.find((line) => RULED.test(line)) ?? '';
  return Array.from(ruled.matchAll(/[-=_]+/g), ({ 0: dashes, index }) => [index, index + dashes.length]);
}

/** Whether the line keeps to the columns: between them stands nothing but blanks and bars. */
function keepsTo(columns: readonly Column[], line: string): boolean {
  return columns.every(([begin], index) => /^[\s|]*$/.test(line.slice(columns[index - 1]?.[1] ?? 0, begin)));
}

/** Whether the line fills the column to its last character. */
function fills(line: string, [begin, end]: Column): boolean {
  return line.length >= end && !/^\s|\s$/.test(line.slice(begin, end));
}

/**
 * The columns in which a text that fills them may be cut: any but the last, unless all lines fill them, as dates and codes do.
 */
function cutting(columns: readonly Column[], lines: readonly string[]): Set<Column> {
  const under = lines.slice(lines.findIndex((line) => RULED.test(line)) + 1).filter((line) => keepsTo(columns, line));
  return new Set(
    columns.slice(0, -1).filter((column) => {
      const filled = under.filter((line) => line.slice(...column).trim() !== '' && !RULED.test(line));
      return !filled.every((line) => fills(line, column));
    }),
  );
}

/**
 * The region as a table: a row for each line, a cell for each column. A line that does not keep to the columns is one cell, so that no value
 * is taken from it; so is every line where no ruled line parts them.
 */
export function layOut(region: Element): Element {
  const pieces = piecesOf(region);
  const lines = pieces
    .map(({ text }) => text)
    .join('')
    .split('\n');
  const columns = columnsOf(lines);
  const cuts = cutting(columns, lines);
  // Apart from the page, so that nothing is loaded or run.
  const apart = region.ownerDocument.implementation.createHTMLDocument('');
  const table = apart.createElement('table');
  let next = 0;
  let from = 0;
  for (const line of lines) {
    const end = from + line.length;
    const begin = from;
    from = end + 1;
    while ((pieces[next]?.from ?? end) + (pieces[next]?.text.length ?? 0) < begin) next++;
    if (line.trim() === '' || RULED.test(line)) continue;
    const row = table.appendChild(apart.createElement('tr'));
    const cells: readonly Column[] = columns.length > 0 && keepsTo(columns, line) ? columns : [[0, line.length]];
    cells.forEach(([left, right], index) => {
      const cell = row.appendChild(apart.createElement('td'));
      // What a last column holds may be longer than its rule.
      const until = index === cells.length - 1 ? line.length : right;
      for (let at = next; at < pieces.length; at++) {
        const piece = pieces[at];
        if (!piece || piece.from >= end) break;
        copy(piece, begin + left, begin + until, cell);
      }
      const column = cells[index];
      if (column && cuts.has(column) && fills(line, column) && /\p{L}/u.test(line.slice(...column))) cell.append('…');
    });
  }
  return table;
}

/** Appends what the piece holds between two places of the region, inside copies of what stands around it. */
function copy({ node, around, from, text }: Piece, begin: number, end: number, cell: Element): void {
  const apart = cell.ownerDocument;
  if (isElement(node) ? text !== '' || from < begin || from >= end : from >= end || from + text.length <= begin) return;
  let inner: Node = isElement(node)
    ? apart.importNode(node, true)
    : apart.createTextNode(text.slice(Math.max(0, begin - from), Math.max(0, end - from)));
  for (const element of around) {
    const outer = apart.importNode(element, false);
    outer.append(inner);
    inner = outer;
  }
  cell.append(inner);
}
