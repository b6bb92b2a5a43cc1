/** Lists in groups: what stands above the rows of a group and is said once for all of them. */
import type { Look } from './signs.ts';

/** Per page and selector, the head of each element that was passed: rows follow each other, so each stretch is walked once. */
const heads = new WeakMap<Look, Map<string, Map<Element, Element | null>>>();

/** The nearest element before the row that matches, inside what stands before it too; null where there is none, as on a page that begins in mid-group. */
export function groupHead(row: Element, css: string, look: Look): Element | null {
  const bySelector = heads.get(look) ?? new Map<string, Map<Element, Element | null>>();
  heads.set(look, bySelector);
  const known = bySelector.get(css) ?? new Map<Element, Element | null>();
  bySelector.set(css, known);
  const passed: Element[] = [];
  let head: Element | null = null;
  for (let at: Element | null = row; at; at = at.previousElementSibling ?? at.parentElement) {
    const found = known.get(at);
    if (found !== undefined) {
      head = found;
      break;
    }
    passed.push(at);
    const before = at.previousElementSibling;
    const inside = before ? look.all(before, css).at(-1) : undefined;
    if (!before || (!inside && !(look.knows(css) && before.matches(css)))) continue;
    head = inside ?? before;
    break;
  }
  for (const one of passed) known.set(one, head);
  return head;
}
