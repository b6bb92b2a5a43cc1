/** Signs: what a page must show to count as signed in, whole, gone, denied. Error sentences count only where a person sees them. */

import { foldCase } from '../../shared/profile/fold.ts';
import type { ReadingProblem } from '../../shared/profile/raw.ts';
import type { Sign } from '../../shared/profile/schema.ts';
import { isHidden, listed } from './nodes.ts';
import { NEVER_TEXT, textOf } from './text.ts';

/** A page with what is asked of it more than once. */
export interface Look {
  readonly document: Document;
  readonly url: string;
  /** All text, what the page hides among it, folded and in lower case; made when first needed. Cheap, as the browser gathers it. */
  text(): string;
  /** All text, what the page hides among it, in lower case, its blanks as they are. */
  raw(): string;
  /** Whether all words stand somewhere in that text. Cheaper than folding it, and most sentences are not there. */
  mayHold(sentence: string): boolean;
  /** The visible text, folded and in lower case; made when first needed. */
  visible(): string;
  /** The scripts' text; made when first needed. */
  scripts(): string;
  /** `querySelectorAll` that never throws: a selector that the browser does not know finds nothing and is a problem. */
  all(scope: ParentNode, css: string): Element[];
  /** Whether the selector finds anything on the page. */
  has(css: string): boolean;
  /** Whether the browser knows the selector. */
  knows(css: string): boolean;
  readonly problems: ReadingProblem[];
}

/** Attributes that lead on from an element. */
export const CALLS = ['href', 'onclick', 'ondblclick', 'onmousedown'];

const ONE_ID = /^#[a-z][\w-]*$/i;

export function lookAt(document: Document, url: string): Look {
  let raw: string | undefined;
  let text: string | undefined;
  let visible: string | undefined;
  let scripts: string | undefined;
  const bad = new Set<string>();
  const ask = <Answer>(css: string, answer: () => Answer, none: Answer): Answer => {
    if (bad.has(css)) return none;
    try {
      return answer();
    } catch {
      bad.add(css);
      look.problems.push({ code: 'bad-selector', about: [css, 'a CSS selector'] });
      return none;
    }
  };
  const look: Look = {
    document,
    url,
    problems: [],
    knows: (css) => !bad.has(css),
    text: () => {
      text ??= foldCase(document.body?.textContent ?? '');
      return text;
    },
    raw: () => {
      raw ??= (document.body?.textContent ?? '').toLowerCase();
      return raw;
    },
    mayHold: (sentence) => holdsWords(look.raw(), sentence),
    visible: () => {
      visible ??= document.body ? foldCase(textOf(document.body).text) : '';
      return visible;
    },
    scripts: () => {
      scripts ??= [...document.getElementsByTagName('script')].map((script) => script.textContent ?? '').join('\n');
      return scripts;
    },
    all: (scope, css) => ask(css, () => listed(scope.querySelectorAll(css)), []),
    has: (css) =>
      // The browser keeps account of ids, but looks at every element for a selector where the page is in quirks mode.
      (ONE_ID.test(css) && document.getElementById(css.slice(1)) !== null) ||
      ask(css, () => document.querySelector(css) !== null, false),
  };
  return look;
}

/** Those that stand inside no other, of elements in the page's order. What an inner one holds, its outer one holds. */
export function outermost(elements: readonly Element[]): Element[] {
  let outer: Element | undefined;
  return elements.filter((element) => {
    if (outer?.contains(element)) return false;
    outer = element;
    return true;
  });
}

/** Whether a text in lower case holds every word of the sentence: what holds the sentence does, however its blanks are written. */
function holdsWords(text: string, sentence: string): boolean {
  return foldCase(sentence)
    .split(' ')
    .every((word) => text.includes(word));
}

function holds(text: string, wanted: readonly string[]): boolean {
  return wanted.some((one) => text.includes(foldCase(one)));
}

/** Beyond these the whole page's visible text is gathered, as it is where a sentence is written across large elements. */
const DEEPEST_SENTENCE = 30;
const LONGEST_AROUND = 1000;

/** Whether the sentence is seen inside the element: where it stands in a small one, that alone is looked at. */
function shows(element: Element, sentence: string, depth = 0): boolean {
  if (depth > DEEPEST_SENTENCE || NEVER_TEXT.has(element.tagName) || isHidden(element)) return false;
  const all = element.textContent ?? '';
  if (!holdsWords(all.toLowerCase(), sentence)) return false;
  for (let child = element.firstElementChild; child; child = child.nextElementSibling)
    if (shows(child, sentence, depth + 1)) return true;
  return all.length < LONGEST_AROUND && holds(foldCase(textOf(element).text), [sentence]);
}

/** Whether the page meets the sign. */
export function meets(look: Look, sign: Sign): boolean {
  const { document } = look;
  if (sign.address && !sign.address.some((one) => look.url.includes(one))) return false;
  if (sign.absent && look.has(sign.absent)) return false;
  if (sign.title && !holds(foldCase(document.title), sign.title)) return false;
  const { css, text } = sign;
  if (css && !text && !look.has(css)) return false;
  if (css && text) {
    const found = outermost(look.all(document, css));
    if (!found.some((element) => holds(foldCase(textOf(element).text), text))) return false;
  }
  // All text first: most pages do not hold the sentence at all.
  if (!css && text) {
    const possible = text.filter((one) => look.mayHold(one));
    if (possible.length === 0 || !holds(look.text(), possible)) return false;
    const { body } = document;
    if (!(body && possible.some((one) => shows(body, one))) && !holds(look.visible(), possible)) return false;
  }
  if (sign.script && !sign.script.some((one) => look.scripts().includes(one))) return false;
  if (sign.blank && (document.body?.firstElementChild || look.visible() !== '')) return false;
  if (sign.only) {
    const body = document.body?.textContent ?? '';
    if (body.length > 20_000) return false;
    const visible = look.visible();
    if (!sign.only.some((one) => foldCase(one) === visible)) return false;
  }
  return true;
}

export function meetsAny(look: Look, signs: readonly Sign[] | undefined): boolean {
  return signs?.some((sign) => meets(look, sign)) ?? false;
}
