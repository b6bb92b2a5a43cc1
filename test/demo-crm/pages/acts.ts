import { typeOfLetter } from '../data/letters.ts';
import { OBJECT_TYPES, type ObjectType } from '../data/records.ts';
import { recordPath } from '../data/truth.ts';
import { fullPage, SENTENCES, sentencePage } from './chrome.ts';
import { type PageAnswer, type PageContext, word } from './context.ts';
import { editForm, readForm } from './edit.ts';

const LISTS = {
  ACCOUNT: 'konten.asp',
  CONTACT: 'kontakte.asp',
  DEAL: 'chancen.asp',
  LEAD: 'interessenten.asp',
  BUSINESS_USER: 'benutzer.asp',
  STAGE: 'phasen.asp',
} as const satisfies Record<ObjectType, string>;

/** `loeschen.asp?typ=K&id=4711`: deletes at once, on a plain GET. */
export const deleteRecord = (context: PageContext): PageAnswer => {
  const type = typeOfLetter(context.query.get('typ'));
  const id = context.query.get('id') ?? '';
  if (type === undefined || context.store.get(type, id) === undefined) {
    return { kind: 'act', html: sentencePage(context.viewer, 'AdressPilot', SENTENCES.gone) };
  }
  if (!context.may(type, id))
    return { kind: 'act', html: sentencePage(context.viewer, 'AdressPilot', SENTENCES.denied) };
  context.store.delete(type, id);
  return { kind: 'act', redirect: LISTS[type] };
};

/** `neu.asp?typ=K`: the empty form. */
export const newRecordForm = (context: PageContext): PageAnswer => {
  const type = typeOfLetter(context.query.get('typ')) ?? 'ACCOUNT';
  return {
    kind: 'form',
    html: fullPage(
      context.viewer,
      word(context, 'New record', 'Neuer Datensatz'),
      editForm(context, type, undefined, []),
    ),
  };
};

/** `speichern.asp`, posted by the forms: changes or creates a record, then shows it. */
export const saveRecord = (context: PageContext): PageAnswer => {
  const type = OBJECT_TYPES.find((candidate) => candidate === context.form.get('objekttyp'));
  const id = context.form.get('id') ?? '';
  const record = type === undefined ? undefined : context.store.get(type, id);
  if (context.method !== 'POST' || type === undefined || (id !== '' && record === undefined)) {
    return { kind: 'act', html: sentencePage(context.viewer, 'AdressPilot', SENTENCES.gone) };
  }
  if (id !== '' && !context.may(type, id)) {
    return { kind: 'act', html: sentencePage(context.viewer, 'AdressPilot', SENTENCES.denied) };
  }
  const { changes, wrong } = readForm(context, type, record);
  if (wrong.length > 0) {
    return { kind: 'act', html: fullPage(context.viewer, 'AdressPilot', editForm(context, type, record, wrong)) };
  }
  const { login } = context.viewer;
  const saved =
    record === undefined ? context.store.create(type, changes, login) : context.store.edit(type, id, changes, login);
  return { kind: 'act', redirect: recordPath(type, saved.id).slice(1) };
};
