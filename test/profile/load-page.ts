import { readFileSync } from 'node:fs';
import { JSDOM, VirtualConsole } from 'jsdom';
import { readPage } from '../../extension/reader/read-page.ts';
import { decodePage, htmlOf } from '../../shared/profile/page-text.ts';
import type { PageReading, PlannedPage } from '../../shared/profile/raw.ts';
import { pagesForUrl } from '../../shared/profile/requests.ts';
import type { Profile } from '../../shared/profile/schema.ts';

/** A saved page as one or more pages of the profile: one address may hold several lists. */
export interface LoadedPage {
  readonly file: string;
  readonly url: string;
  readonly readings: readonly PageReading[];
}

/** Key of the page that stands for addresses that the profile does not describe: only its state is judged. */
const ELSEWHERE = 'elsewhere';

interface Sidecar {
  readonly url?: string;
  readonly contentType?: string;
}

/** `PAGE.headers.json`: an object with `url` and `content-type`; names in any case. */
function sidecarOf(file: string): Sidecar {
  let text: string;
  try {
    text = readFileSync(`${file}.headers.json`, 'utf8');
  } catch {
    return {};
  }
  const parsed: unknown = JSON.parse(text);
  const found: { url?: string; contentType?: string } = {};
  const pairs = Array.isArray(parsed)
    ? parsed
    : Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {});
  for (const pair of pairs) {
    const [name, value]: unknown[] = Array.isArray(pair) ? pair : [];
    if (typeof name !== 'string' || typeof value !== 'string') continue;
    if (name.toLowerCase() === 'url') found.url = value;
    if (name.toLowerCase() === 'content-type') found.contentType = value;
  }
  return found;
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
  const stated = sidecar.url ?? statedUrl ?? /<base[^>]+href\s*=\s*["']?([^"'\s>]+)/i.exec(text.slice(0, 20_000))?.[1];
  const url = stated === undefined ? (profile.crm.origin[0] ?? 'about:blank') : stated;
  const pages = stated === undefined ? [] : pagesForUrl(profile, url);
  const withElsewhere: Profile = { ...profile, pages: { ...profile.pages, [ELSEWHERE]: { kind: 'other', url: '/' } } };
  const planned: PlannedPage[] =
    pages.length > 0
      ? pages.map((page) => ({ ...page, request: { method: 'GET', url } }))
      : [{ page: ELSEWHERE, request: { method: 'GET', url } }];
  const readings = planned.map((one): PageReading => {
    const opened = htmlOf(profile, one.page, text);
    const html = one.page === ELSEWHERE || opened.ok ? (opened.ok ? opened.html : text) : '';
    const { document } = new JSDOM(html, {
      url: isAddress(url) ? url : 'http://localhost/',
      virtualConsole: new VirtualConsole(),
    }).window;
    const reading = readPage(document, withElsewhere, one, url, charset);
    if (one.page === ELSEWHERE)
      return {
        ...reading,
        problems: [...reading.problems, { code: 'page-unknown', message: `The profile describes no page at ${url}.` }],
      };
    return opened.ok
      ? reading
      : { ...reading, problems: [...reading.problems, { code: 'not-whole', message: opened.why }] };
  });
  // Pages that share an address are told apart by what they show.
  const shown = readings.filter((reading) => !reading.problems.some((problem) => problem.code === 'not-this-page'));
  return { file, url, readings: shown.length > 0 ? shown : readings.slice(0, 1) };
}

function isAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:/.test(url);
}
