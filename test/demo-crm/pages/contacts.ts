import { textOf } from '../data/records.ts';
import { displayName } from '../data/store.ts';
import { escapeHtml } from '../text/html.ts';
import { fullPage } from './chrome.ts';
import { type PageAnswer, type PageContext, visible, word } from './context.ts';
import { actionsColumn, type Column, cutWithTitle, listTable, modifiedColumn } from './list-table.ts';
import { pageOf, pagingLine, wholeNumber } from './paging.ts';

const ROWS = 25;

/** What the request says outright overrules what the session remembers, and is remembered from then on. */
const remember = (context: PageContext): PageContext['session']['contacts'] => {
  const { query, session } = context;
  const sort = query.get('sort');
  const view = query.get('view');
  const direction = query.get('dir');
  const remembered = session.contacts;
  if (sort === 'name' || sort === 'modified') remembered.sort = sort;
  if (direction === 'asc' || direction === 'desc') remembered.descending = direction === 'desc';
  if (view === 'all' || view === 'mine') remembered.view = view;
  remembered.start = wholeNumber(query.get('start'), 0, remembered.start);
  return remembered;
};

/**
 * `kontakte.asp?start=25&sort=name&dir=asc&view=all`: pages by the place of the first row. Each parameter that is left
 * out is taken from the session, so that a plain visit opens on the remembered page.
 */
export const contactsList = (context: PageContext): PageAnswer => {
  const { store, viewer } = context;
  const { sort, descending, view, start } = remember(context);
  const size = context.rowsPerPage ?? ROWS;
  const found = visible(context, store.sorted('CONTACT', sort, descending), (contact) =>
    view === 'all' ? true : contact.values['ownerId'] === viewer.userId,
  );
  const page = pageOf(found, start, size);
  const direction = descending ? 'desc' : 'asc';
  const sortHref = (key: string): string =>
    `kontakte.asp?start=0&sort=${key}&dir=${key === sort && !descending ? 'desc' : 'asc'}`;
  const columns: readonly Column[] = [
    {
      en: 'Name',
      de: 'Name',
      sortHref: sortHref('name'),
      cell: (contact) => `<a href="kontakt.asp?id=${contact.id}">${escapeHtml(displayName(contact))}</a>`,
    },
    {
      en: 'Account',
      de: 'Firma',
      cell: (contact) => {
        const account = store.getDeletedToo('ACCOUNT', textOf(contact, 'accountId'));
        return account === undefined
          ? ''
          : `<a href="konto.asp?id=${account.id}">${cutWithTitle(textOf(account, 'name'))}</a>`;
      },
    },
    { en: 'Job title', de: 'Position', cell: (contact) => escapeHtml(textOf(contact, 'title')) },
    {
      en: 'E-mail',
      de: 'E-Mail',
      cell: (contact) => escapeHtml(textOf(contact, 'emailAddress').split('; ')[0] ?? ''),
    },
    modifiedColumn(context, sortHref('modified')),
    actionsColumn(context),
  ];
  const line = pagingLine(
    context,
    page,
    (place) => `kontakte.asp?start=${place}&amp;sort=${sort}&amp;dir=${direction}&amp;view=${view}`,
  );
  const choice = (key: string, text: string): string =>
    `<option value=${key}${key === view ? ' selected' : ''}>${text}`;
  const body = `<form name=ansicht action="kontakte.asp" method=get>
<input type=hidden name=start value=${page.start}><input type=hidden name=sort value=${sort}><input type=hidden name=dir value=${direction}>
<font face=Arial size=2>${word(context, 'View', 'Ansicht')}: <select name=view onChange="this.form.start.value=0;this.form.submit()">${choice('all', word(context, 'All contacts', 'Alle Kontakte'))}${choice('mine', word(context, 'My contacts', 'Meine Kontakte'))}</select></font></form>
${line}
${listTable(context, 'tbl_kontakte', columns, page.rows)}
${line}
<font face=Arial size=2><a href="neu.asp?typ=P">[${word(context, 'New contact', 'Neuer Kontakt')}]</a></font>`;
  return { kind: 'list', html: fullPage(viewer, word(context, 'Contacts', 'Kontakte'), body) };
};
