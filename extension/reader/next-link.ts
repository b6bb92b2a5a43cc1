/** The link that leads to a list's next page. */
import { matchAddress } from '../../shared/profile/page-address.ts';
import type { ListPage } from '../../shared/profile/schema.ts';
import { type Holes, searchTemplate } from '../../shared/profile/template.ts';
import { foldCase, foldLabel } from './fold.ts';
import { isHidden } from './nodes.ts';
import type { Look } from './signs.ts';
import { shortText } from './text.ts';

interface Link {
  readonly href: string;
  readonly holes: Holes;
}

export function findLink(spec: NonNullable<ListPage['next']['link']>, look: Look, base: string): Link | null {
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
