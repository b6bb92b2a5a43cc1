/** The cells of a list's rows, by the headers above them. */

import { foldLabel } from '../../shared/profile/fold.ts';
import { matchTemplate } from '../../shared/profile/template.ts';
import { type Header, type HeaderCell, linksTo } from './list-header.ts';
import { type Carry, grid, singleCellsOf } from './table.ts';

/** How the profile names a column. */
export interface ColumnSource {
  readonly column?: readonly string[] | undefined;
  readonly columnLink?: readonly string[] | undefined;
  readonly under?: readonly string[] | undefined;
  readonly row?: number | undefined;
  readonly cell?: number | undefined;
}

/** One record of a list: its rows, or its item in a script. */
export interface Row {
  readonly elements: readonly Element[];
  readonly item: unknown;
  /** The cell under a header; `none`: there is no such column, `missing`: the row has no cell there, `shape`: it may be shifted. */
  cell(column: ColumnSource): Element | 'none' | 'several' | 'missing' | 'shape';
  /** The header's text as it stands there. */
  header(column: ColumnSource): string | undefined;
}

/** An item of a script's array, which has no cells. */
export class ItemRow implements Row {
  readonly elements = [];
  readonly item: unknown;

  constructor(item: unknown) {
    this.item = item;
  }

  cell(): 'none' {
    return 'none';
  }

  header(): undefined {
    return undefined;
  }
}

type Place = { line: number; column: number; header: HeaderCell } | 'none' | 'several';

/** What the rows of one list have in common: header, columns, cells. */
class Grid {
  readonly rows: readonly Element[];
  readonly header: readonly Header[];
  readonly ragged: boolean;
  /** Whether cells may take more than their own place. */
  readonly spans: boolean;
  readonly #places = new Map<ColumnSource, Place>();
  /** By row and column. */
  readonly #cells: readonly (readonly (Element | undefined)[])[];

  constructor(rows: readonly Element[], header: readonly Header[], ragged: boolean) {
    this.rows = rows;
    this.header = header;
    this.ragged = ragged;
    const hasCells = (row: Element) => header.length > 0 && row.tagName === 'TR';
    const single: Element[][] = [];
    for (const row of rows) {
      const cells = hasCells(row) ? singleCellsOf(row) : [];
      if (!cells) break;
      single.push(cells);
    }
    this.spans = single.length < rows.length;
    // Cells that reach down have to be known before the rows that they reach into.
    const carry: Carry = new Map();
    this.#cells = this.spans ? rows.map((row) => (hasCells(row) ? grid(row, carry) : [])) : single;
  }

  /** The cells of a row by column; undefined below the last row. */
  cells(index: number): readonly (Element | undefined)[] | undefined {
    return this.#cells[index];
  }

  place(column: ColumnSource): Place {
    let found = this.#places.get(column);
    if (found === undefined) {
      found = findColumn(this.header, column);
      this.#places.set(column, found);
    }
    return found;
  }
}

class TableRow implements Row {
  readonly elements: readonly Element[];
  readonly item = undefined;
  readonly #grid: Grid;
  readonly #index: number;

  constructor(grid: Grid, index: number, elements: readonly Element[]) {
    this.#grid = grid;
    this.#index = index;
    this.elements = elements;
  }

  cell(source: ColumnSource): Element | 'none' | 'several' | 'missing' | 'shape' {
    const { header, ragged, spans } = this.#grid;
    const found = this.#grid.place(source);
    if (typeof found === 'string') return found;
    const { column } = found;
    const cells = this.#grid.cells(this.#index + found.line);
    // A row with more or fewer cells than its header may be shifted, and every value in it another column's.
    const line = header[found.line] ?? [];
    if (cells && cells.length !== line.length && !ragged) return 'shape';
    const cell = cells?.[column];
    if (!cell) return 'missing';
    if (spans) {
      // A pager, a note or a total over several columns is the value of none of them.
      const isOver = (one: HeaderCell) => one.text !== '' && !line[column]?.includes(one);
      if (line.some((above, other) => cells?.[other] === cell && above.some(isOver))) return 'shape';
    }
    return cell;
  }

  header(source: ColumnSource): string | undefined {
    const found = this.#grid.place(source);
    return typeof found === 'string' ? undefined : found.header.raw;
  }
}

/** One row for each of `rows`, which with `each` rows a record is the first of that many. */
export function tableRows(rows: readonly Element[], header: readonly Header[], each: number, ragged: boolean): Row[] {
  const shared = new Grid(rows, header, ragged);
  return rows.map((row, index) => new TableRow(shared, index, each === 1 ? [row] : rows.slice(index, index + each)));
}

function findColumn(header: readonly Header[], source: ColumnSource): Place {
  const names = source.column?.map(foldLabel) ?? [];
  const groups = source.under?.map(foldLabel);
  const found: { line: number; column: number; header: HeaderCell }[] = [];
  const isMeant = (one: HeaderCell) =>
    source.columnLink
      ? linksTo(one.cell, source.columnLink)
      : names.some((name) => (name.includes('{') ? matchTemplate(name, one.text) !== null : name === one.text));
  header.forEach((line, index) => {
    if (source.row !== undefined && source.row !== index + 1) return;
    line.forEach((cells, column) => {
      const meant = cells.find(isMeant);
      if (!meant || (groups && !cells.some((one) => groups.includes(one.text)))) return;
      // A header that reaches down into the next line is one header.
      if (found.some((one) => one.line !== index && one.header.cell === meant.cell)) return;
      found.push({ line: index, column, header: meant });
    });
  });
  const spanned = found.every((one) => one.header.cell === found[0]?.header.cell);
  const first = found[source.cell === undefined || !spanned ? 0 : source.cell - 1];
  if (!first) return 'none';
  return found.length > 1 && (source.cell === undefined || !spanned) ? 'several' : first;
}
