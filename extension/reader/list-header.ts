/** The header of a list: which table has it, and what stands above each column. */

import { foldLabel } from '../../shared/profile/fold.ts';
import type { ListPage } from '../../shared/profile/schema.ts';
import { matchTemplate } from '../../shared/profile/template.ts';
import { isInside } from './nodes.ts';
import { pageFields } from './page-fields.ts';
import { type Carry, cellsOf, grid, rowsOf } from './table.ts';
import { shortText, textOf } from './text.ts';

export interface HeaderCell {
  /** Folded as labels are. */
  readonly text: string;
  /** As it stands there, for units. */
  readonly raw: string;
  readonly cell: Element;
}

/** The header cells above each column, the group's first. */
export type Header = readonly (readonly HeaderCell[])[];

function headerRaw(cell: Element, skip: ReadonlySet<Element>): string {
  // A sort mark may be a digit in a font of symbols: what the profile ignores is no part of the header.
  const marked = [...skip].some((one) => cell.contains(one));
  const text = marked ? textOf(cell, { skip }).text : shortText(cell, 200);
  if (text !== '') return text ?? '';
  return cell.querySelector('img')?.getAttribute('alt') ?? cell.getAttribute('title') ?? '';
}

function headerText(cell: Element, skip: ReadonlySet<Element>): string {
  return foldLabel(headerRaw(cell, skip));
}

function headerOf(rows: readonly Element[], skip: ReadonlySet<Element>, carry: Carry = new Map()): Header {
  const header: HeaderCell[][] = [];
  const known = new Map<Element, HeaderCell>();
  for (const row of rows) {
    grid(row, carry).forEach((cell, column) => {
      if (!cell) return;
      let one = known.get(cell);
      if (!one) {
        const raw = headerRaw(cell, skip);
        one = { text: foldLabel(raw), raw, cell };
        known.set(cell, one);
      }
      header[column] ??= [];
      if (!header[column].includes(one)) header[column].push(one);
    });
  }
  return Array.from(header, (one) => one ?? []);
}

/** In how many rows from the top a header is looked for. */
const DEEPEST = 15;

interface Found {
  readonly table: Element;
  readonly rows: readonly Element[];
  /** Index of the header's last row. */
  readonly last: number;
}

/** The table whose header holds one of each group of texts. Layout tables fall away: their cells are not short. */
export function tablesWith(
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
    for (const [index, row] of rows.slice(0, DEEPEST).entries()) {
      if (row.childElementCount < wanted.length) continue;
      const texts = new Set(cellsOf(row).map((cell) => headerText(cell, skip)));
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
export function headerAbove(
  table: Element,
  wanted: ReadonlySet<string>,
  links: readonly string[],
  skip: ReadonlySet<Element>,
): { rows: Element[]; last: number } | null {
  const rows = rowsOf(table);
  let best = -1;
  let most = 0;
  for (const [index, row] of rows.slice(0, DEEPEST).entries()) {
    const hits = cellsOf(row).filter(
      (cell) => wanted.has(headerText(cell, skip)) || (links.length > 0 && linksTo(cell, links)),
    ).length;
    if (hits > most) {
      most = hits;
      best = index;
    }
  }
  return best < 0 ? null : { rows, last: best };
}

/** Without stated headers: those of the first three different columns that fields name and do not allow to be absent. */
export function headerGroups(page: ListPage): (readonly string[])[] {
  const groups = new Map<string, readonly string[]>();
  for (const [source] of pageFields(page))
    if (source?.column && source.absent === undefined) groups.set(source.column.join('\n'), source.column);
  return [...groups.values()].slice(0, 3);
}

/** One header per row of a record; with one row a record, header rows above each other are one header. */
export function headerLines(
  rows: readonly Element[],
  last: number,
  headerRows: number,
  each: number,
  skip: ReadonlySet<Element>,
): Header[] {
  // A header cell that reaches down belongs to its first line only, but keeps its place in the lines below.
  const carry: Carry = new Map();
  if (each > 1)
    return Array.from({ length: each }, (_, line) => headerOf(rows.slice(last + line, last + line + 1), skip, carry));
  return [headerOf(rows.slice(Math.max(0, last - headerRows + 1), last + 1), skip)];
}

export function linksTo(cell: Element, wanted: readonly string[]): boolean {
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
