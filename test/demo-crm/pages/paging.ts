import { type PageContext, word } from './context.ts';

/** One page out of a list. */
export interface ListPage<T> {
  readonly rows: readonly T[];
  /** 0-based place of the first row. */
  readonly start: number;
  readonly total: number;
  /** Place of the next page's first row; undefined on the last page. */
  readonly next: number | undefined;
  /** Place of the page before; undefined on the first page. */
  readonly previous: number | undefined;
}

/** A whole number out of a request, or the fallback when it is none or below the least. */
export const wholeNumber = (text: string | undefined, least: number, fallback: number): number =>
  text !== undefined && /^\d{1,9}$/.test(text) && Number(text) >= least ? Number(text) : fallback;

/** The page that begins at `start`; beyond the end the last page, as old list pages do. */
export const pageOf = <T>(rows: readonly T[], start: number, size: number): ListPage<T> => {
  const total = rows.length;
  const first = start < total ? start : Math.max(0, Math.floor((total - 1) / size) * size);
  return {
    rows: rows.slice(first, first + size),
    start: first,
    total,
    next: first + size < total ? first + size : undefined,
    previous: first > 0 ? Math.max(0, first - size) : undefined,
  };
};

/** "1 - 20 of 64"; "0 - 0 of 0" for an empty list. */
export const rangeText = (context: PageContext, page: ListPage<unknown>): string =>
  `${page.total === 0 ? 0 : page.start + 1} - ${page.start + page.rows.length} ${word(context, 'of', 'von')} ${page.total}`;

/** The line under (and over) a list: range, previous, next. */
export const pagingLine = (
  context: PageContext,
  page: ListPage<unknown>,
  hrefOf: (start: number, way: 'previous' | 'next') => string,
): string => {
  const previous = word(context, '&lt; Previous', '&lt; Zurück');
  const next = word(context, 'Next &gt;', 'Weiter &gt;');
  const part = (start: number | undefined, way: 'previous' | 'next', text: string): string =>
    start === undefined ? `<font color=#999999>${text}</font>` : `<a href="${hrefOf(start, way)}">${text}</a>`;
  return `<table width="100%" border=0 class=blaettern><tr><td><font face=Arial size=1>${rangeText(context, page)}</font><td align=right><font face=Arial size=1>${part(page.previous, 'previous', previous)} | ${part(page.next, 'next', next)}</font></table>`;
};
