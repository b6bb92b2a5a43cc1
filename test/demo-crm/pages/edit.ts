import { FIELDS, type FieldDefinition } from '../data/fields.ts';
import { PICKLISTS, STATUS_WORDS } from '../data/picklists.ts';
import { type CrmRecord, type ObjectType, personName, textOf } from '../data/records.ts';
import { type Changes, displayName } from '../data/store.ts';
import { escapeHtml } from '../text/html.ts';
import { type PageContext, word } from './context.ts';
import { readDate, readNumber, showDate, showNumber } from './formats.ts';

type Option = readonly [value: string, text: string];

const select = (name: string, options: readonly Option[], chosen: string): string =>
  `<select name="${name}"><option value="">${options
    .map(
      ([value, text]) =>
        `<option value="${escapeHtml(value)}"${value === chosen ? ' selected' : ''}>${escapeHtml(text)}`,
    )
    .join('')}</select>`;

const optionsOf = (context: PageContext, field: FieldDefinition): readonly Option[] | undefined => {
  const { store, viewer } = context;
  switch (field.kind.as) {
    case 'picklist':
      return PICKLISTS[field.kind.list].map((option) => [option.en, option[viewer.language]]);
    case 'stage':
      return store.all('STAGE').map((stage) => [stage.id, displayName(stage)]);
    case 'user':
    case 'login':
      return store.all('BUSINESS_USER').map((user) => [user.id, personName(user)]);
    case 'status':
      return Object.entries(STATUS_WORDS).map(([status, words]) => [status, words[viewer.language]]);
    case 'language':
      return [
        ['en', 'English'],
        ['de', 'Deutsch'],
      ];
    case 'format':
      return [
        ['german', '31.12.2003 / 1.234,56'],
        ['american', '12/31/2003 / 1,234.56'],
      ];
    default:
      return undefined;
  }
};

const input = (context: PageContext, field: FieldDefinition, record: CrmRecord | undefined): string => {
  const value = record?.values[field.key] ?? null;
  const options = optionsOf(context, field);
  if (options !== undefined) return select(field.key, options, textOf(record, field.key));
  if (field.kind.as === 'boolean') {
    return `<input type=checkbox name="${field.key}" value="1"${value === true ? ' checked' : ''}>`;
  }
  if (field.kind.as === 'lines') {
    return `<textarea name="${field.key}" rows=5 cols=50>${escapeHtml(textOf(record, field.key))}</textarea>`;
  }
  let shown = typeof value === 'string' ? value : '';
  if (typeof value === 'number') shown = showNumber(value, field.kind.as === 'money' ? 2 : 0, context.viewer);
  if (field.kind.as === 'date' && shown !== '') shown = showDate(shown, context.viewer);
  return `<input type=text name="${field.key}" size=40 value="${escapeHtml(shown)}">`;
};

/** The form that changes a record, or makes a new one when there is none yet. */
export const editForm = (
  context: PageContext,
  type: ObjectType,
  record: CrmRecord | undefined,
  wrong: readonly string[],
): string => {
  const rows = FIELDS[type].map(
    (field) =>
      `<tr><td bgcolor=#E8E8E8><font face=Arial size=2>${escapeHtml(context.viewer.language === 'de' ? field.de : field.en)}</font><td>${input(context, field, record)}`,
  );
  const message =
    wrong.length === 0
      ? ''
      : `<p><font face=Arial size=2 color=#CC0000>${word(context, 'Not valid', 'Ungültig')}: ${escapeHtml(wrong.join(', '))}</font>`;
  return `${message}<form name=bearbeiten action="speichern.asp" method=post>
<input type=hidden name=objekttyp value="${type}"><input type=hidden name=id value="${record?.id ?? ''}">
<table border=0 cellspacing=1 cellpadding=2>
${rows.join('\n')}
</table>
<input type=submit name=ok value="${word(context, 'Save', 'Speichern')}">
</form>`;
};

const readField = (
  context: PageContext,
  field: FieldDefinition,
  text: string,
): string | number | boolean | null | undefined => {
  switch (field.kind.as) {
    case 'boolean':
      return text === '1';
    case 'integer':
    case 'percent':
    case 'money':
      return text === '' ? null : readNumber(text, context.viewer);
    case 'date':
      return text === '' ? null : readDate(text, context.viewer);
    case 'account':
    case 'contact':
    case 'deal': {
      const type = ({ account: 'ACCOUNT', contact: 'CONTACT', deal: 'DEAL' } as const)[field.kind.as];
      if (text === '') return null;
      return context.store.get(type, text) === undefined ? undefined : text;
    }
    default:
      return text === '' ? null : text.replaceAll('\r\n', '\n');
  }
};

/** The changes that a posted form asks for, and the labels of the fields that could not be read. */
export const readForm = (
  context: PageContext,
  type: ObjectType,
  record: CrmRecord | undefined,
): { readonly changes: Changes; readonly wrong: readonly string[] } => {
  const changes: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const field of FIELDS[type]) {
    const value = readField(context, field, (context.form.get(field.key) ?? '').trim());
    if (value === undefined) wrong.push(context.viewer.language === 'de' ? field.de : field.en);
    else if (value !== (record?.values[field.key] ?? null)) changes[field.key] = value;
  }
  return { changes, wrong };
};
