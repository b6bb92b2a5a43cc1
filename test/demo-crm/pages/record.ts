import { FIELDS, type FieldDefinition } from '../data/fields.ts';
import { TYPE_LETTERS } from '../data/letters.ts';
import { type CrmRecord, type ObjectType, textOf } from '../data/records.ts';
import { displayName } from '../data/store.ts';
import { recordPath } from '../data/truth.ts';
import { escapeHtml } from '../text/html.ts';
import { fullPage, SENTENCES, sentencePage } from './chrome.ts';
import { type PageAnswer, type PageContext, word } from './context.ts';
import { editForm } from './edit.ts';
import { showImpossible, showTime } from './formats.ts';
import { relatedRecords } from './related.ts';
import { showValue } from './value.ts';

const TITLES: Readonly<Record<ObjectType, readonly [en: string, de: string]>> = {
  ACCOUNT: ['Account', 'Firma'],
  CONTACT: ['Contact', 'Kontakt'],
  DEAL: ['Deal', 'Verkaufschance'],
  LEAD: ['Lead', 'Interessent'],
  BUSINESS_USER: ['User', 'Benutzer'],
  STAGE: ['Stage', 'Phase'],
};

const SECTIONS = {
  contact: ['Contact details', 'Kontaktdaten'],
  assistant: ['Assistant', 'Sekretariat'],
  conversion: ['Conversion', 'Umwandlung'],
} as const;

interface Row {
  readonly label: string;
  readonly value: string;
}

const systemRows = (context: PageContext, record: CrmRecord): readonly Row[] => {
  const { store, viewer } = context;
  const impossible = store.impossibleDate(record.type, record.id);
  const created = impossible === 'createdDate' ? showImpossible(viewer, true) : showTime(record.created, viewer);
  const modified = impossible === 'modifiedDate' ? showImpossible(viewer, true) : showTime(record.modified, viewer);
  const by = (key: string): string =>
    record.type === 'DEAL' ? ` ${word(context, 'by', 'von')} ${escapeHtml(textOf(record, key) || 'system')}` : '';
  return [
    { label: word(context, 'Created', 'Angelegt'), value: created + by('createdBy') },
    { label: word(context, 'Modified', 'Geändert'), value: modified + by('modifiedBy') },
  ];
};

/** Accounts, leads, users and stages: label and value in two columns; cells and rows are never closed. */
const twoColumns = (rows: readonly Row[]): string =>
  rows
    .map(
      ({ label, value }) =>
        `<tr><td width=170 bgcolor=#E8E8E8 valign=top><font face=Arial size=2>${label}:</font>\n<td bgcolor=#F8F8F8><font face=Arial size=2>${value}</font>`,
    )
    .join('\n');

/** Deals and contacts: two label/value pairs a row, labels right-aligned with a colon behind `&nbsp;`. */
const fourColumns = (rows: readonly Row[]): string => {
  const cell = (row: Row | undefined): string =>
    row === undefined
      ? '<td colspan=2>&nbsp;</td>'
      : `<td class=lbl align=right bgcolor="#D8E4F0" width="15%"><font face="Arial" size="2">${row.label}&nbsp;:</font></td><td class=wert width="35%"><font face="Arial" size="2">${row.value}</font></td>`;
  const lines: string[] = [];
  for (let index = 0; index < rows.length; index += 2)
    lines.push(`<tr>${cell(rows[index])}${cell(rows[index + 1])}</tr>`);
  return lines.join('\n');
};

const rowOf = (context: PageContext, record: CrmRecord, field: FieldDefinition): Row => ({
  label: escapeHtml(context.viewer.language === 'de' ? field.de : field.en),
  value: showValue(context, field, record),
});

const table = (id: string, rows: string): string =>
  `<table id=${id} border=0 cellspacing=1 cellpadding=3 width="100%">\n${rows}\n</table>`;

const heading = (text: string): string =>
  `<table width="100%" border=0><tr><td bgcolor="#336699"><font face="Arial" size="2" color="#FFFFFF"><b>${text}</b></font></td></tr></table>`;

const sections = (context: PageContext, record: CrmRecord): string => {
  const part = (name: keyof typeof SECTIONS): string => {
    const rows = FIELDS[record.type]
      .filter((field) => field.section === name)
      .map((field) => rowOf(context, record, field));
    return heading(word(context, SECTIONS[name][0], SECTIONS[name][1])) + table(`tbl_${name}`, fourColumns(rows));
  };
  return (
    part('contact') +
    part('assistant') +
    heading('System') +
    table('tbl_system', fourColumns(systemRows(context, record)))
  );
};

const recordBody = (context: PageContext, record: CrmRecord): string => {
  if (record.type === 'CONTACT') return sections(context, record);
  const fields = FIELDS[record.type].filter(
    // A lead that was never converted has no such rows at all.
    (field) => !field.key.startsWith('convertedTo') || (record.values[field.key] ?? null) !== null,
  );
  const rows = fields.map((field) => rowOf(context, record, field));
  const system = record.type === 'STAGE' ? [] : systemRows(context, record);
  const layout = record.type === 'DEAL' ? fourColumns : twoColumns;
  return table('tbl_daten', layout([...rows, ...system]));
};

const acts = (context: PageContext, record: CrmRecord): string => {
  const page = recordPath(record.type, record.id).slice(1);
  const history =
    record.type === 'DEAL'
      ? `<a href="verlauf.asp?id=${record.id}">[${word(context, 'History', 'Verlauf')}]</a>\n`
      : '';
  return `<font face=Arial size=2>${history}<a href="${page}&modus=edit">[${word(context, 'Edit', 'Bearbeiten')}]</a>
<a href="loeschen.asp?typ=${TYPE_LETTERS[record.type]}&id=${record.id}" onClick="return sicher()">[${word(context, 'Delete', 'Löschen')}]</a></font>`;
};

/**
 * The page of one record, `?id=`; with `&modus=edit` its form. A deleted or unknown id and a forbidden one each answer
 * 200 with a sentence of their own.
 */
export const recordPage = (context: PageContext, type: ObjectType, id: string): PageAnswer => {
  const [en, de] = TITLES[type];
  const title = word(context, en, de);
  const record = context.store.get(type, id);
  if (record === undefined) return { kind: 'detail', html: sentencePage(context.viewer, title, SENTENCES.gone) };
  if (!context.may(type, id)) return { kind: 'detail', html: sentencePage(context.viewer, title, SENTENCES.denied) };
  if (context.query.get('modus') === 'edit') {
    return { kind: 'form', html: fullPage(context.viewer, title, editForm(context, type, record, [])) };
  }
  const body = `<p><font face=Arial size=4 color=#336699>${escapeHtml(displayName(record))}</font></p>
${recordBody(context, record)}
${acts(context, record)}
${relatedRecords(context, record)}`;
  return { kind: 'detail', html: fullPage(context.viewer, title, body) };
};
