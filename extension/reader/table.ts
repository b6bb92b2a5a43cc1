/** Rows and cells of tables, spans expanded. */
import { tags } from './nodes.ts';

export function span(cell: Element, attribute: 'colspan' | 'rowspan' = 'colspan'): number {
  const stated = cell.getAttribute(attribute);
  const count = stated === null ? 1 : Number.parseInt(stated, 10);
  return count > 1 && count < 100 ? count : 1;
}

export const CELLS = tags('TD TH');

export function cellsOf(row: Element): Element[] {
  const cells: Element[] = [];
  for (let cell = row.firstElementChild; cell; cell = cell.nextElementSibling)
    if (CELLS.has(cell.tagName)) cells.push(cell);
  return cells;
}

/** As `cellsOf`; null where a cell takes more than its own place. The browser's own account of spans: a selector costs twice as much. */
export function singleCellsOf(row: Element): Element[] | null {
  const cells: Element[] = [];
  for (let cell = row.firstElementChild; cell; cell = cell.nextElementSibling) {
    const { colSpan, rowSpan } = cell as Partial<HTMLTableCellElement>;
    if (colSpan === undefined || rowSpan === undefined) continue;
    if (colSpan > 1 || rowSpan > 1) return null;
    cells.push(cell);
  }
  return cells;
}

export function rowsOf(table: Element): Element[] {
  const rows: Element[] = [];
  for (let part = table.firstElementChild; part; part = part.nextElementSibling) {
    if (part.tagName === 'TR') rows.push(part);
    else if (part.tagName === 'TBODY' || part.tagName === 'THEAD' || part.tagName === 'TFOOT') {
      for (let row = part.firstElementChild; row; row = row.nextElementSibling)
        if (row.tagName === 'TR') rows.push(row);
    }
  }
  return rows;
}

/** No list has more columns; spans upon spans could make millions. */
const MOST_COLUMNS = 300;

const TOO_WIDE = -1;

/** Cells that reach down from rows above, by column, and for how many rows more. */
export type Carry = Map<number, { cell: Element; rows: number }>;

/** Cells by column, spans expanded; `carry` holds cells that reach down from rows above. Empty from a row on that is too wide. */
export function grid(row: Element, carry: Carry): (Element | undefined)[] {
  const columns: (Element | undefined)[] = [];
  if (carry.has(TOO_WIDE)) return columns;
  let column = 0;
  const fillCarried = () => {
    for (let above = carry.get(column); above; above = carry.get(column)) {
      columns[column] = above.cell;
      if (--above.rows <= 0) carry.delete(column);
      column++;
    }
  };
  for (const cell of cellsOf(row)) {
    fillCarried();
    if (column > MOST_COLUMNS) {
      carry.set(TOO_WIDE, { cell, rows: 1 });
      return [];
    }
    const wide = span(cell);
    const high = span(cell, 'rowspan');
    for (let index = 0; index < wide; index++, column++) {
      columns[column] = cell;
      if (high > 1) carry.set(column, { cell, rows: high - 1 });
    }
  }
  fillCarried();
  return columns;
}
