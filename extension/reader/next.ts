/** How a list goes on, and what proves that it does not. */
import { addressOf, percentDecode, wholeAddress } from '../../shared/profile/page-address.ts';
import type { PageRequest } from '../../shared/profile/raw.ts';
import type { ListPage } from '../../shared/profile/schema.ts';
import { fillTemplate, type Holes } from '../../shared/profile/template.ts';
import { type Counter, counterEnds } from './counter.ts';
import { findLink } from './next-link.ts';
import { replayForm } from './replay-form.ts';
import { type Look, meetsAny } from './signs.ts';

export interface NextPage {
  readonly next: PageRequest | null;
  readonly endProven: boolean;
  /** Why it cannot be told: the link that is no address, or nothing where a form is missing. */
  readonly problem?: readonly string[];
}

function noNext(endProven: boolean, problem?: readonly string[]): NextPage {
  return { next: null, endProven, ...(problem === undefined ? {} : { problem }) };
}

/** What a request says for a parameter, in its form or in its address. */
export function statedParam(request: PageRequest, name: string): string | undefined {
  const pairs = [...(request.form ?? []), ...(addressOf(request.url)?.query ?? [])];
  return pairs.find(([one]) => one === name)?.[1];
}

/** The records of a page: how many, and the rows that they take. */
export interface ListRecords {
  readonly distinct: number;
  readonly elements: ReadonlySet<Element>;
}

/** The request after `request`, whose answer is this page with these records. */
export function nextPage(
  page: ListPage,
  look: Look,
  base: string,
  request: PageRequest,
  { distinct: rows, elements }: ListRecords,
  counter: Counter | null,
  charset: string,
): NextPage {
  const spec = page.next;
  const find = (link: NonNullable<typeof spec.link>) => findLink(link, look, base, look.document, [...elements]);
  const counted = counterEnds(counter);
  if (spec.none) return noNext(counted ?? true);
  const end = spec.end ?? (page.counter ? 'counter' : spec.param ? 'empty-page' : 'no-link');
  const ended =
    end === 'counter'
      ? counted === true
      : end === 'short-page'
        ? rows < (spec.pageSize ?? 1)
        : end === 'sign'
          ? meetsAny(look, spec.endSigns)
          : end === 'empty-page'
            ? rows === 0
            : false;
  if (ended) return noNext(true);
  if (spec.param) {
    // Where a link leads on as long as there is a next page, its absence is the end.
    if (spec.link && !find(spec.link)) return noNext(spec.end !== 'counter');
    return byParam(spec.param, page, request, rows, counter);
  }
  // Without a link this is the last page where that proves it, and the counter does not say otherwise.
  const last = () => noNext(end === 'no-link' && counted !== false);
  const link = spec.link ? find(spec.link) : null;
  if (spec.submit) {
    if (spec.link && !link) return last();
    const set = holesFor(link?.holes ?? {}, counter, rows);
    const form = replayForm(spec.submit, look, base, set, charset, request.url, link?.pressed);
    return form ? { next: form, endProven: false } : noNext(false, []);
  }
  if (!link) return last();
  // A call such as `loadPage('list.jsp?start=20')` holds the address.
  const { holes, href } = link;
  const target = spec.url === undefined ? (holes['url'] ?? href) : fillTemplate(spec.url, holes, encodeURIComponent);
  const url = wholeAddress(target, base);
  if (url === null) return noNext(false, [target.slice(0, 80)]);
  const [plain = url] = url.split('#', 1);
  if (plain === request.url.split('#', 1)[0] && request.method === 'GET') return last();
  return { next: { method: 'GET', url: plain }, endProven: false };
}

function holesFor(holes: Holes, counter: Counter | null, rows: number): Holes {
  const page = counter?.page;
  return {
    ...(page === undefined ? {} : { nextPage: String(page + 1) }),
    ...(counter?.to === undefined ? {} : { to: String(counter.to), nextFrom: String(counter.to + 1) }),
    rows: String(rows),
    ...holes,
  };
}

function byParam(
  param: NonNullable<ListPage['next']['param']>,
  page: ListPage,
  request: PageRequest,
  rows: number,
  counter: Counter | null,
): NextPage {
  const stated = statedParam(request, param.name);
  const current = stated === undefined || !/^\d+$/.test(stated) ? param.first : Number(stated);
  if (rows === 0) return noNext(page.next.end === 'empty-page' || page.next.end === undefined);
  const step = param.step === 'rows' ? (page.next.pageSize ?? rows) : param.step;
  // Where the page says which rows or which page it shows, the next ones follow those, whatever was asked for.
  const said =
    param.step === 'rows'
      ? counter?.to === undefined
        ? undefined
        : counter.to + param.first
      : counter?.page === undefined
        ? undefined
        : param.first + counter.page * param.step;
  const value = String(said ?? current + step);
  if (request.method === 'POST') {
    const form = (request.form ?? []).filter(([name]) => name !== param.name);
    return { next: { ...request, form: [...form, [param.name, value]] }, endProven: false };
  }
  const url = new URL(request.url);
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && percentDecode(pair.split('=', 1)[0] ?? '') !== param.name);
  url.search = [...kept, `${encodeURIComponent(param.name)}=${value}`].join('&');
  url.hash = '';
  return { next: { method: 'GET', url: url.href }, endProven: false };
}
