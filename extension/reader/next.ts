/** How a list goes on, and what proves that it does not. */
import { addressOf, matchAddress, percentDecode } from '../../shared/profile/page-address.ts';
import type { PageRequest } from '../../shared/profile/raw.ts';
import type { ListPage, Submit } from '../../shared/profile/schema.ts';
import { fillTemplate, type Holes, matchTemplate, searchTemplate } from '../../shared/profile/template.ts';
import { type Look, meetsAny } from './signs.ts';
import {
  chosenOptions,
  controlText,
  fold,
  foldCase,
  foldLabel,
  heldText,
  isHidden,
  shortText,
  textOf,
  typeOf,
} from './text.ts';

export interface Counter {
  readonly from?: number;
  readonly to?: number;
  readonly total?: number;
  readonly page?: number;
  readonly pages?: number;
}

/** "1 - 20 of 87" as numbers; group marks inside them are dropped. Null where it does not stand, or stands there in two versions. */
export function readCounter(page: ListPage, look: Look): Counter | null {
  const spec = page.counter;
  if (!spec) return null;
  const found = new Map<string, Counter>();
  const take = (holes: Holes) => {
    const counter: Record<string, number> = {};
    for (const [name, text] of Object.entries(holes)) {
      const digits = text.replace(/[\s.,'’\u00a0\u202f]/g, '');
      if (/^\d{1,9}$/.test(digits)) counter[name] = Number(digits);
    }
    if (Object.keys(counter).length > 0) found.set(JSON.stringify(counter), counter);
  };
  if (spec.css !== undefined) {
    for (const element of look.all(look.document, spec.css).slice(0, 20)) {
      const text = fold(textOf(element).text);
      for (const template of spec.templates) {
        const holes = matchTemplate(template, text);
        if (holes) {
          take(holes);
          break;
        }
      }
    }
  } else {
    for (const template of spec.templates)
      for (const holes of searchTemplate(template.toLowerCase(), look.visible()).slice(0, 20)) take(holes);
  }
  return found.size === 1 ? ([...found.values()][0] ?? null) : null;
}

/** What the page's own counter says about the end; null when it says nothing. */
function counterEnds(counter: Counter | null): boolean | null {
  if (counter?.to !== undefined && counter.total !== undefined) return counter.to >= counter.total;
  if (counter?.page !== undefined && counter.pages !== undefined) return counter.page >= counter.pages;
  return null;
}

export interface NextPage {
  readonly next: PageRequest | null;
  readonly endProven: boolean;
  readonly problem?: string;
}

function noNext(endProven: boolean, problem?: string): NextPage {
  return { next: null, endProven, ...(problem === undefined ? {} : { problem }) };
}

/** What a request says for a parameter, in its form or in its address. */
export function statedParam(request: PageRequest, name: string): string | undefined {
  const pairs = [...(request.form ?? []), ...(addressOf(request.url)?.query ?? [])];
  return pairs.find(([one]) => one === name)?.[1];
}

/** The request after `request`, whose answer is this page with `rows` records. */
export function nextPage(
  page: ListPage,
  look: Look,
  base: string,
  request: PageRequest,
  rows: number,
  counter: Counter | null,
  charset: string,
): NextPage {
  const spec = page.next;
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
  if (spec.param) return byParam(spec.param, page, look, request, rows, counter, base);
  // Without a link this is the last page where that proves it, and the counter does not say otherwise.
  const last = () => noNext(end === 'no-link' && counted !== false);
  const link = spec.link ? findLink(spec.link, look, base) : null;
  if (spec.submit) {
    if (spec.link && !link) return last();
    const set = holesFor(link?.holes ?? {}, counter, rows);
    const form = replayForm(spec.submit, look, base, set, charset, request.url);
    return form ? { next: form, endProven: false } : noNext(false, 'The form that turns the page is not on it.');
  }
  if (!link) return last();
  const url = addressOf(link.href, base) ? new URL(link.href, base).href : null;
  if (url === null) return noNext(false, `The link to the next page is no address: “${link.href.slice(0, 80)}”.`);
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
  look: Look,
  request: PageRequest,
  rows: number,
  counter: Counter | null,
  base: string,
): NextPage {
  const stated = statedParam(request, param.name);
  const current = stated === undefined || !/^\d+$/.test(stated) ? param.first : Number(stated);
  if (page.next.link && !findLink(page.next.link, look, base)) return noNext(page.next.end !== 'counter');
  if (rows === 0) return noNext(page.next.end === 'empty-page' || page.next.end === undefined);
  const step = param.step === 'rows' ? (page.next.pageSize ?? rows) : param.step;
  // Where the page says which rows it shows, the next ones follow those, whatever was asked for.
  const value = String(param.step === 'rows' && counter?.to !== undefined ? counter.to + param.first : current + step);
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

interface Link {
  readonly href: string;
  readonly holes: Holes;
}

function findLink(spec: NonNullable<ListPage['next']['link']>, look: Look, base: string): Link | null {
  const texts = spec.text?.map(foldLabel);
  const candidates =
    spec.css !== undefined
      ? look.all(look.document, spec.css)
      : spec.rel
        ? look.all(look.document, 'a[rel~=next],link[rel~=next]')
        : look.all(look.document, 'a,area,button,input[type=submit],input[type=button],input[type=image],[onclick]');
  for (const element of candidates) {
    if (element.hasAttribute('disabled') || element.getAttribute('aria-disabled') === 'true') continue;
    if (texts) {
      const image = element.querySelector('img');
      const said = [
        shortText(element),
        ...['value', 'title', 'alt'].map((name) => element.getAttribute(name)),
        ...['alt', 'title'].map((name) => image?.getAttribute(name)),
      ];
      if (!said.some((text) => text && (texts.includes(foldLabel(text)) || texts.includes(foldCase(text))))) continue;
    }
    if (spec.image) {
      const shown = [element, ...element.getElementsByTagName('img')].map((one) => one.getAttribute('src'));
      if (!spec.image.some((name) => shown.some((source) => source?.includes(name)))) continue;
    }
    if (hiddenAbove(element)) continue;
    const href = element.getAttribute('href');
    const calls = [href, element.getAttribute('onclick')].filter((text) => text !== null);
    if (spec.template !== undefined) {
      const template = spec.template;
      for (const call of calls) {
        const holes = searchTemplate(template, call)[0] ?? matchAddress(template, call);
        if (holes) return { href: href ?? '', holes };
      }
      continue;
    }
    if (href !== null && href !== '' && href !== '#' && !href.startsWith('javascript:')) return { href, holes: {} };
    if (calls.length > 0 && base !== '') return { href: href ?? '', holes: {} };
    if (element.tagName === 'INPUT' || element.tagName === 'BUTTON') return { href: '', holes: {} };
  }
  return null;
}

function hiddenAbove(element: Element): boolean {
  for (let up: Element | null = element; up; up = up.parentElement) if (isHidden(up)) return true;
  return false;
}

/** The page's own form with some fields changed, as a browser would send it; null where the form is not there. */
export function replayForm(
  submit: Submit,
  look: Look,
  base: string,
  holes: Holes,
  charset: string,
  pageUrl: string,
): PageRequest | null {
  const set = new Map(Object.entries(submit.set).map(([name, value]) => [name, fillTemplate(value, holes)]));
  const forms =
    submit.form === undefined ? [...look.document.getElementsByTagName('form')] : look.all(look.document, submit.form);
  const form =
    submit.form === undefined
      ? (forms.find((one) =>
          [...set.keys()].every((name) => controlsOf(one).some((control) => control.getAttribute('name') === name)),
        ) ?? forms.find((one) => one.getAttribute('method')?.toLowerCase() === 'post'))
      : forms[0];
  if (!form) return null;
  const leaveOut = new Set(submit.leaveOut ?? []);
  const fields: [string, string][] = [];
  for (const control of controlsOf(form)) {
    const name = control.getAttribute('name');
    if (name === null || name === '' || leaveOut.has(name)) continue;
    const wanted = set.get(name);
    if (wanted !== undefined) {
      if (!fields.some(([other]) => other === name)) fields.push([name, wanted]);
      continue;
    }
    if (control.hasAttribute('disabled')) continue;
    fields.push(...sentValues(control).map((value): [string, string] => [name, value]));
  }
  for (const [name, value] of set) if (!fields.some(([other]) => other === name)) fields.push([name, value]);
  const target = submit.url ?? form.getAttribute('action') ?? '';
  let url: URL;
  try {
    url = target.trim() === '' ? new URL(pageUrl) : new URL(target, base);
  } catch {
    return null;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  url.hash = '';
  if ((form.getAttribute('method') ?? 'get').toLowerCase() === 'get') {
    url.search = fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
    return { method: 'GET', url: url.href };
  }
  return { method: 'POST', url: url.href, form: fields, charset };
}

function controlsOf(form: Element): Element[] {
  const own = [...form.querySelectorAll('input,select,textarea')];
  const id = form.getAttribute('id');
  // A table breaks a form apart when it is parsed; the browser still counts the controls as the form's own.
  if ('elements' in form) {
    const owned = [...(form as HTMLFormElement).elements].filter((one) =>
      /^(INPUT|SELECT|TEXTAREA)$/.test(one.tagName),
    );
    if (owned.length >= own.length) return owned;
  }
  return id === null ? own : [...own, ...form.ownerDocument.querySelectorAll(`[form="${CSS_escape(id)}"]`)];
}

function CSS_escape(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}

function sentValues(control: Element): string[] {
  if (control.tagName === 'SELECT') {
    return chosenOptions(control).map((option) => option.getAttribute('value') ?? fold(option.textContent ?? ''));
  }
  const type = typeOf(control);
  if (control.tagName === 'INPUT') {
    if (['submit', 'button', 'image', 'reset', 'file'].includes(type)) return [];
    if (type === 'checkbox' || type === 'radio')
      return controlText(control) === 'true' ? [control.getAttribute('value') ?? 'on'] : [];
    return [heldText(control)];
  }
  return [controlText(control) ?? ''];
}
