import { decodePage, htmlOf } from '../../shared/profile/page-text.ts';
import type { PageRequest, PlannedPage } from '../../shared/profile/raw.ts';
import { sessionUrl } from '../../shared/profile/requests.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import { encodeForm } from './encode-form.ts';

const TIMEOUT_MS = 60_000;

/** An answer of the CRM, decoded. */
export type FetchedPage =
  | {
      readonly kind: 'page';
      readonly html: string;
      readonly charset: string;
      readonly finalUrl: string;
      readonly status: number;
      /** Why it is not what the profile describes; null where it is. A login page is not either. */
      readonly cut: string | null;
    }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: 'failed'; readonly failure: 'network' | 'timeout' | 'redirected'; readonly detail: string };

/**
 * Fetches a page with the rep's own session, as if the list page had led to it. A network error may be a redirect to a login on
 * another site, which a page may not follow: asked once more without following, it shows as one.
 */
export async function fetchPage(
  profile: Profile,
  planned: PlannedPage,
  referrer: string | null,
  now: () => number,
): Promise<FetchedPage> {
  const { request } = planned;
  const init = requestInit(request, referrer);
  const url = sessionUrl(profile, addressOf(request), location.href);
  let response: Response;
  let bytes: Uint8Array;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'The request failed.';
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return { kind: 'failed', failure: 'timeout', detail };
    return { kind: 'failed', failure: (await leadsAway(url, init)) ? 'redirected' : 'network', detail };
  }
  const { status } = response;
  if (status >= 500 || status === 429) {
    return { kind: 'status', status, retryAfterMs: retryAfter(response.headers.get('retry-after'), now()) };
  }
  const { text, charset } = decodePage(bytes, response.headers.get('content-type'));
  const page = htmlOf(profile, planned.page, text);
  const finalUrl = response.url || url;
  return {
    kind: 'page',
    html: page.ok ? page.html : text,
    charset,
    finalUrl,
    status,
    cut: page.ok ? null : page.why,
  };
}

/** With GET the fields are parameters, in the page's charset as those of its own form. */
function addressOf({ method, url, form, charset }: PageRequest): string {
  if (method !== 'GET' || form === undefined || form.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${encodeForm(form, charset)}`;
}

function requestInit(request: PageRequest, referrer: string | null): RequestInit {
  const common: RequestInit = {
    method: request.method,
    credentials: 'include',
    cache: 'no-store',
    redirect: 'follow',
    referrerPolicy: 'same-origin',
    ...(referrer !== null && new URL(referrer).origin === location.origin ? { referrer } : {}),
  };
  if (request.method === 'GET') return common;
  return {
    ...common,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: encodeForm(request.form ?? [], request.charset),
  };
}

/** Only a GET is asked again: a post may have been carried out. */
async function leadsAway(url: string, init: RequestInit): Promise<boolean> {
  if (init.method !== 'GET') return false;
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.type === 'opaqueredirect';
  } catch {
    return false;
  }
}

/** `Retry-After` in seconds or as a date (RFC 9110); null where it says nothing. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (header.trim() !== '' && Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
