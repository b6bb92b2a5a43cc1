import { fieldOf } from '../data/fields.ts';
import { type CrmRecord, textOf } from '../data/records.ts';
import { escapeHtml } from '../text/html.ts';
import { fullPage } from './chrome.ts';
import { type PageAnswer, type PageContext, visible, word } from './context.ts';
import { actionsColumn, type Column, cutWithTitle, listTable, modifiedColumn } from './list-table.ts';
import { pageOf, pagingLine, wholeNumber } from './paging.ts';
import { showValue } from './value.ts';

const ROWS = 20;
const SORTS = ['name', 'city', 'modified'] as const;

const value = (context: PageContext, record: CrmRecord, key: string): string => {
  const field = fieldOf(record.type, key);
  return field === undefined ? '' : showValue(context, field, record);
};

/** `konten.asp?page=2&sort=modified&dir=desc`: pages by plain links, remembers nothing. `q` filters by name. */
export const accountsList = (context: PageContext): PageAnswer => {
  const { query, store } = context;
  const sort = SORTS.find((key) => key === query.get('sort')) ?? 'name';
  const descending = query.get('dir') === 'desc';
  const search = (query.get('q') ?? '').toLowerCase();
  const size = context.rowsPerPage ?? ROWS;
  const found = visible(context, store.sorted('ACCOUNT', sort, descending), (account) =>
    search === '' ? true : textOf(account, 'name').toLowerCase().includes(search),
  );
  const page = pageOf(found, (wholeNumber(query.get('page'), 1, 1) - 1) * size, size);
  const rest = search === '' ? '' : `&amp;q=${encodeURIComponent(search)}`;
  const sortHref = (key: string): string =>
    `konten.asp?page=1&amp;sort=${key}&amp;dir=${key === sort && !descending ? 'desc' : 'asc'}${rest}`;
  const columns: readonly Column[] = [
    {
      en: 'Account name',
      de: 'Firma',
      sortHref: sortHref('name'),
      cell: (account) => `<a href="konto.asp?id=${account.id}">${cutWithTitle(textOf(account, 'name'))}</a>`,
    },
    { en: 'City', de: 'Ort', sortHref: sortHref('city'), cell: (account) => escapeHtml(textOf(account, 'city')) },
    { en: 'Phone', de: 'Telefon', cell: (account) => escapeHtml(textOf(account, 'phoneNumber')) },
    { en: 'Industry', de: 'Branche', cell: (account) => value(context, account, 'industry') },
    { en: 'Account manager', de: 'Betreuer', cell: (account) => value(context, account, 'ownerId') },
    modifiedColumn(context, sortHref('modified')),
    actionsColumn(context),
  ];
  const line = pagingLine(
    context,
    page,
    (start) => `konten.asp?page=${start / size + 1}&sort=${sort}&dir=${descending ? 'desc' : 'asc'}${rest}`,
  );
  const body = `${line}
${listTable(context, 'tbl_konten', columns, page.rows)}
${line}
<font face=Arial size=2><a href="neu.asp?typ=K">[${word(context, 'New account', 'Neue Firma')}]</a></font>`;
  return { kind: 'list', html: fullPage(context.viewer, word(context, 'Accounts', 'Firmen'), body) };
};
