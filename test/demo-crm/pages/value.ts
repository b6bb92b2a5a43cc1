import type { FieldDefinition } from '../data/fields.ts';
import { PICKLISTS, picklistWord, STATUS_WORDS } from '../data/picklists.ts';
import { type CrmRecord, type ObjectType, personName, textOf } from '../data/records.ts';
import { displayName } from '../data/store.ts';
import { recordPath } from '../data/truth.ts';
import { escapeHtml, escapeLines } from '../text/html.ts';
import { type PageContext, word } from './context.ts';
import { showDate, showImpossible, showNumber } from './formats.ts';

/** How this CRM shows an empty value. */
export const EMPTY = '&nbsp;';

const link = (context: PageContext, type: ObjectType, id: string): string => {
  const target = context.store.getDeletedToo(type, id);
  const name = target === undefined ? id : displayName(target);
  return `<a href="${recordPath(type, id).slice(1)}">${escapeHtml(name)}</a>`;
};

/** All options of a list, invisible until someone clicks: the trap of every inline editor. */
const hiddenEditor = (name: string, options: readonly string[]): string =>
  `<span id="edit_${name}" style="display:none"><select name="${name}">${options.map((option) => `<option>${escapeHtml(option)}`).join('')}</select></span>`;

const yesOrNo = (context: PageContext, value: boolean): string =>
  value ? word(context, 'Yes', 'Ja') : word(context, 'No', 'Nein');

const addresses = (shown: string): string =>
  shown
    .split('; ')
    .map((address) => `<a href="mailto:${escapeHtml(address)}">${escapeHtml(address)}</a>`)
    .join('<br>');

const statusWord = (context: PageContext, status: string): string =>
  status === 'WON' || status === 'LOST' || status === 'OPEN' ? STATUS_WORDS[status][context.viewer.language] : status;

/** The stages' names, for editors. */
export const stageNames = (context: PageContext): readonly string[] =>
  context.store.sorted('STAGE', 'name', false).map((stage) => textOf(stage, 'name'));

const textValue = (context: PageContext, field: FieldDefinition, record: CrmRecord, value: string): string => {
  const { store, viewer } = context;
  switch (field.kind.as) {
    case 'lines':
      return escapeLines(value);
    case 'email':
    case 'emails':
      return addresses(value);
    case 'web':
      return `<a href="${escapeHtml(value.startsWith('http') ? value : `http://${value}`)}" target=_blank>${escapeHtml(value)}</a>`;
    case 'picklist':
      return `<b>${escapeHtml(picklistWord(field.kind.list, value, viewer.language))}</b>${hiddenEditor(
        field.key,
        PICKLISTS[field.kind.list].map((option) => option[viewer.language]),
      )}`;
    case 'date':
      return store.impossibleDate(record.type, record.id) === 'closeDate'
        ? showImpossible(viewer, false)
        : showDate(value, viewer);
    case 'user':
      return escapeHtml(personName(store.getDeletedToo('BUSINESS_USER', value)));
    case 'login':
      return `<a href="benutzer.asp?id=${value}">${escapeHtml(textOf(store.getDeletedToo('BUSINESS_USER', value), 'login'))}</a>`;
    case 'stage':
      return `<b>${escapeHtml(textOf(store.getDeletedToo('STAGE', value), 'name'))}</b> ${hiddenEditor('stage', stageNames(context))}`;
    case 'status':
      return statusWord(context, value);
    case 'account':
      return link(context, 'ACCOUNT', value);
    case 'contact':
      return link(context, 'CONTACT', value);
    case 'deal':
      return link(context, 'DEAL', value);
    default:
      return escapeHtml(value);
  }
};

/** A field of a record as HTML, in the viewer's language and formats. */
export const showValue = (context: PageContext, field: FieldDefinition, record: CrmRecord): string => {
  const value = record.values[field.key] ?? null;
  if (field.key === 'closeDate' && context.store.impossibleDate(record.type, record.id) === 'closeDate') {
    return showImpossible(context.viewer, false);
  }
  if (value === null || value === '') return EMPTY;
  if (typeof value === 'boolean') return yesOrNo(context, value);
  if (typeof value === 'number') return showNumber(value, field.kind.as === 'money' ? 2 : 0, context.viewer);
  return textValue(context, field, record, value);
};
