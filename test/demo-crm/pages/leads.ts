import { fieldOf } from '../data/fields.ts';
import { textOf } from '../data/records.ts';
import { displayName } from '../data/store.ts';
import { escapeHtml } from '../text/html.ts';
import { fullPage } from './chrome.ts';
import { type PageAnswer, type PageContext, visible, word } from './context.ts';
import { actionsColumn, type Column, cutWithTitle, listTable, modifiedColumn } from './list-table.ts';
import { pageOf, pagingLine, wholeNumber } from './paging.ts';
import { showValue } from './value.ts';

const ROWS = 30;

/**
 * `interessenten.asp?offset=30&sort=modified&dir=desc`: pages by offset; the id of a row stands in its checkbox and in
 * the acting links only.
 */
export const leadsList = (context: PageContext): PageAnswer => {
  const { query, store } = context;
  const sort = query.get('sort') === 'modified' ? 'modified' : 'name';
  const descending = query.get('dir') === 'desc';
  const size = context.rowsPerPage ?? ROWS;
  const page = pageOf(
    visible(context, store.sorted('LEAD', sort, descending)),
    wholeNumber(query.get('offset'), 0, 0),
    size,
  );
  const sortHref = (key: string): string =>
    `interessenten.asp?offset=0&sort=${key}&dir=${key === sort && !descending ? 'desc' : 'asc'}`;
  const columns: readonly Column[] = [
    { en: '&nbsp;', de: '&nbsp;', cell: (lead) => `<input type=checkbox name=sel value=${lead.id}>` },
    {
      en: 'Name',
      de: 'Name',
      sortHref: sortHref('name'),
      cell: (lead, index) => `<a href="javascript:zeile(${index})">${escapeHtml(displayName(lead))}</a>`,
    },
    { en: 'Company', de: 'Firma', cell: (lead) => cutWithTitle(textOf(lead, 'company')) },
    {
      en: 'State',
      de: 'Zustand',
      cell: (lead) => {
        const field = fieldOf('LEAD', 'leadState');
        return field === undefined ? '' : showValue(context, field, lead);
      },
    },
    modifiedColumn(context, sortHref('modified')),
    actionsColumn(context),
  ];
  const line = pagingLine(
    context,
    page,
    (start) => `interessenten.asp?offset=${start}&sort=${sort}&dir=${descending ? 'desc' : 'asc'}`,
  );
  const body = `<script language="JavaScript">
<!--
function zeile(n){var s=document.forms['liste'].elements['sel'];location.href='interessent.asp?id='+(s.length?s[n]:s).value}
//-->
</script>
<form name=liste>
${line}
${listTable(context, 'tbl_interessenten', columns, page.rows)}
${line}
</form>
<font face=Arial size=2><a href="neu.asp?typ=I">[${word(context, 'New lead', 'Neuer Interessent')}]</a></font>`;
  return { kind: 'list', html: fullPage(context.viewer, word(context, 'Leads', 'Interessenten'), body) };
};
