/** The requests that a profile describes. No zod: the content script and the background both use it. */
import { OBJECT_TYPES, type ObjectType } from '../objects/object-type.ts';
import { idHoles } from './id-holes.ts';
import {
  type Address,
  addressOf,
  fillAddress,
  matchAddress,
  PAIR_END,
  percentDecode,
  withoutPathSession,
} from './page-address.ts';
import type { PageRequest, PlannedPage } from './raw.ts';
import { idOf } from './record-id.ts';
import type { Page, Profile } from './schema.ts';
import { fillTemplate, searchTemplate } from './template.ts';

/** Links and forms that act. A record whose id happens to hold such a word is still read: only names and whole parts count. */
const NEVER = [
  'logout',
  'logoff',
  'log_out',
  'signout',
  'sign_out',
  'action=delete',
  'action=remove',
  'action=edit',
  'action=save',
  'confirm=yes',
  'delete.',
  'delete=',
  'dodelete',
  'deleterecord',
];

/** Parameters that carry a session wherever they stand. */
const SESSION_PARAMS = ['phpsessid', 'jsessionid', 'cfid', 'cftoken', 'asp.net_sessionid', 'sessionid'];

function baseOf(profile: Profile): string {
  return new URL(profile.crm.base ?? '/', profile.crm.origin[0]).href;
}

const absolutes = new WeakMap<Profile, Map<string, string>>();

/** What a parameter of an address is when its value is nothing but a hole. */
const HOLE_PAIR = /([?&])([^?&=#]+)=\{(\w+)(?::\w+)?\}(?=&|#|$)/g;

/** The absolute address of a profile's relative one, holes kept, without parameters that only carry the session. */
export function absolute(profile: Profile, url: string): string {
  const whole = absoluteWhole(profile, url);
  const taken = profile.crm.fromAddress;
  if (!taken) return whole;
  const plain = whole.replace(HOLE_PAIR, (pair, mark: string, _, hole: string) =>
    Object.hasOwn(taken, hole) ? (mark === '?' ? '?' : '') : pair,
  );
  return plain.replace('?&', '?').replace(/\?(?=#|$)/, '');
}

/** The names of parameters that carry a session. */
function sessionNames(profile: Profile): Set<string> {
  const taken = profile.crm.fromAddress ?? {};
  const named = Object.values(profile.pages).flatMap(({ url }) =>
    Array.from(url.matchAll(HOLE_PAIR)).flatMap(([, , name = '', hole = '']) =>
      Object.hasOwn(taken, hole) ? [name] : [],
    ),
  );
  return new Set([...SESSION_PARAMS, ...(profile.crm.sessionParams ?? []), ...named].map((name) => name.toLowerCase()));
}

function absoluteWhole(profile: Profile, url: string): string {
  let known = absolutes.get(profile);
  if (!known) {
    known = new Map();
    absolutes.set(profile, known);
  }
  let whole = known.get(url);
  if (whole === undefined) {
    // Private-use characters stand for the braces, which an address would encode; control characters at its end would be cut off.
    const held = url.replaceAll('{', '\ue000').replaceAll('}', '\ue001');
    whole = new URL(held, baseOf(profile)).href.replaceAll('%EE%80%80', '{').replaceAll('%EE%80%81', '}');
    known.set(url, whole);
  }
  return whole;
}

/** Scheme, host and port of the CRM, the first being the one whose pages are read. */
export function crmOrigins(profile: Profile): string[] {
  return [...profile.crm.origin];
}

/** The object types that the profile reads from pages, in upload order. */
export function objectTypesInOrder(profile: Profile): ObjectType[] {
  return OBJECT_TYPES.filter((type) =>
    Object.values(profile.pages).some((page) => page.kind !== 'other' && page.objects[type]),
  );
}

/** Holes that are filled where the request is made stay as they are. */
function heldOpen(profile: Profile): Record<string, string> {
  return Object.fromEntries(Object.keys(profile.crm.fromAddress ?? {}).map((name) => [name, `{${name}}`]));
}

/**
 * The address that is asked for: what the profile takes from the open page's address, the session in it, is put in. Where that address does
 * not hold it the hole stays empty, and the CRM answers with its login page.
 */
export function sessionUrl(profile: Profile, url: string, openAddress: string): string {
  return Object.entries(profile.crm.fromAddress ?? {}).reduce((filled, [name, pattern]) => {
    const value = searchTemplate(pattern, openAddress)[0]?.[name] ?? '';
    return filled.replaceAll(`{${name}}`, value).replaceAll(`%7B${name}%7D`, value);
  }, url);
}

function requestOf(profile: Profile, page: Page, crmId?: string): PageRequest {
  const own: Record<string, string> = crmId === undefined ? {} : idHoles(crmId);
  const encoded = Object.fromEntries(Object.entries(own).map(([name, part]) => [name, encodeURIComponent(part)]));
  const url = fillTemplate(absoluteWhole(profile, page.url), { ...heldOpen(profile), ...encoded });
  if (!page.form) return { method: 'GET', url: page.kind === 'list' ? withFirst(page, url) : url };
  const form = Object.entries(page.form).map(
    ([name, value]) => [name, value.replace(/\{(id\d?)\}/g, (hole, part: string) => own[part] ?? hole)] as const,
  );
  return { method: 'POST', url, form, ...(page.charset === undefined ? {} : { charset: page.charset }) };
}

/** A page that counts in its address starts where it is told to, not where the session remembers. */
function withFirst(page: Extract<Page, { kind: 'list' }>, url: string): string {
  const param = page.next.param;
  if (!param || addressOf(url)?.query.some(([name]) => name === param.name)) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${encodeURIComponent(param.name)}=${param.first}`;
}

/** The first requests of all lists of a type, in the profile's order. */
export function listPages(profile: Profile, type: ObjectType): PlannedPage[] {
  return Object.entries(profile.pages).flatMap(([key, page]) =>
    page.kind === 'list' && page.objects[type] ? [{ page: key, request: requestOf(profile, page) }] : [],
  );
}

/** Whether a record's page can be asked for by the record's id alone; else only its list's page opens it. */
function hasAddress(page: Page): boolean {
  return page.url.includes('{id') || Object.values(page.form ?? {}).some((value) => value.includes('{id'));
}

/** All pages of one record that its id leads to, in the profile's order; together they are one snapshot. */
export function recordPages(profile: Profile, type: ObjectType, crmId: string): PlannedPage[] {
  return Object.entries(profile.pages).flatMap(([key, page]) =>
    (page.kind === 'record' && page.objects[type] && hasAddress(page)) || (page.kind === 'history' && page.of === type)
      ? [{ page: key, crmId, request: requestOf(profile, page, crmId) }]
      : [],
  );
}

/** The page that proves the login where others cannot, or null. */
export function probePage(profile: Profile): PlannedPage | null {
  const key = profile.session.probe;
  const page = key === undefined ? undefined : profile.pages[key];
  return key === undefined || !page ? null : { page: key, request: requestOf(profile, page) };
}

/** The lists whose page, sort and filter the session remembers. */
export function rememberingLists(profile: Profile): string[] {
  return Object.entries(profile.pages).flatMap(([key, page]) => (page.kind === 'list' && page.remembers ? [key] : []));
}

/**
 * A visit of such a list: without `values` a plain one, which shows what the session remembers; with them one that makes it
 * remember these. Null where the page is no such list, or is posted.
 */
export function listVisit(
  profile: Profile,
  key: string,
  values: Readonly<Record<string, string>> | null,
): PlannedPage | null {
  const page = profile.pages[key];
  if (page?.kind !== 'list' || !page.remembers || page.form) return null;
  const { params } = page.remembers;
  const url = new URL(absolute(profile, page.url));
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !params.includes(percentDecode(pair.split('=', 1)[0] ?? '')));
  url.search = kept.join('&');
  const form = params.flatMap((name) => (values?.[name] === undefined ? [] : [[name, values[name]] as const]));
  const charset = page.charset === undefined ? {} : { charset: page.charset };
  return { page: key, request: { method: 'GET', url: url.href, ...(values === null ? {} : { form, ...charset }) } };
}

/** Whether a GET is a visit of a list that remembers: its own address, with no more than the parameters that it remembers. */
function isListVisit(profile: Profile, key: string, page: Page, request: PageRequest): boolean {
  if (page.kind !== 'list' || !page.remembers) return false;
  const { params } = page.remembers;
  const plain = listVisit(profile, key, null);
  return (
    plain !== null && plain.request.url === request.url && (request.form ?? []).every(([name]) => params.includes(name))
  );
}

/** Pages of kind `other` that show signs of the viewer's formats; read once per sign-in. */
export function signPages(profile: Profile): PlannedPage[] {
  return Object.entries(profile.pages).flatMap(([key, page]) =>
    page.kind === 'other' && page.signs ? [{ page: key, request: requestOf(profile, page) }] : [],
  );
}

/** The address without what belongs to a session: parameters that the profile names, `;jsessionid`, and shells that only wrap it. */
export function plainUrl(profile: Profile, url: string): string {
  let current = url;
  for (const shell of profile.crm.shells ?? []) {
    const inner = searchTemplate(shell.replace('{url}', '{url:text}\u0003'), `${current}\u0003`)[0]?.['url'];
    if (inner === undefined) continue;
    try {
      current = new URL(
        inner.includes('?') || inner.startsWith('http') ? inner : percentDecode(inner.replaceAll('+', '%2B')),
        baseOf(profile),
      ).href;
    } catch {}
  }
  const address = addressOf(current, baseOf(profile));
  if (!address) return url;
  const dropped = sessionNames(profile);
  const raw = new URL(current, baseOf(profile)).search
    .slice(1)
    .split(PAIR_END)
    .filter((pair) => pair !== '' && !dropped.has(percentDecode(pair.split('=', 1)[0] ?? '').toLowerCase()));
  return `${address.origin}${address.path}${raw.length > 0 ? `?${raw.join('&')}` : ''}${address.hash === '' ? '' : `#${address.hash}`}`;
}

/** Pages that are asked for by a record's id. */
function isOfRecord(page: Page): boolean {
  return page.kind === 'record' || page.kind === 'history';
}

/** Whether the page itself says which record it shows: it is opened from its list, or the id is posted and stands in no address. */
function saysItself(page: Page): boolean {
  return page.kind === 'record' && (page.open !== undefined || (page.id !== undefined && !page.url.includes('{id')));
}

/** The address for any page of a list that counts its pages in it: what it counts is no part of which list it is. */
function anyPage(page: Page, whole: string): string {
  const counted = page.kind === 'list' ? page.next.param?.name : undefined;
  const [path = whole, ...queries] = whole.split('?');
  if (counted === undefined || queries.length === 0) return whole;
  const kept = queries
    .join('?')
    .split(PAIR_END)
    .filter((pair) => percentDecode(pair.split('=', 1)[0] ?? '') !== counted);
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`;
}

/** The pages of the profile that an address is, best first; several when one address gives several. For capture. */
export function pagesForUrl(profile: Profile, url: string): { page: string; crmId?: string }[] {
  const plain = plainUrl(profile, url);
  if (isActing(profile, { method: 'GET', url: plain })) return [];
  const found: { page: string; crmId?: string; weight: number }[] = [];
  for (const [key, page] of Object.entries(profile.pages)) {
    const patterns = [page.url, ...(page.alsoAt ?? [])];
    for (const pattern of patterns) {
      const whole = absolute(profile, pattern);
      const holes = matchAddress(anyPage(page, whole), plain);
      const crmId = isOfRecord(page) ? idOf(holes) : undefined;
      if (!holes || (isOfRecord(page) && crmId === undefined && !saysItself(page))) continue;
      const weight = addressOf(whole.replaceAll(/[{}]/g, '_'))?.query.length ?? 0;
      found.push({
        page: key,
        weight,
        ...(crmId === undefined ? {} : { crmId }),
      });
      break;
    }
  }
  found.sort((a, b) => b.weight - a.weight);
  const most = found[0]?.weight;
  return found.filter((one) => one.weight === most).map(({ weight: _, ...page }) => page);
}

/** Where a person opens the record, without session tokens, or null where the profile does not say. */
export function recordUrl(profile: Profile, type: ObjectType, crmId: string): string | null {
  const stated = profile.objects[type]?.url;
  if (stated === false) return null;
  if (stated !== undefined) return fillAddress(absolute(profile, stated), idHoles(crmId));
  const own = recordPages(profile, type, crmId).filter(({ page }) => profile.pages[page]?.kind === 'record');
  const page = own.find(({ request }) => request.method === 'GET')?.page;
  const address = page === undefined ? undefined : profile.pages[page]?.url;
  // No session is kept: where a person opens the address, the person's own counts.
  return address === undefined ? null : withoutPathSession(fillAddress(absolute(profile, address), idHoles(crmId)));
}

function samePath(profile: Profile, pattern: string, address: Address): boolean {
  const own = addressOf(absolute(profile, pattern).replaceAll(/\{[^}]*\}/g, '\ue002'));
  if (!own || own.origin !== address.origin) return false;
  const parts = own.path.split('%EE%80%82');
  if (parts.length === 1) return own.path === address.path;
  return address.path.startsWith(parts[0] ?? '') && address.path.endsWith(parts.at(-1) ?? '');
}

/** Whether an address or form holds a word that acts: sign out, delete, edit. What the profile's own requests say counts as meant. */
function isActing(profile: Profile, request: PageRequest): boolean {
  const address = addressOf(request.url);
  if (!address) return true;
  const said = [
    percentDecode(address.path),
    ...address.query.map(([name, value]) => `${name}=${value}`),
    ...(request.form ?? []).filter(([, value]) => value.length < 200).map(([name, value]) => `${name}=${value}`),
  ].map((text) => text.toLowerCase());
  const { never, own } = wordsOf(profile);
  return said.some((text) => !own.has(text) && never.some((word) => text.includes(word)));
}

interface Words {
  /** What acts. */
  readonly never: readonly string[];
  /** What the profile's own requests say. */
  readonly own: ReadonlySet<string>;
}

/** By profile: every link of every list is held against them. */
const words = new WeakMap<Profile, Words>();

function wordsOf(profile: Profile): Words {
  const known = words.get(profile);
  if (known) return known;
  const never = [...NEVER, ...(profile.crm.never ?? [])].map((text) => text.toLowerCase());
  const own = new Set(
    Object.values(profile.pages).flatMap((page) => [
      ...Object.entries(page.form ?? {}).map(([name, value]) => `${name}=${value}`.toLowerCase()),
      ...(addressOf(absolute(profile, page.url))?.query ?? []).map(([name, value]) => `${name}=${value}`.toLowerCase()),
    ]),
  );
  words.set(profile, { never, own });
  return { never, own };
}

/**
 * Whether the profile describes this request: one of the CRM's origins, a page's path, and no acting word. A GET must carry the
 * page's own parameters or be a page of its list; a POST must be a page that posts.
 */
export function isAllowedRequest(profile: Profile, request: PageRequest): boolean {
  const address = addressOf(request.url);
  if (!address || !profile.crm.origin.includes(address.origin)) return false;
  if (isActing(profile, request)) return false;
  return Object.entries(profile.pages).some(([key, page]) => {
    if (request.method === 'GET' && isListVisit(profile, key, page, request)) return true;
    if (request.method === 'GET' && request.form !== undefined) return false;
    const pattern = [page.url, ...(page.alsoAt ?? [])];
    const submits =
      page.kind === 'list'
        ? [page.next.submit, page.before?.submit]
        : page.kind === 'record'
          ? [page.open?.submit]
          : [];
    if (request.method === 'POST') {
      const stated = submits.flatMap((submit) => submit?.url ?? []);
      const posts = page.form !== undefined || submits.some((submit) => submit !== undefined);
      return posts && [...pattern, ...stated].some((one) => samePath(profile, one, address));
    }
    if (pattern.some((one) => matchAddress(absolute(profile, one), request.url))) return true;
    return page.kind === 'list' && page.next.link !== undefined && samePath(profile, page.url, address);
  });
}
