/** The value out of the nodes that hold it, with every guard. What cannot be proven is unread, never guessed. */

import { fold } from '../../shared/profile/fold.ts';
import type { RawValue } from '../../shared/profile/raw.ts';
import type { FieldSource, TextSource } from '../../shared/profile/schema.ts';
import { idsIn } from './ids.ts';
import { isElement } from './nodes.ts';
import type { Look } from './signs.ts';
import type { Scope } from './source.ts';
import { plainText, textOf, textOfNodes } from './text.ts';

const LONGEST_VALUE = 100_000;

/** A label that stands more often than this is no label. */
export const MOST_HITS = 50;

/** @param about what the sentence for the code names, see `reader-sentences.ts` */
export function unread(code: string, ...about: string[]): RawValue {
  return about.length > 0 ? { state: 'unread', code, about } : { state: 'unread', code };
}

const SAYING = 'img,input,select,textarea,svg,object';

/** Whether a node holds nothing that says anything: no text, no picture, no control, not even a hidden one. */
function isBare(node: Node): boolean {
  if (fold(node.textContent ?? '') !== '') return false;
  return !isElement(node) || !(node.matches(SAYING) || node.querySelector(SAYING));
}

export function quote(texts: readonly string[] | undefined): string {
  return (texts ?? []).map((text) => `“${text}”`).join(' or ');
}

export function value(text: string, ids?: readonly string[], label?: string): RawValue {
  const stated = label === undefined ? undefined : { label };
  if (text === '') return { state: 'empty', ...stated };
  if (text.length > LONGEST_VALUE) return unread('too-long', String(LONGEST_VALUE));
  return ids || stated ? { state: 'value', text, ...(ids && { ids }), ...stated } : { state: 'value', text };
}

function same(a: RawValue, b: RawValue): boolean {
  if (a.state === 'value' && b.state === 'value')
    return a.text === b.text && (a.ids ?? []).join('\n') === (b.ids ?? []).join('\n');
  return a.state === b.state;
}

/** Several finds count as one when they agree; else none does. Nothing is read after the first that differs: finds may nest. */
export function several<Place>(
  places: readonly Place[],
  read: (place: Place) => RawValue,
  where: string,
): RawValue | null {
  const ambiguous = unread('ambiguous', where, String(places.length));
  if (places.length > MOST_HITS) return ambiguous;
  let first: RawValue | null = null;
  for (const place of places) {
    const found = read(place);
    first ??= found;
    if (!same(found, first)) return ambiguous;
  }
  return first;
}

/** What the selector finds below the element, and the element itself. */
export function withSelf(root: ParentNode, css: string, look: Look): Element[] {
  const found = look.all(root, css);
  const self = isElement(root) ? root : null;
  return self && (found.length > 0 || look.knows(css)) && self.matches(css) ? [self, ...found] : found;
}

/** The value out of the nodes that hold it, with every guard. */
export function fromNodes(
  nodes: readonly Node[],
  source: FieldSource | TextSource,
  scope: Scope,
  label: string | undefined,
): RawValue {
  const { look } = scope;
  const { inside } = source;
  let held = nodes;
  if (inside !== undefined) {
    let found = nodes.flatMap((node) => (isElement(node) ? withSelf(node, inside, look) : []));
    if (source.nth !== undefined) found = found.slice(source.nth - 1, source.nth);
    const first = found[0];
    // Where the value's place holds nothing at all, it is empty, whatever would be inside.
    if (!first)
      return source.absent || (source.nth === undefined && nodes.every(isBare))
        ? { state: 'empty' }
        : unread('not-on-page', quote([inside]));
    if (!source.all && found.length > 1) {
      const each = (element: Element) => finishNodes([element], source, scope, label);
      return several(found, each, `“${inside}”`) ?? { state: 'empty' };
    }
    held = found;
  }
  return finishNodes(held, source, scope, label);
}

/** What follows the name of a control that a script sets: `setCombo(form.status, "WON")`, `form.status.value = "WON"`. */
const IS_SET = /^["'\])]*(,|\.(value|selectedIndex)\s*=[^=])/;

/**
 * Whether the page does not say itself what the element holds: an unescaped quote in its value has made attributes of the rest, or no option is marked
 * and a script chooses one, which a page that is only fetched does not run.
 */
function isUntold(element: Element, look: Look): boolean {
  if ([...element.attributes].some(({ name }) => /["']/.test(name))) return true;
  if (element.tagName !== 'SELECT' || element.querySelector('[selected],:checked:nth-child(n+2)')) return false;
  const name = element.getAttribute('name') ?? element.id;
  const scripts = name ? look.scripts().split(name) : [];
  return scripts.slice(1).some((after) => IS_SET.test(after));
}

function finishNodes(
  nodes: readonly Node[],
  source: FieldSource | TextSource,
  scope: Scope,
  label: string | undefined,
): RawValue {
  const { look } = scope;
  const elements = nodes.filter(isElement);
  if (source.attribute !== undefined) {
    const name = source.attribute;
    const present = elements.filter((element) => element.hasAttribute(name));
    if (present.length === 0) return unread('not-on-page', quote([name]));
    if (present.some((element) => isUntold(element, look))) return unread('control-untold');
    return finish(
      present.map((element) => fold(element.getAttribute(name) ?? '')).join('\n'),
      label,
      elements,
      source,
      scope,
    );
  }
  if (source.take === 'link') {
    const links = [
      ...new Set(
        elements
          .flatMap((element) => [element, ...element.getElementsByTagName('a')])
          .flatMap((one) => one.getAttribute('href') ?? []),
      ),
    ];
    return links.length > 1 ? unread('ambiguous') : finish(links[0] ?? '', label, elements, source, scope);
  }
  if (source.take === 'own') {
    const own = elements.map((element) =>
      [...element.childNodes]
        .filter((node) => node.nodeType === 3)
        .map((node) => node.nodeValue)
        .join(' '),
    );
    return finish(fold(own.join('\n')), label, elements, source, scope);
  }
  let skip: ReadonlySet<Element> = scope.skip;
  if (source.drop) {
    const dropped = new Set(scope.skip);
    for (const css of source.drop)
      for (const element of elements) for (const one of look.all(element, css)) dropped.add(one);
    skip = dropped;
  }
  const options = { skip, hidden: source.hidden, code: source.take === 'code', elements: source.elements };
  const only = nodes.length === 1 ? nodes[0] : undefined;
  const { text, findings } = only ? textOf(only, options) : textOfNodes(nodes, options);
  if (findings.radio !== undefined) return finish(findings.radio, label, elements, source, scope);
  if (findings.unknown !== undefined) return unread('unknown-element', findings.unknown);
  if (findings.controls > 0 && findings.plain) return unread('control-in-text');
  if (findings.controls > 0 && elements.some((one) => withSelf(one, SAYING, look).some((it) => isUntold(it, look))))
    return unread('control-untold');
  if (findings.controls > 1 && new Set(text.split('\n')).size > 1 && !source.all) return unread('several-controls');
  if (text === '' && findings.controls === 0 && findings.picture) {
    return unread('only-a-picture');
  }
  return finish(source.gap === undefined ? text : withGaps(text, nodes, source.gap), label, elements, source, scope);
}

/** The text with its runs of blanks shown, where the nodes hold nothing but this text. */
function withGaps(text: string, nodes: readonly Node[], gap: string): string {
  const raw = nodes.map((node) => node.textContent ?? '').join('');
  return fold(raw) === text ? fold(raw.trim().replace(/[ \u00a0]{2,}/g, gap)) : text;
}

export function finish(
  text: string,
  label: string | undefined,
  elements: readonly Element[],
  source: FieldSource | TextSource,
  scope: Scope,
): RawValue {
  if (text.includes('\ufffd')) return unread('broken-character');
  let whole = text;
  if (!source.dots && isCut(text)) {
    const full = wholeText(text, elements);
    if (full === null) return unread('cut', text.slice(-40));
    whole = full;
  }
  if (source.label && label !== undefined && scope.labels?.isLabel(whole, elements)) {
    return unread('value-is-label', label, whole);
  }
  const rules = 'ids' in source ? source.ids : undefined;
  const ids = rules && [...new Set(elements.flatMap((element) => idsIn(element, rules, scope.look)))];
  return value(whole, ids, label);
}

/** The value of a place where nothing but text stands, for sources that ask for nothing else; null where anything is to be judged. */
export function fromPlain(place: Element): RawValue | null {
  const text = plainText(place);
  return text === null || isCut(text) || text.includes('\ufffd') ? null : value(text);
}

function isCut(text: string): boolean {
  return text.endsWith('...') || text.endsWith('…');
}

/** The uncut text where a title or data attribute at the value holds it: it must begin as the cut one does. */
function wholeText(cut: string, elements: readonly Element[]): string | null {
  const start = fold(cut.replace(/\s*(\.\.\.|…)$/, ''));
  for (const element of elements) {
    for (const one of [
      element,
      ...element.querySelectorAll(
        '[title],[data-original-title],[data-title],[data-full],[data-fulltext],[data-value]',
      ),
    ].slice(0, 20)) {
      for (const attribute of one.attributes) {
        if (attribute.name !== 'title' && !attribute.name.startsWith('data-')) continue;
        const text = fold(attribute.value);
        if (text.length > start.length && text.startsWith(start) && !isCut(text) && !/<\w/.test(text)) return text;
      }
    }
  }
  return null;
}
