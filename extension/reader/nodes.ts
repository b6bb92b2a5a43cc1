/** Small questions to nodes of a page. */

/** Words parted by blanks, such as tag names. */
export function tags(names: string): ReadonlySet<string> {
  return new Set(names.split(' '));
}

export function isElement(node: Node | null | undefined): node is Element {
  return node?.nodeType === 1;
}

/** The nodes as an array, by index: their iterator costs more than most of what is done with them. */
export function listed<Found extends Node>(nodes: ArrayLike<Found>, from = 0, until = nodes.length): Found[] {
  const all: Found[] = [];
  for (let index = from; index < until; index++) {
    const node = nodes[index];
    if (node) all.push(node);
  }
  return all;
}

/** Whether the node is one of the elements or stands inside one. */
export function isInside(node: Node, elements: ReadonlySet<Element>): boolean {
  if (elements.size > 0)
    for (let up: Node | null = node; up; up = up.parentNode) if (elements.has(up as Element)) return true;
  return false;
}

/** The kind of an input, in lower case; empty where none is stated. */
export function typeOf(input: Element): string {
  return input.getAttribute('type')?.toLowerCase() ?? '';
}

/** Whether the element hides itself: attribute, inline style, hidden input. What a style sheet hides cannot be known. */
export function isHidden(element: Element): boolean {
  return hidesItself(element) || (element.tagName === 'INPUT' && typeOf(element) === 'hidden');
}

/** As `isHidden`, of an element that is no input. */
export function hidesItself(element: Element): boolean {
  if (element.hasAttribute('hidden')) return true;
  const style = element.getAttribute('style');
  if (style !== null && style.length < 2000) {
    const plain = style.toLowerCase();
    if (
      (plain.includes('display') && /display\s*:\s*none/.test(plain)) ||
      (plain.includes('visibility') && /visibility\s*:\s*hidden/.test(plain))
    )
      return true;
  }
  return false;
}

/** Whether the element or one around it hides itself. */
export function isHiddenAbove(element: Element): boolean {
  for (let up: Element | null = element; up; up = up.parentElement) if (isHidden(up)) return true;
  return false;
}
