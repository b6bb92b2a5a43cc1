/** The rows of a list: found by their table's header texts or by CSS, columns by header text, spans expanded. */
import type { IdRule, ListPage, RowsSpec } from '../../shared/profile/schema.ts';
import { matchTemplate } from '../../shared/profile/template.ts';
import { foldLabel } from './fold.ts';
import { idsIn } from './ids.ts';
import {
  type Header,
  type HeaderCell,
  headerAbove,
  headerGroups,
  headerLines,
  linksTo,
  tablesWith,
} from './list-header.ts';
import { isInside } from './nodes.ts';
import { pageFields } from './page-fields.ts';
import { literalText, scriptRows } from './script-data.ts';
import type { Look } from './signs.ts';
import { type Carry, cellsOf, grid, isSpan } from './table.ts';
import { textOf } from './text.ts';

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

export interface RowsFound {
  readonly rows: readonly Row[];
  /** Whether the list itself is there: its table's header, its script. */
  readonly found: boolean;
  /** So many tables have the header that should be one's. */
  readonly problem?: number;
}

/** All rows of the list that may be records. Header, total and spacer rows are among them: they have no id. */
export function findRows(page: ListPage, look: Look, roots: readonly Element[], skip: ReadonlySet<Element>): RowsFound {
  let last: RowsFound = { rows: [], found: false };
  for (const spec of page.rows ?? [undefined]) {
    last = rowsBy(spec, page, look, roots, skip);
    if (last.found) return last;
  }
  return last;
}

function rowsBy(
  spec: RowsSpec | undefined,
  page: ListPage,
  look: Look,
  roots: readonly Element[],
  skip: ReadonlySet<Element>,
): RowsFound {
  if (spec?.script !== undefined) {
    const items = scriptRows(look.scripts(), spec.script, spec.path ?? []);
    if (!items) return { rows: [], found: false };
    return {
      found: true,
      rows: items.map((item) => ({
        elements: [],
        item,
        cell: () => 'none' as const,
        header: () => undefined,
      })),
    };
  }
  const sources = pageFields(page).flat();
  const ids = [page, ...Object.values(page.objects)].flatMap((one) => one?.id ?? []);
  const wanted = new Set([...sources, ...ids].flatMap((one) => one.column ?? []).map(foldLabel));
  const links = sources.flatMap((source) => source.columnLink ?? []);
  const headerRows = spec?.headerRows ?? 1;
  const each = spec?.rowsPerRecord ?? 1;
  if (spec?.css !== undefined) {
    const css = spec.css;
    const rows = roots.flatMap((root) => look.all(root, css)).filter((row) => !isInside(row, skip));
    const table = rows[0]?.closest('table') ?? null;
    const above = table && wanted.size + links.length > 0 ? headerAbove(table, wanted, links) : null;
    const header = above ? headerLines(above.rows, above.last, headerRows, each) : [];
    return { found: rows.length > 0, rows: makeRows(rows, header, each, spec.ragged === true) };
  }
  const groups = spec?.headers ?? headerGroups(page);
  const tables = tablesWith(roots, groups, skip);
  // A table inside another whose cell repeats its header: the inner one is the list.
  // They come in the page's order, so that the first table inside one would be the next.
  const innermost = tables.filter((one, index) => !one.table.contains(tables[index + 1]?.table ?? null));
  const found = innermost[0];
  if (!found) return { rows: [], found: false };
  if (innermost.length > 1)
    return {
      rows: [],
      found: true,
      problem: innermost.length,
    };
  const header = headerLines(found.rows, found.last, headerRows, each);
  return {
    found: true,
    rows: makeRows(found.rows.slice(found.last + (each > 1 ? each - 1 : 0) + 1), header, each, spec?.ragged === true),
  };
}

type Place = { line: number; column: number; header: HeaderCell } | 'none' | 'several';

function makeRows(rows: readonly Element[], header: readonly Header[], each: number, ragged: boolean): Row[] {
  const carry: Carry = new Map();
  const places = new Map<ColumnSource, Place>();
  const place = (column: ColumnSource): Place => {
    let found = places.get(column);
    if (found === undefined) {
      found = findColumn(header, column);
      places.set(column, found);
    }
    return found;
  };
  const hasCells = (row: Element) => row.tagName === 'TR' && header.length > 0;
  const cells = rows.map((row) => (hasCells(row) ? cellsOf(row) : []));
  const spans = cells.some((row) => row.some(isSpan));
  const grids = spans ? rows.map((row) => (hasCells(row) ? grid(row, carry) : [])) : cells;
  const make = (index: number): Row => ({
    elements: rows.slice(index, index + each),
    item: undefined,
    cell: (column) => {
      const found = place(column);
      if (typeof found === 'string') return found;
      const cells = grids[index + found.line];
      // A row with more or fewer cells than its header may be shifted, and every value in it another column's.
      const line = header[found.line] ?? [];
      if (cells && cells.length !== line.length && !ragged) return 'shape';
      const cell = cells?.[found.column];
      // A pager, a note or a total over several columns is the value of none of them.
      const over = (column: number) =>
        cells?.[column] === cell &&
        line[column]?.some((one) => one.text !== '' && !line[found.column]?.includes(one)) === true;
      if (spans && cell && line.some((_, column) => over(column))) return 'shape';
      return cell ?? 'missing';
    },
    header: (column) => {
      const found = place(column);
      return typeof found === 'string' ? undefined : found.header.raw;
    },
  });
  return rows.map((_, index) => make(index));
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

/** The ids of a row; more than one is a problem of the row. */
export function rowIds(row: Row, rules: readonly IdRule[], look: Look): string[] {
  for (const rule of rules) {
    let found: string[];
    if (rule.key !== undefined) {
      const text =
        typeof row.item === 'object' && row.item !== null
          ? literalText((row.item as Record<string, unknown>)[String(rule.key)] ?? null)
          : null;
      found = text === null || text === '' ? [] : [text];
    } else if (rule.column) {
      const cell = row.cell(rule);
      const text = typeof cell === 'string' ? '' : textOf(cell).text;
      const id = rule.inside === undefined ? text : (matchTemplate(rule.inside, text)?.['id'] ?? '');
      // A repeated header is no record.
      found = id === '' || foldLabel(text) === foldLabel(row.header(rule) ?? '') ? [] : [id];
    } else {
      const first = row.elements[0];
      found = first ? idsIn(first, [rule], look) : [];
    }
    if (found.length > 0) return found;
  }
  return [];
}
