/** The rows of a list: found by their table's header texts or by CSS, columns by header text, spans expanded. */
import type { IdRule, ListPage } from '../../shared/profile/schema.ts';
import { matchTemplate } from '../../shared/profile/template.ts';
import { idsIn } from './ids.ts';
import { span } from './labels.ts';
import { pageFields } from './page-fields.ts';
import { literalText, scriptRows } from './script-data.ts';
import type { Look } from './signs.ts';
import { foldLabel, isInside, shortText, textOf } from './text.ts';

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
  /** Whether the cell holds nothing but text in inline markup. */
  isPlain(cell: Element): boolean;
  /** The header's text as it stands there. */
  header(column: ColumnSource): string | undefined;
}

export interface RowsFound {
  readonly rows: readonly Row[];
  /** Whether the list itself is there: its table's header, its script. */
  readonly found: boolean;
  readonly problem?: string;
}

interface HeaderCell {
  /** Folded as labels are. */
  readonly text: string;
  /** As it stands there, for units. */
  readonly raw: string;
  readonly cell: Element;
}

/** The header cells above each column, the group's first. */
type Header = readonly (readonly HeaderCell[])[];

function cellsOf(row: Element): Element[] {
  const cells: Element[] = [];
  for (let cell = row.firstElementChild; cell; cell = cell.nextElementSibling)
    if (cell.tagName === 'TD' || cell.tagName === 'TH') cells.push(cell);
  return cells;
}

function rowsOf(table: Element): Element[] {
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

function headerRaw(cell: Element): string {
  const text = shortText(cell, 200);
  if (text !== '') return text ?? '';
  return cell.querySelector('img')?.getAttribute('alt') ?? cell.getAttribute('title') ?? '';
}

function headerText(cell: Element): string {
  return foldLabel(headerRaw(cell));
}

/** No list has more columns; spans upon spans could make millions. */
const MOST_COLUMNS = 300;
const TOO_WIDE = -1;

/** Cells by column, spans expanded; `carry` holds cells that reach down from rows above. Empty from a row on that is too wide. */
function grid(row: Element, carry: Map<number, { cell: Element; rows: number }>): (Element | undefined)[] {
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

function headerOf(rows: readonly Element[]): Header {
  const carry = new Map<number, { cell: Element; rows: number }>();
  const header: HeaderCell[][] = [];
  const known = new Map<Element, HeaderCell>();
  for (const row of rows) {
    grid(row, carry).forEach((cell, column) => {
      if (!cell) return;
      let one = known.get(cell);
      if (!one) {
        const raw = headerRaw(cell);
        one = { text: foldLabel(raw), raw, cell };
        known.set(cell, one);
      }
      header[column] ??= [];
      if (!header[column].includes(one)) header[column].push(one);
    });
  }
  return Array.from(header, (one) => one ?? []);
}

interface Found {
  readonly table: Element;
  readonly rows: readonly Element[];
  /** Index of the header's last row. */
  readonly last: number;
}

/** The table whose header holds one of each group of texts. Layout tables fall away: their cells are not short. */
function tablesWith(
  roots: readonly Element[],
  groups: readonly (readonly string[])[],
  skip: ReadonlySet<Element>,
): Found[] {
  const wanted = groups.map((group) => group.map(foldLabel));
  if (wanted.length === 0) return [];
  const found: Found[] = [];
  const tables = new Set(
    roots.flatMap((root) => [...(root.tagName === 'TABLE' ? [root] : []), ...root.getElementsByTagName('table')]),
  );
  for (const table of tables) {
    if (isInside(table, skip)) continue;
    const rows = rowsOf(table);
    const most = Math.min(rows.length, 15);
    for (let index = 0; index < most; index++) {
      const row = rows[index];
      if (!row || row.childElementCount < wanted.length) continue;
      const texts = new Set(cellsOf(row).map(headerText));
      const has = (text: string) =>
        text.includes('{') ? [...texts].some((one) => matchTemplate(text, one)) : texts.has(text);
      if (wanted.every((group) => group.some(has))) {
        found.push({ table, rows, last: index });
        break;
      }
    }
  }
  return found;
}

/** The header rows above rows that CSS found: the row of the same table that holds most of the wanted columns. */
function headerAbove(
  table: Element,
  wanted: ReadonlySet<string>,
  links: readonly string[],
): { rows: Element[]; last: number } | null {
  const rows = rowsOf(table);
  let best = -1;
  let most = 0;
  const until = Math.min(rows.length, 15);
  for (let index = 0; index < until; index++) {
    const row = rows[index];
    if (!row) break;
    const hits = cellsOf(row).filter(
      (cell) => wanted.has(headerText(cell)) || (links.length > 0 && linksTo(cell, links)),
    ).length;
    if (hits > most) {
      most = hits;
      best = index;
    }
  }
  return best < 0 ? null : { rows, last: best };
}

/** Without stated headers: those of the first three different columns that fields name and do not allow to be absent. */
function headerGroups(page: ListPage): (readonly string[])[] {
  const groups = new Map<string, readonly string[]>();
  for (const [source] of pageFields(page))
    if (source?.column && source.absent === undefined) groups.set(source.column.join('\n'), source.column);
  return [...groups.values()].slice(0, 3);
}

/** All rows of the list that may be records. Header, total and spacer rows are among them: they have no id. */
export function findRows(page: ListPage, look: Look, roots: readonly Element[], skip: ReadonlySet<Element>): RowsFound {
  const spec = page.rows;
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
        isPlain: () => false,
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
      problem: `${innermost.length} tables have these headers; "within" or "ignore" must say which is meant.`,
    };
  const header = headerLines(found.rows, found.last, headerRows, each);
  return {
    found: true,
    rows: makeRows(found.rows.slice(found.last + (each > 1 ? each - 1 : 0) + 1), header, each, spec?.ragged === true),
  };
}

/** One header per row of a record; with one row a record, header rows above each other are one header. */
function headerLines(rows: readonly Element[], last: number, headerRows: number, each: number): Header[] {
  if (each > 1) return Array.from({ length: each }, (_, line) => headerOf(rows.slice(last + line, last + line + 1)));
  return [headerOf(rows.slice(Math.max(0, last - headerRows + 1), last + 1))];
}

type Place = { line: number; column: number; header: HeaderCell } | 'none' | 'several';

/** Everything but plain text in inline markup: what a cell without any of it shows is its `textContent`. */
const SPECIAL =
  ':not(a,b,font,span,i,u,em,strong,small,big,nobr,tt,td,th,tr,tbody,thead,tfoot),[hidden],[style*=none i],[style*=hidden i]';

/** The cells that hold more than plain text, found by one native search of the table; null = it could not be told. */
function specialCells(table: Element): ReadonlySet<Element> | null {
  try {
    const cells = new Set<Element>();
    for (const element of table.querySelectorAll(SPECIAL)) {
      // Inside a list in a layout table, all the cells around count, up to the list itself.
      for (
        let cell = element.closest('td,th');
        cell && cell !== table && table.contains(cell);
        cell = cell.parentElement?.closest('td,th') ?? null
      )
        cells.add(cell);
    }
    return cells;
  } catch {
    return null;
  }
}

function makeRows(rows: readonly Element[], header: readonly Header[], each: number, ragged: boolean): Row[] {
  const carry = new Map<number, { cell: Element; rows: number }>();
  const places = new Map<ColumnSource, Place>();
  const place = (column: ColumnSource): Place => {
    let found = places.get(column);
    if (found === undefined) {
      found = findColumn(header, column);
      places.set(column, found);
    }
    return found;
  };
  const table = header.length > 0 ? (rows[0]?.closest('table') ?? null) : null;
  const special = table && specialCells(table);
  const spans = table?.querySelector('[colspan],[rowspan]') !== null;
  const grids = rows.map((row) =>
    row.tagName !== 'TR' || header.length === 0 ? [] : spans ? grid(row, carry) : cellsOf(row),
  );
  const make = (index: number): Row => ({
    elements: rows.slice(index, index + each),
    item: undefined,
    cell: (column) => {
      const found = place(column);
      if (typeof found === 'string') return found;
      const cells = grids[index + found.line];
      // A row with more or fewer cells than its header may be shifted, and every value in it another column's.
      if (cells && cells.length !== header[found.line]?.length && !ragged) return 'shape';
      return cells?.[found.column] ?? 'missing';
    },
    isPlain: (cell) => special?.has(cell) === false,
    header: (column) => {
      const found = place(column);
      return typeof found === 'string' ? undefined : found.header.raw;
    },
  });
  return rows.map((_, index) => make(index));
}

function linksTo(cell: Element, wanted: readonly string[]): boolean {
  for (const link of cell.querySelectorAll('a[href],[onclick]')) {
    for (const text of [link.getAttribute('href'), link.getAttribute('onclick')]) {
      if (
        text !== null &&
        wanted.some((one) =>
          text
            .split(one)
            .slice(1)
            .some((rest) => !/^\w/.test(rest)),
        )
      )
        return true;
    }
  }
  return false;
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
      found = text === '' ? [] : [text];
    } else {
      const first = row.elements[0];
      found = first ? idsIn(first, [rule], look) : [];
    }
    if (found.length > 0) return found;
  }
  return [];
}
