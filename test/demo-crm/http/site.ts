import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PASSWORD } from '../data/people.ts';
import { OBJECT_TYPES, type ObjectType } from '../data/records.ts';
import type { Store } from '../data/store.ts';
import { SENTENCES, signInPage } from '../pages/chrome.ts';
import type { PageAnswer, PageContext } from '../pages/context.ts';
import { viewerOf } from '../pages/formats.ts';
import { ROUTES } from '../pages/routes.ts';
import type { Session, Sessions } from '../pages/session.ts';
import { decodeForm } from '../text/charset.ts';
import type { Access } from './access-log.ts';
import { readBody, sendHtml, sendRedirect } from './answer.ts';
import { BLOCK_PAGE, errorPage, type Faults } from './faults.ts';
import type { Permissions } from './permissions.ts';

const COOKIE = 'ASPSESSIONIDAP2003';
/** A GIF of one pixel in one colour, stretched by the pages: blue to edit, red to delete. */
const pixel = (red: number, green: number, blue: number): Buffer =>
  Buffer.concat([
    Buffer.from('GIF89a\x01\x00\x01\x00\x80\x00\x00', 'latin1'),
    Buffer.from([red, green, blue, 0, 0, 0]),
    Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b]),
  ]);
const PENCIL = pixel(0x33, 0x66, 0x99);
const BASKET = pixel(0xcc, 0x33, 0x33);

/** What the pages of one demo CRM are served from. */
export interface Site {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly permissions: Permissions;
  readonly faults: Faults;
  readonly log: Access[];
  readonly clock: () => number;
  readonly rowsPerPage: number | undefined;
}

interface Outcome {
  readonly status: number;
  readonly kind: Access['kind'];
  readonly acted?: boolean;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const cookieOf = (request: IncomingMessage): string | undefined =>
  (request.headers.cookie ?? '')
    .split(/;\s*/)
    .find((pair) => pair.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);

/** Only addresses of this site may be opened after signing in. */
const safeTarget = (target: string): string => (/^\/?[a-z]+\.asp(\?[^\s"<>]*)?$/.test(target) ? target : 'default.asp');

const signIn = (site: Site, request: IncomingMessage, form: ReadonlyMap<string, string>): Outcome => {
  const target = form.get('ziel') ?? '';
  const user = site.store.userByLogin(form.get('user') ?? '');
  if (
    request.method !== 'POST' ||
    user === undefined ||
    user.values['active'] !== true ||
    form.get('pass') !== PASSWORD
  ) {
    return {
      status: 200,
      kind: 'sign-in',
      html: signInPage(target, request.method === 'POST' ? SENTENCES.wrongPassword : ''),
    };
  }
  const session = site.sessions.open(user.id);
  return {
    status: 302,
    kind: 'sign-in',
    headers: { Location: safeTarget(target), 'Set-Cookie': `${COOKIE}=${session.id}; path=/; HttpOnly` },
  };
};

const contextOf = (
  site: Site,
  session: Session,
  request: IncomingMessage,
  query: ReadonlyMap<string, string>,
  form: ReadonlyMap<string, string>,
): PageContext | undefined => {
  const user = site.store.get('BUSINESS_USER', session.userId);
  if (user === undefined) return undefined;
  const viewer = viewerOf(user);
  return {
    store: site.store,
    session,
    viewer,
    method: request.method ?? 'GET',
    query,
    form,
    may: (type, id) => site.permissions.may(viewer.login, type, id),
    rowsPerPage: site.rowsPerPage,
    now: site.clock(),
  };
};

const outcomeOf = (answer: PageAnswer, acted: boolean): Outcome =>
  'html' in answer
    ? { status: 200, kind: answer.kind, acted, html: answer.html }
    : { status: 302, kind: answer.kind, acted, headers: { Location: answer.redirect } };

const answer = (
  site: Site,
  request: IncomingMessage,
  path: string,
  search: string,
  form: ReadonlyMap<string, string>,
  session: Session | undefined,
): Outcome => {
  if (path === '/login.asp') {
    return { status: 200, kind: 'sign-in', html: signInPage(decodeForm(search).get('ziel') ?? '', '') };
  }
  if (path === '/anmelden.asp') return signIn(site, request, form);
  if (path === '/abmelden.asp') {
    if (session !== undefined) site.sessions.close(session.id);
    return {
      status: 302,
      kind: 'act',
      acted: true,
      headers: { Location: 'login.asp', 'Set-Cookie': `${COOKIE}=; path=/; Max-Age=0` },
    };
  }
  const route = ROUTES.get(path);
  if (route === undefined) return { status: 404, kind: 'other', html: errorPage(404) };
  const acted = route.acts === true;
  const context = session === undefined ? undefined : contextOf(site, session, request, decodeForm(search), form);
  if (context !== undefined) return outcomeOf(route.render(context), acted);
  const target = path.slice(1) + (search === '' ? '' : `?${search}`);
  if (route.signInHere === true) return { status: 200, kind: 'sign-in', acted, html: signInPage(target, '') };
  return { status: 302, kind: 'sign-in', acted, headers: { Location: `login.asp?ziel=${encodeURIComponent(target)}` } };
};

const send = (site: Site, response: ServerResponse, outcome: Outcome): void => {
  if (outcome.html === undefined) {
    const { Location = 'default.asp', ...rest } = outcome.headers ?? {};
    sendRedirect(response, Location, rest);
    return;
  }
  const html =
    outcome.status === 200 && site.faults.takeCut() ? outcome.html.slice(0, outcome.html.length / 2) : outcome.html;
  sendHtml(response, outcome.status, html, outcome.headers);
};

const faulty = (faults: Faults): Outcome | undefined => {
  if (faults.blocked) return { status: 200, kind: 'fault', html: BLOCK_PAGE };
  const failure = faults.takeFailure();
  if (failure === undefined) return undefined;
  const headers = failure.retryAfter === undefined ? {} : { 'Retry-After': String(failure.retryAfter) };
  return { status: failure.status, kind: 'fault', html: errorPage(failure.status), headers };
};

/** Answers one request for a page and logs it. */
export const servePage = async (site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const time = new Date(site.clock()).toISOString();
  const url = request.url ?? '/';
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  const search = question < 0 ? '' : url.slice(question + 1);
  const body = await readBody(request);
  const asset = path.startsWith('/bilder/') || path === '/favicon.ico';
  if (site.faults.latencyMs > 0 && !asset) {
    await new Promise((resolve) => setTimeout(resolve, site.faults.latencyMs));
  }
  const entry = (outcome: Pick<Outcome, 'status' | 'kind' | 'acted' | 'headers'>, user: string | null): void => {
    site.log.push({
      method: request.method ?? 'GET',
      url,
      posted: body.length === 0 ? null : createHash('sha256').update(body).digest('base64url'),
      user,
      time,
      answered: new Date(site.clock()).toISOString(),
      status: outcome.status,
      retryAfter: outcome.headers?.['Retry-After'] === undefined ? null : Number(outcome.headers['Retry-After']),
      acted: outcome.acted ?? false,
      kind: outcome.kind,
      referrer: request.headers.referer ?? null,
      dest: String(request.headers['sec-fetch-dest'] ?? '') || null,
    });
  };
  if (asset) {
    entry({ status: 200, kind: 'asset' }, null);
    const picture = path.endsWith('korb.gif') ? BASKET : PENCIL;
    response.writeHead(200, { 'Content-Type': 'image/gif', 'Content-Length': picture.length });
    response.end(picture);
    return;
  }
  const fault = faulty(site.faults);
  const session = fault === undefined ? site.sessions.use(cookieOf(request)) : undefined;
  const user = session === undefined ? undefined : site.store.get('BUSINESS_USER', session.userId);
  const outcome = fault ?? answer(site, request, path, search, decodeForm(body.toString('latin1')), session);
  entry(outcome, user === undefined ? null : viewerOf(user).login);
  send(site, response, outcome);
};

/** The object type of a text, if it is one. */
export const objectTypeOf = (text: unknown): ObjectType | undefined => OBJECT_TYPES.find((type) => type === text);
