import { fieldOf } from '../data/fields.ts';
import type { Change } from '../data/history.ts';
import { STATUS_WORDS } from '../data/picklists.ts';
import { textOf } from '../data/records.ts';
import { escapeHtml } from '../text/html.ts';
import { fullPage, SENTENCES, sentencePage } from './chrome.ts';
import { type PageAnswer, type PageContext, word } from './context.ts';
import { showDate, showNumber, showTime } from './formats.ts';
import { EMPTY } from './value.ts';

const shown = (context: PageContext, field: Change['field'], value: Change['from']): string => {
  if (value === null) return EMPTY;
  if (typeof value === 'number') return showNumber(value, 2, context.viewer);
  if (typeof value !== 'string') return EMPTY;
  if (field === 'stage') return escapeHtml(textOf(context.store.getDeletedToo('STAGE', value), 'name'));
  if (field === 'closeDate') return showDate(value, context.viewer);
  if (value === 'OPEN' || value === 'WON' || value === 'LOST') return STATUS_WORDS[value][context.viewer.language];
  return escapeHtml(value);
};

/** `verlauf.asp?id=101`: who changed a deal's stage, status, amount or closing date, and when; newest first. */
export const historyPage = (context: PageContext): PageAnswer => {
  const id = context.query.get('id') ?? '';
  const title = word(context, 'History', 'Verlauf');
  const deal = context.store.get('DEAL', id);
  if (deal === undefined) return { kind: 'detail', html: sentencePage(context.viewer, title, SENTENCES.gone) };
  if (!context.may('DEAL', id)) {
    return { kind: 'detail', html: sentencePage(context.viewer, title, SENTENCES.denied) };
  }
  const names = [
    word(context, 'Date', 'Datum'),
    word(context, 'User', 'Benutzer'),
    word(context, 'Field', 'Feld'),
    word(context, 'Old value', 'Alter Wert'),
    word(context, 'New value', 'Neuer Wert'),
  ];
  const head = names.map(
    (name) => `<th align=left bgcolor=#336699><font face=Arial size=1 color=#FFFFFF>${name}</font>`,
  );
  const rows = context.store
    .history(id)
    .toReversed()
    .map((change) => {
      const field = fieldOf('DEAL', change.field);
      const label = field === undefined ? '' : word(context, field.en, field.de);
      const cells = [
        showTime(change.time, context.viewer),
        escapeHtml(change.by),
        escapeHtml(label),
        shown(context, change.field, change.from),
        shown(context, change.field, change.to),
      ];
      return `<tr>${cells.map((cell) => `<td bgcolor=#F8F8F8><font face=Arial size=1>${cell}</font>`).join('')}`;
    });
  const none = `<tr><td colspan=5><font face=Arial size=2><i>${word(context, 'No records found.', 'Keine Datensätze gefunden.')}</i></font>`;
  const body = `<p><font face=Arial size=4 color=#336699><a href="chance.asp?id=${id}">${escapeHtml(textOf(deal, 'name'))}</a></font></p>
<table id=tbl_verlauf border=0 cellspacing=1 cellpadding=3>
<tr>${head.join('')}
${rows.length === 0 ? none : rows.join('\n')}
</table>`;
  return { kind: 'detail', html: fullPage(context.viewer, title, body) };
};
