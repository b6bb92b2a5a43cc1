import { problem, proven, type ValueResult } from './value-result.ts';

export interface UrlOptions {
  /** The address of the page that the text stands on (its `<base>`, if it has one): relative addresses are resolved against it. */
  readonly base?: string;
  /** Names of query and path parameters that belong to a session; compared without case. `jsessionid` always does. */
  readonly strip?: readonly string[];
}

/** ASP.NET's cookieless sessions: a path segment "(S(…))". */
const COOKIELESS = /\/(?:\([A-Z]\([^()/]*\)\)|\((?:[A-Z]\([^()/]*\))+\))(?=\/|$)/g;

const nameOf = (pair: string) => {
  const name = (pair.split('=')[0] ?? '').replace(/\+/g, ' ');
  try {
    return decodeURIComponent(name).toLowerCase();
  } catch {
    return name.toLowerCase();
  }
};

/**
 * Takes the session out of an http(s) address: named query parameters, ";jsessionid=…" and other named path parameters, "/(S(…))/", user and
 * password. All other characters stay as they are written.
 */
export function withoutSession(url: URL, strip: readonly string[] = []): string {
  const names = new Set(['jsessionid', ...strip.map((name) => name.toLowerCase())]);
  const path = url.pathname
    .replace(COOKIELESS, '')
    .split('/')
    .map((segment) => {
      const [head = '', ...parameters] = segment.split(';');
      return [head, ...parameters.filter((pair) => !names.has(nameOf(pair)))].join(';');
    })
    .join('/');
  const pairs = url.search.slice(1).split('&');
  const kept = pairs.filter((pair) => !names.has(nameOf(pair)));
  const search = kept.length === 0 || url.search === '' ? '' : `?${kept.join('&')}`;
  return `${url.origin}${path === '' ? '/' : path}${search}${url.hash}`;
}

/** A full http(s) address without its session. Other schemes, and relative addresses without a base, are problems. */
export function parseUrl(text: string, options: UrlOptions = {}): ValueResult<string> {
  const trimmed = text.trim();
  if (trimmed === '') return problem('text-empty');
  let url: URL;
  try {
    url = options.base === undefined ? new URL(trimmed) : new URL(trimmed, options.base);
  } catch {
    return problem('url-invalid', text);
  }
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '')
    return problem('url-invalid', text);
  return proven(withoutSession(url, options.strip));
}
