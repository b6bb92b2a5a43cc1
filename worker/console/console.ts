import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { refused } from '../api/answers.ts';
import { readBytes } from '../api/body.ts';
import { bridgeOf, closeOffices } from '../api/bridge-of.ts';
import { callerOf } from '../api/caller.ts';
import { readConfiguration } from '../configuration.ts';
import { AccessGate, ASSERTION_HEADER, accessRules } from './access.ts';
import { type ConsoleApp, type ConsoleContext, isOwnOrigin } from './frame.ts';
import { consoleHeaders } from './headers.ts';
import { alertsPage } from './pages/alerts.tsx';
import { attentionPage } from './pages/attention.tsx';
import { auditPage } from './pages/audit.tsx';
import { deletionsPage } from './pages/deletions.tsx';
import { devicesPage } from './pages/devices.tsx';
import { erasePage } from './pages/erase.tsx';
import { gongPage } from './pages/gong.tsx';
import { overviewPage } from './pages/overview.tsx';
import { profileChanges } from './pages/profile-changes.tsx';
import { profileConsent } from './pages/profile-consent.tsx';
import { profilesPage } from './pages/profiles.tsx';
import { recordsPage } from './pages/records.tsx';
import { sweepsPage } from './pages/sweeps.tsx';
import { uploadsPage } from './pages/uploads.tsx';
import { usersPage } from './pages/users.tsx';
import { problemPage } from './parts/layout.tsx';
import { SESSION_COOKIE, Signer } from './session.ts';
import { refusalPage, signInPage } from './sign-in.tsx';
import { ICON, STYLE, STYLE_PATH } from './style.ts';

const SIGN_IN_BYTES = 10_000;

/** Keys are kept while this Worker lives. */
const gate = new AccessGate((url) => fetch(url), Date.now);

/**
 * The pages for IT: no script, one session each, every form with a word of its own. What they show and do is the office's (worker/office).
 */
export const consoleRoutes = new Hono<ConsoleApp>()
  .use(consoleHeaders)
  .use(closeOffices)
  .get(STYLE_PATH.slice('/console'.length), () => asset(STYLE, 'text/css; charset=utf-8', 31_536_000))
  .get('/icon.svg', () => asset(ICON, 'image/svg+xml', 86_400))
  .use(async (c, next) => {
    const { adminToken, tokenKey, accessTeamDomain, accessAudience } = readConfiguration(c.env);
    c.set('now', Date.now());
    c.set('signer', new Signer({ adminToken, tokenKey }));
    c.set('actor', { name: 'token', way: 'console' });
    c.set('sessionId', '');
    const rules = accessRules(accessTeamDomain, accessAudience);
    if (rules !== null) {
      const verdict = await gate.verify(c.req.header(ASSERTION_HEADER), rules);
      if (!verdict.ok) return refusalPage(refused('access-refused', { detail: verdict.detail }));
      c.set('actor', { name: verdict.name, way: 'console' });
    }
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !isOwnOrigin(c))
      return refusalPage(refused('form-expired'));
    return next();
  })
  .post('/sign-in', async (c) => {
    const body = await readBytes(c.req.raw, SIGN_IN_BYTES);
    if (!body.ok) return refusalPage(body);
    const form = new URLSearchParams(new TextDecoder().decode(body.value));
    const next = ownPath(form.get('next'));
    const reply = await bridgeOf(c).signIn(form.get('token') ?? '', callerOf(c), c.get('actor').name);
    if (!reply.ok) return signInPage(next, reply);
    setCookie(c, SESSION_COOKIE, c.get('signer').cookie(reply.value.sessionId), {
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
      path: '/',
      expires: new Date(reply.value.expiresAt),
    });
    return c.redirect(next, 303);
  })
  .use(async (c, next) => {
    const sessionId = c.get('signer').sessionOf(getCookie(c, SESSION_COOKIE));
    const actor = sessionId === null ? null : await bridgeOf(c).session(sessionId);
    // A session belongs to whoever opened it: another person of Access signs in anew.
    if (sessionId === null || actor === null || actor.name !== c.get('actor').name) {
      if (c.req.method !== 'GET') return refusalPage(refused('signed-out'));
      const { pathname, search } = new URL(c.req.url);
      const page = signInPage(ownPath(`${pathname}${search}`), null);
      return new Response(page.body, { status: 401, headers: page.headers });
    }
    c.set('sessionId', sessionId);
    return next();
  })
  .post('/sign-out', async (c) => {
    await bridgeOf(c).signOut(c.get('sessionId'));
    setCookie(c, SESSION_COOKIE, '', { httpOnly: true, secure: true, sameSite: 'Strict', path: '/', maxAge: 0 });
    return c.redirect('/console', 303);
  })
  .route('/', overviewPage)
  .route('/', recordsPage)
  .route('/', erasePage)
  .route('/', uploadsPage)
  .route('/', sweepsPage)
  .route('/', deletionsPage)
  .route('/', attentionPage)
  .route('/', gongPage)
  .route('/', devicesPage)
  .route('/', profilesPage)
  .route('/', profileChanges)
  .route('/', profileConsent)
  .route('/', usersPage)
  .route('/', alertsPage)
  .route('/', auditPage)
  .all('*', (c: ConsoleContext) => problemPage(c, '/console', refused('not-found')));

/** Where to go after signing in: only a page of the console. */
function ownPath(path: string | null): string {
  return path !== null && /^\/console(?:[/?][\w\-./?=&%+]*)?$/.test(path) && !/\/\/|\.\./.test(path)
    ? path
    : '/console';
}

function asset(text: string, type: string, seconds: number): Response {
  return new Response(text, {
    headers: {
      'content-type': type,
      'cache-control': `public, max-age=${seconds}${seconds > 1e7 ? ', immutable' : ''}`,
    },
  });
}
