/** @jsxImportSource hono/jsx */

import { raw } from 'hono/html';
import type { Child, FC } from 'hono/jsx';
import { explain } from '../../../shared/errors/coded-error.ts';
import { type Refused, statusOf } from '../../api/answers.ts';
import type { ConsoleContext } from '../frame.ts';
import { STYLE_PATH } from '../style.ts';
import { NOTICES } from './notices.ts';
import { PostForm } from './pieces.tsx';
import { momentText } from './words.ts';

const NAVIGATION = [
  [
    'Watch',
    [
      ['/console', 'Overview'],
      ['/console/records', 'Find a record'],
      ['/console/uploads', 'Uploads'],
      ['/console/sweeps', 'Sweeps'],
    ],
  ],
  [
    'Decide',
    [
      ['/console/deletions', 'Deletions'],
      ['/console/attention', 'Needs attention'],
      ['/console/gong', 'Gong'],
    ],
  ],
  [
    'Manage',
    [
      ['/console/devices', 'Devices'],
      ['/console/profiles', 'Profiles'],
      ['/console/users', 'Users'],
      ['/console/alerts', 'Alerts'],
      ['/console/audit', 'Audit log'],
    ],
  ],
] as const;

const Document: FC<{ title: string; children?: Child }> = ({ title, children }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${title} · CRM Bridge`}</title>
      <link rel="stylesheet" href={STYLE_PATH} />
      <link rel="icon" href="/console/icon.svg" type="image/svg+xml" />
    </head>
    <body>{children}</body>
  </html>
);

const Links: FC<{ current: string }> = ({ current }) => (
  <>
    {NAVIGATION.map(([heading, links]) => (
      <div class="nav-group">
        <p class="nav-heading">{heading}</p>
        <ul>
          {links.map(([href, label]) => (
            <li>
              <a href={href} aria-current={href === current ? 'page' : undefined}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </div>
    ))}
  </>
);

export interface PageFacts {
  readonly title: string;
  /** The navigation's entry that this page belongs to. */
  readonly current: string;
  /** One line below the title. */
  readonly lead?: Child;
  readonly status?: number;
}

/** A page of the console. */
export function page(c: ConsoleContext, { title, current, lead, status = 200 }: PageFacts, content: Child): Response {
  const notice = NOTICES[c.req.query('done') ?? ''];
  const body = (
    <Document title={title}>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="bar">
        <a class="brand" href="/console">
          <img src="/console/icon.svg" alt="" width="24" height="24" />
          <span>CRM Bridge</span>
        </a>
        <details class="menu">
          <summary class="button small">Menu</summary>
          <nav aria-label="Menu">
            <Links current={current} />
          </nav>
        </details>
        <search class="seek">
          <form method="get" action="/console/records" class="seek-form">
            <label for="seek" class="unseen">
              Look up a record
            </label>
            <input
              id="seek"
              name="id"
              type="search"
              placeholder="Id of a record"
              autocomplete="off"
              spellcheck={false}
              required
            />
            <button type="submit" class="button small">
              Find
            </button>
          </form>
        </search>
        <PostForm c={c} to="/console/sign-out" class="who">
          <span class="soft clip" title={c.get('actor').name}>
            {c.get('actor').name === 'token' ? 'Administrator' : c.get('actor').name}
          </span>
          <button type="submit" class="button small">
            Sign out
          </button>
        </PostForm>
      </header>
      <div class="shell">
        <nav class="side" aria-label="Console">
          <Links current={current} />
        </nav>
        <main id="content">
          <div class="title">
            <h1>{title}</h1>
            <p class="soft as-of">
              as of{' '}
              <time datetime={new Date(c.get('now')).toISOString()}>
                {momentText(new Date(c.get('now')).toISOString())}
              </time>
            </p>
          </div>
          {lead === undefined ? null : <p class="lead">{lead}</p>}
          {notice === undefined ? null : (
            <p class="notice" role="status">
              {notice}
            </p>
          )}
          {content}
        </main>
      </div>
    </Document>
  );
  return asHtml(body, status);
}

/** A page without navigation: before anybody is signed in. */
export function plainPage(title: string, content: Child, status = 200): Response {
  return asHtml(
    <Document title={title}>
      <main class="alone" id="content">
        {content}
      </main>
    </Document>,
    status,
  );
}

/** What happened, why, and the one next step. */
export const Problem: FC<{ refusal: Refused }> = ({ refusal }) => {
  const { code, what, why, next } = explain(refusal.code, refusal.details);
  return (
    <div class="problem" role="alert">
      <h2>{what}</h2>
      <p>{why}</p>
      <p>
        <strong>{next}</strong>
      </p>
      <p class="soft">
        <code>{code}</code>
      </p>
    </div>
  );
};

/** The page of a refusal, for whoever is signed in. */
export function problemPage(c: ConsoleContext, current: string, refusal: Refused): Response {
  const response = page(
    c,
    { title: 'That did not work', current, status: statusOf(refusal.code) },
    <>
      <Problem refusal={refusal} />
      <p>
        <a class="button" href={current}>
          Back
        </a>
      </p>
    </>,
  );
  return withRetry(response, refusal);
}

/** 429 says when to come back, for machines too. */
export function withRetry(response: Response, { details }: Refused): Response {
  const seconds = details['seconds'];
  if (typeof seconds === 'number') response.headers.set('retry-after', String(seconds));
  return response;
}

function asHtml(body: Child, status: number): Response {
  return new Response(`${raw('<!doctype html>')}${String(body)}`, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
}
