/** The rows of a list: found by their table's header texts or by CSS, columns by header text, spans expanded. */

import { foldLabel } from '../../shared/profile/fold.ts';
import { idOf, joinedIds } from '../../shared/profile/record-id.ts';
import type { IdRule, ListPage, RowsSpec } from '../../shared/profile/schema.ts';
import { matchTemplate } from '../../shared/profile/template.ts';
import { idsIn } from './ids.ts';
import { headerAbove, headerGroups, headerLines, tablesWith } from './list-header.ts';
import { isInside } from './nodes.ts';
import { pageFields } from './page-fields.ts';
import { layOut } from './preformatted.ts';
import { ItemRow, type Row, tableRows } from './row-cells.ts';
import { literalText, partOf, scriptRows } from './script-data.ts';
import type { Look } from './signs.ts';
import { textOf } from './text.ts';

export interface RowsFound {
  readonly rows: readonly Row[];
  /** Whether the list itself is there: its table's header, its script. */
  readonly found: boolean;
  /** Why it cannot be told which rows are meant. */
  readonly problem?: { readonly code: string; readonly about?: readonly string[] };
}

/** Layout puts lists inside lists, but not so deep; looking through each of many rows to the end of all would take for ever. */
const DEEPEST = 20;

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
      rows: items.map((item) => new ItemRow(item)),
    };
  }
  if (spec?.lines !== undefined) {
    const tables = roots.flatMap((root) => look.all(root, spec.lines ?? '')).map((region) => layOut(region));
    return rowsBy({ ...spec, lines: undefined }, page, look, tables, skip);
  }
  const headerRows = spec?.headerRows ?? 1;
  const each = spec?.rowsPerRecord ?? 1;
  if (spec?.css !== undefined) {
    const css = spec.css;
    const rows = roots.flatMap((root) => look.all(root, css)).filter((row) => !isInside(row, skip));
    if (areDeep(rows)) return { rows: [], found: true, problem: { code: 'rows-in-rows' } };
    const table = rows[0]?.closest('table') ?? null;
    const sources = pageFields(page).flat();
    const ids = [page, ...Object.values(page.objects)].flatMap((one) => one?.id ?? []);
    const wanted = new Set([...sources, ...ids].flatMap((one) => one.column ?? []).map(foldLabel));
    const links = sources.flatMap((source) => source.columnLink ?? []);
    // Headers that are stated may stand in a table of their own, which stays where it is while the rows scroll.
    const stated = spec.headers && tablesWith(roots, spec.headers, skip);
    const above = stated
      ? (stated.find((one) => one.table === table) ?? (stated[1] ? null : stated[0]))
      : table && headerAbove(table, wanted, links, skip);
    const last = above?.rows[above.last];
    // A record that is called like a column heads nothing.
    const record = last && rows.includes(last) && idsIn(last, ids, look)[0];
    const header = above && !record ? headerLines(above.rows, above.last, headerRows, each, skip) : [];
    return { found: rows.length > 0, rows: tableRows(rows, header, each, spec.ragged === true) };
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
      problem: { code: 'ambiguous-list', about: [String(innermost.length)] },
    };
  const header = headerLines(found.rows, found.last, headerRows, each, skip);
  return {
    found: true,
    rows: tableRows(found.rows.slice(found.last + (each > 1 ? each - 1 : 0) + 1), header, each, spec?.ragged === true),
  };
}

/** Whether some of these elements, which come in the page's order, stand inside each other too deep. */
function areDeep(rows: readonly Element[]): boolean {
  let around: Element[] = [];
  return rows.some((row) => {
    around = [...around.filter((one) => one.contains(row)), row];
    return around.length > DEEPEST;
  });
}

/** The ids of a row; more than one is a problem of the row. */
export function rowIds(row: Row, rules: readonly IdRule[], look: Look): string[] {
  for (const rule of rules) {
    let found: string[];
    if (rule.parts) {
      found = joinedIds(rule.parts.map((part) => rowIds(row, [part], look)));
    } else if (rule.key !== undefined) {
      const text = literalText(partOf(row.item, rule.key) ?? null);
      found = text === null || text === '' ? [] : [text];
    } else if (rule.column) {
      const cell = row.cell(rule);
      const text = typeof cell === 'string' ? '' : textOf(cell).text;
      const id = rule.inside === undefined ? text : (idOf(matchTemplate(rule.inside, text)) ?? '');
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
