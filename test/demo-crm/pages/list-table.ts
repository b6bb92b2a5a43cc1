import { TYPE_LETTERS } from '../data/letters.ts';
import type { CrmRecord } from '../data/records.ts';
import { recordPath } from '../data/truth.ts';
import { cut, escapeHtml } from '../text/html.ts';
import { type PageContext, word } from './context.ts';
import { showImpossible, showTime } from './formats.ts';

/** One column of a list. */
export interface Column {
  readonly en: string;
  readonly de: string;
  /** Where a click on the header leads, if the list sorts by this column. */
  readonly sortHref?: string;
  readonly align?: 'right';
  readonly cell: (record: CrmRecord, index: number) => string;
}

/** Rows between two repetitions of the header row. */
const HEADER_EVERY = 10;

/** A cut text with the whole of it in the title. */
export const cutWithTitle = (text: string): string =>
  cut(text) === text ? escapeHtml(text) : `<span title="${escapeHtml(text)}">${escapeHtml(cut(text))}</span>`;

/** The column that shows when a record was last changed. */
export const modifiedColumn = (context: PageContext, sortHref?: string): Column => ({
  en: 'Modified',
  de: 'Geändert',
  ...(sortHref === undefined ? {} : { sortHref }),
  cell: (record) =>
    context.store.impossibleDate(record.type, record.id) === 'modifiedDate'
      ? showImpossible(context.viewer, true)
      : showTime(record.modified, context.viewer),
});

/** The links that act on a row: plain GET, with the row's own id. */
export const actionsColumn = (context: PageContext): Column => ({
  en: '&nbsp;',
  de: '&nbsp;',
  cell: (record) =>
    `<a href="${recordPath(record.type, record.id).slice(1)}&modus=edit" title="${word(context, 'Edit', 'Bearbeiten')}"><img src="bilder/stift.gif" border=0 width=12 height=12></a> <a href="loeschen.asp?typ=${TYPE_LETTERS[record.type]}&id=${record.id}" onClick="return sicher()" title="${word(context, 'Delete', 'Löschen')}"><img src="bilder/korb.gif" border=0 width=12 height=12></a>`,
});

const header = (context: PageContext, columns: readonly Column[]): string => {
  const cells = columns.map((column) => {
    const text = word(context, column.en, column.de);
    const linked = column.sortHref === undefined ? text : `<a href="${column.sortHref}">${text}</a>`;
    return `<th bgcolor=#336699 align=left nowrap><font face=Arial size=1 color=#FFFFFF>${linked}</font></th>`;
  });
  return `<tr>${cells.join('')}</tr>`;
};

/** The table of a list: header (repeated every ten rows), rows in two colours, or one row that says there are none. */
export const listTable = (
  context: PageContext,
  id: string,
  columns: readonly Column[],
  records: readonly CrmRecord[],
  totals = '',
): string => {
  const lines = [header(context, columns)];
  records.forEach((record, index) => {
    if (index > 0 && index % HEADER_EVERY === 0) lines.push(header(context, columns));
    const cells = columns.map(
      (column) =>
        `<td${column.align === undefined ? '' : ` align=${column.align}`} valign=top><font face=Arial size=1>${column.cell(record, index) || '&nbsp;'}</font>`,
    );
    lines.push(`<tr bgcolor=${index % 2 === 0 ? '#FFFFFF' : '#EEF3F8'}>${cells.join('')}`);
  });
  if (records.length === 0) {
    lines.push(
      `<tr><td colspan=${columns.length}><font face=Arial size=2><i>${word(context, 'No records found.', 'Keine Datensätze gefunden.')}</i></font></td></tr>`,
    );
  } else if (totals !== '') {
    lines.push(totals);
  }
  return `<table id=${id} border=0 cellspacing=1 cellpadding=3 width="100%" bgcolor=#CCCCCC>\n${lines.join('\n')}\n</table>`;
};
