import { fieldOf } from '../data/fields.ts';
import { type CrmRecord, textOf } from '../data/records.ts';
import { cut, escapeHtml } from '../text/html.ts';
import { fullPage, SENTENCES, sentencePage } from './chrome.ts';
import { type PageAnswer, type PageContext, visible, word } from './context.ts';
import { showNumber } from './formats.ts';
import { actionsColumn, type Column, cutWithTitle, listTable, modifiedColumn } from './list-table.ts';
import { type ListPage, pageOf, pagingLine } from './paging.ts';
import { showValue } from './value.ts';
import { readViewState, VIEW_SORTS, VIEW_STATUSES, type ViewState, writeViewState } from './view-state.ts';

const ROWS = 20;

const chosen = (fields: ReadonlyMap<string, string>): ViewState => ({
  start: 0,
  sort: VIEW_SORTS.find((key) => key === fields.get('sort')) ?? 'name',
  descending: fields.get('dir') === 'desc',
  status: VIEW_STATUSES.find((key) => key === fields.get('status')) ?? 'open',
});

/** The state that a post-back asks for: another page, or a fresh start with the chosen filter and order. */
const requested = (context: PageContext, size: number): ViewState | undefined => {
  if (context.method !== 'POST') return chosen(context.query);
  const state = readViewState(context.form.get('__VIEWSTATE'));
  if (state === undefined) return undefined;
  const argument = context.form.get('__EVENTARGUMENT') ?? '';
  switch (context.form.get('__EVENTTARGET')) {
    case 'next':
      return { ...state, start: state.start + size };
    case 'previous':
      return { ...state, start: Math.max(0, state.start - size) };
    case 'page':
      return /^[1-9]\d{0,6}$/.test(argument) ? { ...state, start: (Number(argument) - 1) * size } : state;
    default:
      return chosen(context.form);
  }
};

const passes =
  (status: ViewState['status']) =>
  (deal: CrmRecord): boolean =>
    status === 'all' || (deal.values['status'] === 'OPEN') === (status === 'open');

const totals = (context: PageContext, page: ListPage<CrmRecord>): string => {
  const sum = page.rows.reduce((before, deal) => {
    const amount = deal.values['amount'];
    return before + (typeof amount === 'number' ? amount : 0);
  }, 0);
  return `<tr bgcolor=#FFFFCC><td><font face=Arial size=1><b>${word(context, 'Total of this page', 'Summe dieser Seite')}</b></font><td><td><td><td><td align=right><font face=Arial size=1><b>${showNumber(sum, 2, context.viewer)}</b></font><td><td><td></tr>`;
};

const columnsOf = (context: PageContext): readonly Column[] => {
  const { store } = context;
  const value = (deal: CrmRecord, key: string): string => {
    const field = fieldOf('DEAL', key);
    return field === undefined ? '' : showValue(context, field, deal);
  };
  return [
    {
      en: 'Deal',
      de: 'Verkaufschance',
      // The whole name stands on the record page only.
      cell: (deal) =>
        `<a href="#" onClick="openRec('${deal.id}'); return false">${escapeHtml(cut(textOf(deal, 'name')))}</a>`,
    },
    {
      en: 'Account',
      de: 'Firma',
      cell: (deal) => {
        const account = store.getDeletedToo('ACCOUNT', textOf(deal, 'accountId'));
        return account === undefined
          ? ''
          : `<a href="konto.asp?id=${account.id}">${cutWithTitle(textOf(account, 'name'))}</a>`;
      },
    },
    {
      en: 'Stage',
      de: 'Phase',
      cell: (deal) => escapeHtml(textOf(store.getDeletedToo('STAGE', textOf(deal, 'stage')), 'name')),
    },
    { en: 'Status', de: 'Status', cell: (deal) => value(deal, 'status') },
    { en: 'Owner', de: 'Verantwortlich', cell: (deal) => value(deal, 'ownerId') },
    { en: 'Amount (EUR)', de: 'Betrag (EUR)', align: 'right', cell: (deal) => value(deal, 'amount') },
    { en: 'Closing date', de: 'Abschluß am', cell: (deal) => value(deal, 'closeDate') },
    modifiedColumn(context),
    actionsColumn(context),
  ];
};

const select = (name: string, value: string, options: readonly (readonly [string, string])[]): string =>
  `<select name="${name}">${options.map(([key, text]) => `<option value="${key}"${key === value ? ' selected' : ''}>${text}</option>`).join('')}</select>`;

/**
 * `chancen.asp`: opens by GET (`?sort=modified&dir=desc&status=all`) and pages by post-back of its own form to the bare
 * address; the form carries the page in `__VIEWSTATE`. Shows open deals unless told otherwise.
 */
export const dealsList = (context: PageContext): PageAnswer => {
  const size = context.rowsPerPage ?? ROWS;
  const title = word(context, 'Deals', 'Chancen');
  const state = requested(context, size);
  if (state === undefined) return { kind: 'list', html: sentencePage(context.viewer, title, SENTENCES.viewState) };
  const found = visible(context, context.store.sorted('DEAL', state.sort, state.descending), passes(state.status));
  const page = pageOf(found, state.start, size);
  const line = pagingLine(context, page, (_start, way) => `javascript:__doPostBack('${way}','')`);
  const body = `<form name="Form1" method="post" action="chancen.asp" id="Form1">
<input type="hidden" name="__EVENTTARGET" value="">
<input type="hidden" name="__EVENTARGUMENT" value="">
<input type="hidden" name="__VIEWSTATE" value="${writeViewState({ ...state, start: page.start })}">
<script language="javascript">
<!--
function __doPostBack(eventTarget, eventArgument) {
  var theform = document.forms["Form1"];
  theform.__EVENTTARGET.value = eventTarget;
  theform.__EVENTARGUMENT.value = eventArgument;
  theform.submit();
}
// -->
</script>
<font face=Arial size=2>Status: ${select('status', state.status, [
    ['open', word(context, 'Open', 'Offen')],
    ['closed', word(context, 'Closed', 'Abgeschlossen')],
    ['all', word(context, 'All', 'Alle')],
  ])} ${word(context, 'Sort by', 'Sortiert nach')}: ${select('sort', state.sort, [
    ['name', word(context, 'Deal', 'Verkaufschance')],
    ['amount', word(context, 'Amount', 'Betrag')],
    ['closing', word(context, 'Closing date', 'Abschluß')],
    ['modified', word(context, 'Modified', 'Geändert')],
  ])} ${select('dir', state.descending ? 'desc' : 'asc', [
    ['asc', word(context, 'ascending', 'aufsteigend')],
    ['desc', word(context, 'descending', 'absteigend')],
  ])} <input type="button" name="filter" value="${word(context, 'Show', 'Anzeigen')}" onClick="__doPostBack('filter','')"></font>
${line}
${listTable(context, 'tbl_chancen', columnsOf(context), page.rows, totals(context, page))}
${line}
</form>
<font face=Arial size=2><a href="neu.asp?typ=C">[${word(context, 'New deal', 'Neue Chance')}]</a></font>`;
  return { kind: 'list', html: fullPage(context.viewer, title, body) };
};
