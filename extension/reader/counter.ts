/** What a list says about itself: "1 - 20 of 87". */

import { fold, foldCase } from '../../shared/profile/fold.ts';
import type { ListPage } from '../../shared/profile/schema.ts';
import { type Holes, searchTemplate } from '../../shared/profile/template.ts';
import { counterPattern } from './counter-pattern.ts';
import { isHiddenAbove } from './nodes.ts';
import type { Look } from './signs.ts';
import { textOf } from './text.ts';

export interface Counter {
  readonly from?: number;
  readonly to?: number;
  readonly total?: number;
  readonly page?: number;
  readonly pages?: number;
}

/**
 * "1 - 20 of 87" as numbers; group marks inside them are dropped. Null where it does not stand, or stands there in two versions.
 * Where the profile does not say which element holds it, all visible text is searched: last, as gathering that is dear.
 */
export function readCounter(page: ListPage, look: Look, row: Element | undefined): Counter | null {
  const spec = page.counter;
  if (!spec) return null;
  if (spec.css !== undefined) {
    const elements = look.all(look.document, spec.css).slice(0, 20);
    const counts = counting(spec.templates);
    return agreed(elements.flatMap((element) => searched(fold(textOf(element).text), counts)));
  }
  const templates = spec.templates.map((template) => template.toLowerCase());
  return shownCounter(templates, look, row) ?? agreed(searched(look.visible(), templates));
}

/** Inside a longer text the numbers end where their digits do. */
function counting(templates: readonly string[]): string[] {
  return templates.map((template) => template.replace(/\{(from|to|total|pages?)\}/g, '{$1:count}'));
}

/** The counter that the page's text holds, when it is one and an element shows just that. */
function shownCounter(templates: readonly string[], look: Look, row: Element | undefined): Counter | null {
  const counts = counting(templates);
  // Text as the browser gathers it: folding all of it would cost more than the rows.
  const patterns = counts.map(counterPattern);
  const pieces = patterns.flatMap((pattern) => look.raw().match(pattern) ?? []).slice(0, 60);
  const counter = agreed(pieces.flatMap((piece) => searched(fold(piece), counts)));
  if (!counter || !look.document.body) return null;
  const element = innermost(look.document.body, row, (text) => patterns.some((pattern) => text.search(pattern) >= 0));
  const shown = element && !isHiddenAbove(element) ? agreed(searched(foldCase(textOf(element).text), counts)) : null;
  return shown && sameCounter(shown, counter) ? counter : null;
}

/** Deeper than this nobody looks: each step gathers a text. */
const DEEPEST = 30;

/** @param row one of the list: what holds it is looked into last, as a counter stands beside its table more often than in it */
function innermost(root: Element, row: Element | undefined, holds: (text: string) => boolean): Element | null {
  let element = root;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const children = [...element.children];
    const around = children.findLast((child) => row && child.contains(row));
    // The shortest text first; the places agree.
    const inner =
      children
        .filter((child) => child !== around)
        .map((child) => ({ child, text: child.textContent ?? '' }))
        .sort((one, other) => one.text.length - other.text.length)
        .find(({ text }) => holds(text.toLowerCase()))?.child ??
      (around && holds((around.textContent ?? '').toLowerCase()) ? around : undefined);
    if (!inner) return element;
    element = inner;
  }
  return null;
}

function searched(text: string, templates: readonly string[]): Counter[] {
  return templates.flatMap((template) => searchTemplate(template, text).slice(0, 20).map(numbers));
}

function numbers(holes: Holes): Counter {
  const counter: Record<string, number> = {};
  for (const [name, text] of Object.entries(holes)) {
    const digits = text.replace(/[\s.,'’]/g, '');
    if (/^\d{1,9}$/.test(digits)) counter[name] = Number(digits);
  }
  return counter;
}

function sameCounter(one: Counter, other: Counter): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The counter that all of these are; those that say nothing are left out. */
function agreed(found: readonly Counter[]): Counter | null {
  const [first, ...others] = found.filter((counter) => Object.keys(counter).length > 0);
  return first && others.every((other) => sameCounter(other, first)) ? first : null;
}

/** What the page's own counter says about the end; null when it says nothing. */
export function counterEnds(counter: Counter | null): boolean | null {
  if (counter?.to !== undefined && counter.total !== undefined) return counter.to >= counter.total;
  if (counter?.page !== undefined && counter.pages !== undefined) return counter.page >= counter.pages;
  return null;
}
