/** The link that leads to a list's next page, or to a row's record. */

import { foldLabel } from '../../shared/profile/fold.ts';
import { matchAddress } from '../../shared/profile/page-address.ts';
import type { ListPage } from '../../shared/profile/schema.ts';
import { type Holes, matchTemplate, searchTemplate } from '../../shared/profile/template.ts';
import { BUTTONS } from './controls.ts';
import { isElement, isHiddenAbove, listed, tags, typeOf } from './nodes.ts';
import type { Pressed } from './replay-form.ts';
import type { Look } from './signs.ts';
import { shortText } from './text.ts';

interface Link {
  readonly href: string;
  readonly holes: Holes;
  /** What a button adds to its form when a person presses it. */
  readonly pressed?: Pressed;
}

/** As a browser sends it: a picture adds the place where it was pressed. */
function pressedBy(button: Element): Pressed {
  const name = button.getAttribute('name') ?? '';
  const type = typeOf(button);
  if (type === 'image') return ['x', 'y'].map((axis) => [name === '' ? axis : `${name}.${axis}`, '1']);
  const submits = type === 'submit' || (type === '' && button.tagName === 'BUTTON');
  return submits && name !== '' ? [[name, button.getAttribute('value') ?? '']] : [];
}

/**
 * @param scope where it is looked for: the page, or a row, which may be the link itself
 * @param records the rows of the list's records, in whose links it is not looked for
 */
export function findLink(
  spec: NonNullable<ListPage['next']['link']>,
  look: Look,
  base: string,
  scope: ParentNode = look.document,
  records: readonly Element[] = [],
): Link | null {
  const texts = spec.text && wantedTexts(spec.text);
  const hit = (candidates: ArrayLike<Element>) => firstLink(candidates, spec, texts, base);
  if (spec.css !== undefined) return hit(look.all(scope, spec.css))?.link ?? null;
  const own = isElement(scope) ? hit([scope]) : null;
  if (own) return own.link;
  if (spec.rel) return hit(look.all(scope, 'a[rel~=next],link[rel~=next]'))?.link ?? null;
  const block = blockOf(records);
  const link = hit(besides(scope, 'a', block));
  if (link) return link.link;
  // One name at a time: the browser keeps account of names, but would try a list of selectors on every element.
  const found = ['area', 'button', 'input', '[onclick]'].flatMap((css) => {
    const all = besides(scope, css, block);
    return hit(css === 'input' ? all.filter((input) => PRESSED.has(typeOf(input))) : all) ?? [];
  });
  return found.reduce<Hit | null>((first, one) => (first && !precedes(one, first) ? first : one), null)?.link ?? null;
}

/** Records that follow each other without a gap. */
interface Block {
  readonly first: Element;
  readonly last: Element;
}

/** The last record is not in it: a table that was not closed may hold the pager there. */
function blockOf(records: readonly Element[]): Block | null {
  let length = 1;
  while (length < records.length && records[length - 1]?.nextElementSibling === records[length]) length++;
  const [first] = records;
  const last = records[length - 2];
  return first && last ? { first, last } : null;
}

/** What the selector finds outside the block, in the page's order: the block itself, most of a list's page, is not even looked at. */
function besides(scope: ParentNode, css: string, block: Block | null): Element[] {
  // Rows that were laid out of a text are no part of the page.
  if (!block || !scope.contains(block.first)) return listed(scope.querySelectorAll(css));
  const found = (element: Element) => [
    ...(element.matches(css) ? [element] : []),
    ...listed(element.querySelectorAll(css)),
  ];
  const backwards: Element[] = [];
  const after: Element[] = [];
  let { first, last } = block;
  for (;;) {
    for (let at = first.previousElementSibling; at; at = at.previousElementSibling)
      backwards.push(...found(at).reverse());
    for (let at = last.nextElementSibling; at; at = at.nextElementSibling) after.push(...found(at));
    const around = first.parentElement;
    if (!around || around === scope) return backwards.reverse().concat(after);
    if (around.matches(css)) backwards.push(around);
    first = around;
    last = around;
  }
}

/** Inputs that a person presses. */
const PRESSED = tags('submit button image');

interface Hit {
  readonly element: Element;
  readonly link: Link;
}

function precedes(one: Hit, other: Hit): boolean {
  // 4 = the other follows.
  return (one.element.compareDocumentPosition(other.element) & 4) !== 0;
}

function firstLink(
  candidates: ArrayLike<Element>,
  spec: NonNullable<ListPage['next']['link']>,
  texts: Texts | undefined,
  base: string,
): Hit | null {
  for (let index = 0; index < candidates.length; index++) {
    const element = candidates[index];
    const link = element && linkOf(element, spec, texts, base);
    if (link) return { element, link };
  }
  return null;
}

/** What the element leads to, if it is the link that is looked for. */
function linkOf(
  element: Element,
  spec: NonNullable<ListPage['next']['link']>,
  texts: Texts | undefined,
  base: string,
): Link | null {
  if (texts && !says(element, texts)) return null;
  if (element.hasAttribute('disabled') || element.getAttribute('aria-disabled') === 'true') return null;
  if (spec.image) {
    const shown = [element, ...element.getElementsByTagName('img')].map((one) => one.getAttribute('src'));
    if (!spec.image.some((name) => shown.some((source) => source?.includes(name)))) return null;
  }
  if (isHiddenAbove(element)) return null;
  const href = element.getAttribute('href');
  const calls = [href, element.getAttribute('onclick')].filter((text) => text !== null);
  if (spec.template !== undefined) {
    const template = spec.template;
    for (const call of calls) {
      const holes = searchTemplate(template, call)[0] ?? matchAddress(template, call);
      if (holes) return { href: href ?? '', holes };
    }
    return null;
  }
  if (href !== null && href !== '' && href !== '#' && !href.startsWith('javascript:')) return { href, holes: {} };
  if (element.tagName === 'INPUT' || element.tagName === 'BUTTON')
    return { href: '', holes: {}, pressed: pressedBy(element) };
  return calls.length > 0 && base !== '' ? { href: href ?? '', holes: {} } : null;
}

interface Texts {
  /** Folded as labels are, and bare. */
  readonly all: ReadonlySet<string>;
  readonly templates: readonly string[];
  /** What they begin with. */
  readonly begins: ReadonlySet<string>;
}

function wantedTexts(stated: readonly string[]): Texts {
  const texts = stated.map(foldLabel);
  return {
    all: new Set(texts.map(bare)),
    templates: texts.filter((text) => text.includes('{')),
    begins: new Set(texts.map((text) => text.charAt(0))),
  };
}

/** "Next 20 >>" without what differs from page to page; a text of nothing else stays as it is. */
function bare(text: string): string {
  return text.replace(/[\s\d<>«»‹›≪≫→]+$/, '') || text;
}

/** Whether the element says one of these texts: by itself, in an attribute, or by its image. */
function says(element: Element, texts: Texts): boolean {
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

/** Two letters of English, the second of which shows that the first has no mark to be joined with. */
const PLAIN_START = /^[a-z0-9][ -~]/i;

function isOneOf(text: string | null, texts: Texts): boolean {
  if (!text) return false;
  const trimmed = text.trim();
  const { all, begins, templates } = texts;
  if (PLAIN_START.test(trimmed) && !begins.has(trimmed.charAt(0).toLowerCase()) && !begins.has('{')) return false;
  const label = foldLabel(trimmed);
  return label.length <= LONGEST && (all.has(bare(label)) || templates.some((one) => matchTemplate(one, label)));
}
