import { readFileSync, statSync } from 'node:fs';
import { readPage } from '../../extension/reader/whole.ts';
import { matchAddress } from '../../shared/profile/page-address.ts';
import { decodePage, htmlOf } from '../../shared/profile/page-text.ts';
import type { PageReading, PlannedPage } from '../../shared/profile/raw.ts';
import { absolute, listPages, objectTypesInOrder, pagesForUrl } from '../../shared/profile/requests.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import { parsePage } from './parse-page.ts';

/** A saved page as one or more pages of the profile: one address may hold several lists. */
export interface LoadedPage {
  readonly file: string;
  readonly url: string;
  readonly readings: readonly PageReading[];
  /** Short texts that stand on the page by themselves: what a label or a header may be. */
  readonly words: () => readonly string[];
  /** Addresses and calls of its links, as they are written. */
  readonly links: () => readonly string[];
  /** When it was saved, an ISO instant: the answer's `date`, else the file's. */
  readonly savedAt: string;
}

/** Key of the page that stands for addresses that the profile does not describe: only its state is judged. */
const ELSEWHERE = 'elsewhere';

interface Sidecar {
  readonly url?: string;
  readonly contentType?: string;
  /** Where the answer sends the browser, if it was not followed. */
  readonly location?: string;
  readonly date?: string;
}

/** `PAGE.headers.json`: an object with `url` and `content-type`, `location` of a redirect that was not followed, and `date`; names in any case. */
function sidecarOf(file: string): Sidecar {
  let text: string;
  try {
    text = readFileSync(`${file}.headers.json`, 'utf8');
  } catch {
    return {};
  }
  const parsed: unknown = JSON.parse(text);
  const found: { url?: string; contentType?: string; location?: string; date?: string } = {};
  const pairs = Array.isArray(parsed)
    ? parsed
    : Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {});
  for (const pair of pairs) {
    const [name, value]: unknown[] = Array.isArray(pair) ? pair : [];
    if (typeof name !== 'string' || typeof value !== 'string') continue;
    if (name.toLowerCase() === 'url') found.url = value;
    if (name.toLowerCase() === 'content-type') found.contentType = value;
    if (name.toLowerCase() === 'location') found.location = value;
    if (name.toLowerCase() === 'date') found.date = value;
  }
  return found;
}

/** The address of a saved page: its sidecar's, the stated one, or its own `<base>`; after a redirect that was not followed, the new one. */
function addressIn(sidecar: Sidecar, text: string, statedUrl: string | undefined): string | undefined {
  const url = sidecar.url ?? statedUrl ?? /<base[^>]+href\s*=\s*["']?([^"'\s>]+)/i.exec(text.slice(0, 20_000))?.[1];
  return url !== undefined && sidecar.location !== undefined && URL.canParse(sidecar.location, url)
    ? new URL(sidecar.location, url).href
    : url;
}

/**
 * The profile as it reads these pages: where all of them come from one origin that it does not name (a preset, a copy of the CRM), as though
 * that were its own.
 */
export function profileAt(profile: Profile, files: readonly string[], statedUrl: string | undefined): Profile {
  const origins = new Set(
    files.flatMap((file) => {
      const sidecar = sidecarOf(file);
      const url = sidecar.url ?? statedUrl ?? addressIn(sidecar, readFileSync(file, 'latin1'), undefined);
      return url !== undefined && isAddress(url) ? [new URL(url).origin] : [];
    }),
  );
  const [origin] = origins;
  if (origin === undefined || origins.size > 1 || profile.crm.origin.includes(origin)) return profile;
  return { ...profile, crm: { ...profile.crm, origin: [origin] } };
}

/**
 * Reads a saved page with the profile, from its bytes on.
 *
 * @param statedUrl the address from the command line, used where the page has no sidecar
 */
export function loadPage(profile: Profile, file: string, statedUrl: string | undefined): LoadedPage {
  const bytes = readFileSync(file);
  const sidecar = sidecarOf(file);
  const { text, charset } = decodePage(bytes, sidecar.contentType ?? null);
  const stated = addressIn(sidecar, text, statedUrl);
  const url = stated === undefined ? (profile.crm.origin[0] ?? 'about:blank') : stated;
  const pages = stated === undefined ? [] : pagesForUrl(profile, url);
  const withElsewhere: Profile = { ...profile, pages: { ...profile.pages, [ELSEWHERE]: { kind: 'other', url: '/' } } };
  const elsewhere: PlannedPage = { page: ELSEWHERE, request: { method: 'GET', url } };
  const planned: PlannedPage[] = pages.map((page) => ({ ...page, request: requestFor(profile, page.page, url) }));
  const look = (one: PlannedPage, html: string): PageReading => {
    const document = parsePage(html, isAddress(url) ? url : 'http://localhost/');
    return readPage(document, withElsewhere, one, url, charset);
  };
  const read = (one: PlannedPage): PageReading => {
    const opened = htmlOf(profile, one.page, text);
    if (opened.ok) return look(one, opened.html);
    // An answer that is not whole gives no data, but may still be the login page or an error sentence.
    const { state, viewer, problems } = look(elsewhere, text);
    const described = profile.pages[one.page]?.kind ?? 'other';
    const kind = described === 'history' ? 'record' : described;
    return {
      page: one.page,
      kind,
      state: state === 'ok' ? 'unproven' : state,
      viewer,
      records: [],
      next: null,
      endProven: false,
      total: null,
      signs: {},
      problems: [...problems, { code: 'not-whole', about: [opened.why] }],
    };
  };
  const unknownPage = (): PageReading => {
    const reading = look(elsewhere, text);
    const lacksId = Object.values(profile.pages).some(
      (page) => page.kind === 'record' && page.id === undefined && matchAddress(absolute(profile, page.url), url),
    );
    const problem = lacksId ? { code: 'no-id' } : { code: 'page-unknown', about: [`at ${url}`] };
    return { ...reading, problems: [...reading.problems, problem] };
  };
  const readings = planned.map(read);
  // Pages that share an address are told apart by what they show.
  const shown = readings.filter((reading) => !reading.problems.some((problem) => problem.code === 'not-this-page'));
  const saved = Date.parse(sidecar.date ?? '');
  const savedAt = new Date(Number.isNaN(saved) ? statSync(file).mtimeMs : saved).toISOString();
  return {
    file,
    url,
    savedAt,
    readings: shown.length > 0 ? shown : [unknownPage()],
    words: () => wordsOf(text),
    links: () => linksOf(text),
  };
}

function linksOf(text: string): string[] {
  const links = parsePage(text).querySelectorAll('a[href],[onclick]');
  return [...links].flatMap((link) => [link.getAttribute('href') ?? [], link.getAttribute('onclick') ?? []].flat());
}

function wordsOf(text: string): string[] {
  const document = parsePage(text);
  const found = new Set<string>();
  for (const element of document.querySelectorAll('th,td,dt,label,legend,b,strong,span,font,div,a,h1,h2,h3,caption')) {
    const own = (element.textContent ?? '').replace(/\s+/g, ' ').trim();
    if (own !== '' && own.length <= 60) found.add(own);
  }
  return [...found];
}

/** What was asked for: the saved address, or, where a list was posted to a bare one, the list's own first request. */
function requestFor(profile: Profile, key: string, url: string): PlannedPage['request'] {
  const page = profile.pages[key];
  if (
    page?.kind !== 'list' ||
    [page.url, ...(page.alsoAt ?? [])].some((one) => one.includes('?') && matchAddress(absolute(profile, one), url))
  ) {
    return { method: 'GET', url };
  }
  const first = objectTypesInOrder(profile)
    .flatMap((type) => listPages(profile, type))
    .find((planned) => planned.page === key)?.request;
  // A list that is asked for by a form is turned by a form; which of its pages this is, its counter says.
  if (first?.method === 'POST' && page.before === undefined) return { ...first, url };
  return first && page.url.includes('?') ? first : { method: 'GET', url };
}

function isAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:/.test(url);
}
