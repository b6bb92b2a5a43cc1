/** The link that leads to a list's next page, or to a row's record. */
import { matchAddress } from '../../shared/profile/page-address.ts';
import type { ListPage } from '../../shared/profile/schema.ts';
import { type Holes, searchTemplate } from '../../shared/profile/template.ts';
import { BUTTONS } from './controls.ts';
import { fold, foldLabel } from './fold.ts';
import { isElement, isHiddenAbove, typeOf } from './nodes.ts';
import type { Look } from './signs.ts';
import { shortText } from './text.ts';

interface Link {
  readonly href: string;
  readonly holes: Holes;
}

/** @param scope where it is looked for: the page, or a row, which may be the link itself */
export function findLink(
  spec: NonNullable<ListPage['next']['link']>,
  look: Look,
  base: string,
  scope: ParentNode = look.document,
): Link | null {
  const texts = spec.text && new Set(spec.text.map(foldLabel));
  const candidates =
    spec.css !== undefined
      ? look.all(scope, spec.css)
      : spec.rel
        ? look.all(scope, 'a[rel~=next],link[rel~=next]')
        : look.all(scope, 'a,area,button,input[type=submit],input[type=button],input[type=image],[onclick]');
  if (isElement(scope) && spec.css === undefined) candidates.unshift(scope);
  for (const element of candidates) {
    if (texts && !says(element, texts)) continue;
    if (element.hasAttribute('disabled') || element.getAttribute('aria-disabled') === 'true') continue;
    if (spec.image) {
      const shown = [element, ...element.getElementsByTagName('img')].map((one) => one.getAttribute('src'));
      if (!spec.image.some((name) => shown.some((source) => source?.includes(name)))) continue;
    }
    if (isHiddenAbove(element)) continue;
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

/** Whether the element says one of these texts: by itself, in an attribute, or by its image. */
function says(element: Element, texts: ReadonlySet<string>): boolean {
  const inner = element.firstElementChild;
  const own = element.textContent;
  if (own && own.length < 400 && isOneOf(inner ? shortText(element) : own, texts)) return true;
  const image = inner && element.querySelector('img');
  return (
    isOneOf(element.getAttribute('title'), texts) ||
    isOneOf(element.getAttribute('alt'), texts) ||
    (element.tagName === 'INPUT' && BUTTONS.has(typeOf(element)) && isOneOf(element.getAttribute('value'), texts)) ||
    (image !== null && (isOneOf(image.getAttribute('alt'), texts) || isOneOf(image.getAttribute('title'), texts)))
  );
}

/** Most links of a list are longer than any wanted text, which spares folding them. */
const LONGEST = 60;

function isOneOf(text: string | null, texts: ReadonlySet<string>): boolean {
  if (!text) return false;
  const folded = fold(text);
  return folded.length <= LONGEST && (texts.has(folded.toLowerCase()) || texts.has(foldLabel(folded)));
}
