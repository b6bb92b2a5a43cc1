import type { ObjectType } from '../data/records.ts';
import { accountsList } from './accounts.ts';
import { deleteRecord, newRecordForm, saveRecord } from './acts.ts';
import { settingsPage, stagesList, usersList } from './admin.ts';
import { framesetPage, menuFrame, SENTENCES, sentencePage, topFrame } from './chrome.ts';
import { contactsList } from './contacts.ts';
import type { PageAnswer, PageContext } from './context.ts';
import { dealsList } from './deals.ts';
import { historyPage } from './history.ts';
import { leadsList } from './leads.ts';
import { recordPage } from './record.ts';
import { startPage } from './start.ts';

/** One address of the CRM. */
export interface Route {
  readonly render: (context: PageContext) => PageAnswer;
  /** Ends the session, changes or deletes data. */
  readonly acts?: true;
  /** Without a session: the sign-in form at this very address with status 200, instead of a redirect. */
  readonly signInHere?: true;
}

const list =
  (type: ObjectType, render: (context: PageContext) => PageAnswer) =>
  (context: PageContext): PageAnswer =>
    context.may(type, '*')
      ? render(context)
      : { kind: 'list', html: sentencePage(context.viewer, 'AdressPilot', SENTENCES.deniedList) };

const detail =
  (type: ObjectType) =>
  (context: PageContext): PageAnswer =>
    recordPage(context, type, context.query.get('id') ?? '');

/** Pages that the frameset may open in its main frame after signing in. */
const MAIN_FRAME = /^[a-z]+\.asp(\?[\w=&%.+-]*)?$/;

const frameset = (context: PageContext): PageAnswer => {
  const main = context.query.get('haupt') ?? '';
  return { kind: 'frame', html: framesetPage(MAIN_FRAME.test(main) ? main : 'haupt.asp') };
};

const users = list('BUSINESS_USER', usersList);
const user = detail('BUSINESS_USER');

/** Every page that needs a session, by path. */
export const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/', { render: () => ({ kind: 'frame', redirect: 'default.asp' }) }],
  ['/default.asp', { render: frameset }],
  ['/kopf.asp', { render: (context) => ({ kind: 'frame', html: topFrame(context.viewer) }) }],
  ['/menu.asp', { render: (context) => ({ kind: 'frame', html: menuFrame(context.viewer) }) }],
  ['/haupt.asp', { render: startPage }],
  ['/einstellungen.asp', { render: settingsPage }],
  ['/konten.asp', { render: list('ACCOUNT', accountsList) }],
  ['/konto.asp', { render: detail('ACCOUNT') }],
  ['/kontakte.asp', { render: list('CONTACT', contactsList) }],
  ['/kontakt.asp', { render: detail('CONTACT') }],
  ['/chancen.asp', { render: list('DEAL', dealsList) }],
  ['/chance.asp', { render: detail('DEAL') }],
  ['/verlauf.asp', { render: historyPage }],
  ['/interessenten.asp', { render: list('LEAD', leadsList), signInHere: true }],
  ['/interessent.asp', { render: detail('LEAD'), signInHere: true }],
  ['/benutzer.asp', { render: (context) => (context.query.has('id') ? user(context) : users(context)) }],
  ['/phasen.asp', { render: list('STAGE', stagesList) }],
  ['/phase.asp', { render: detail('STAGE') }],
  ['/neu.asp', { render: newRecordForm }],
  ['/speichern.asp', { render: saveRecord, acts: true }],
  ['/loeschen.asp', { render: deleteRecord, acts: true }],
]);
