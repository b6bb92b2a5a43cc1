import { fieldOf } from '../data/fields.ts';
import { type CrmRecord, textOf } from '../data/records.ts';
import { displayName } from '../data/store.ts';
import { escapeHtml } from '../text/html.ts';
import { fullPage } from './chrome.ts';
import { type PageAnswer, type PageContext, visible, word } from './context.ts';
import { offsetHours, showDate, showNumber, showTime } from './formats.ts';
import { actionsColumn, type Column, listTable, modifiedColumn } from './list-table.ts';
import { showValue } from './value.ts';

const value = (context: PageContext, record: CrmRecord, key: string): string => {
  const field = fieldOf(record.type, key);
  return field === undefined ? '' : showValue(context, field, record);
};

/** `benutzer.asp`: all users on one page, leavers too. */
export const usersList = (context: PageContext): PageAnswer => {
  const columns: readonly Column[] = [
    {
      en: 'Login',
      de: 'Anmeldename',
      cell: (user) => `<a href="benutzer.asp?id=${user.id}">${escapeHtml(textOf(user, 'login'))}</a>`,
    },
    { en: 'Name', de: 'Name', cell: (user) => escapeHtml(displayName(user)) },
    { en: 'E-mail', de: 'E-Mail', cell: (user) => value(context, user, 'emailAddress') },
    { en: 'Active', de: 'Aktiv', cell: (user) => value(context, user, 'active') },
    modifiedColumn(context),
    actionsColumn(context),
  ];
  const users = visible(context, context.store.sorted('BUSINESS_USER', 'name', false));
  const title = word(context, 'Users', 'Benutzer');
  return { kind: 'list', html: fullPage(context.viewer, title, listTable(context, 'tbl_benutzer', columns, users)) };
};

/** `phasen.asp`: all stages on one page, retired ones too. */
export const stagesList = (context: PageContext): PageAnswer => {
  const columns: readonly Column[] = [
    { en: 'ID', de: 'Nr.', cell: (stage) => stage.id },
    {
      en: 'Stage',
      de: 'Phase',
      cell: (stage) => `<a href="phase.asp?id=${stage.id}">${escapeHtml(textOf(stage, 'name'))}</a>`,
    },
    { en: 'Order', de: 'Reihenfolge', cell: (stage) => value(context, stage, 'sortOrder') },
    { en: 'Active', de: 'Aktiv', cell: (stage) => value(context, stage, 'isActive') },
    { en: 'Means', de: 'Bedeutet', cell: (stage) => value(context, stage, 'status') },
    actionsColumn(context),
  ];
  const stages = [...visible(context, context.store.all('STAGE'))].sort(
    (left, right) => Number(left.values['sortOrder']) - Number(right.values['sortOrder']),
  );
  const title = word(context, 'Stages', 'Phasen');
  return { kind: 'list', html: fullPage(context.viewer, title, listTable(context, 'tbl_phasen', columns, stages)) };
};

/** `einstellungen.asp`: the viewer's language, formats and time zone. */
export const settingsPage = (context: PageContext): PageAnswer => {
  const { viewer, now } = context;
  const rows: readonly (readonly [string, string])[] = [
    [word(context, 'Login', 'Anmeldename'), escapeHtml(viewer.login)],
    [word(context, 'Language', 'Sprache'), viewer.language === 'de' ? 'Deutsch' : 'English'],
    [word(context, 'Date format', 'Datumsformat'), viewer.format === 'american' ? 'MM/DD/YYYY' : 'TT.MM.JJJJ'],
    [word(context, 'Example', 'Beispiel'), `${showDate('2003-12-31', viewer)}; ${showNumber(1234.56, 2, viewer)}`],
    [word(context, 'Time zone', 'Zeitzone'), `Europe/Berlin (GMT+0${offsetHours(now)}:00)`],
    [word(context, 'Server time', 'Serverzeit'), showTime(now, viewer)],
  ];
  const lines = rows.map(
    ([label, text]) =>
      `<tr><td bgcolor=#E8E8E8><font face=Arial size=2>${label}:</font><td><font face=Arial size=2>${text}</font>`,
  );
  const body = `<table id=tbl_einstellungen border=0 cellspacing=1 cellpadding=3>\n${lines.join('\n')}\n</table>`;
  return { kind: 'other', html: fullPage(viewer, word(context, 'Settings', 'Einstellungen'), body) };
};
