/**
 * An oracle that knows nothing of the reader: is a text really on the page? White space is left out of the comparison, as reading folds it;
 * the rest must stand there letter by letter.
 */
import { idParts } from '../../shared/profile/id-holes.ts';
import type { PageReading, PlannedPage } from '../../shared/profile/raw.ts';
import type { Profile } from '../../shared/profile/schema.ts';

const BLANK = /[\s\u00a0\u200b\u200e\u200f\ufeff]+/g;

function bare(text: string): string {
  return text.replace(BLANK, '');
}

/** All texts of a page, each by itself: text nodes in their order, then what attributes, controls and scripts hold. */
interface Said {
  readonly nodes: readonly string[];
  readonly others: ReadonlySet<string>;
  readonly all: string;
  readonly scripts: string;
}

function saidOn(document: Document): Said {
  const nodes: string[] = [];
  const others = new Set<string>();
  const scripts: string[] = [];
  const walk = (root: Node): void => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node: Node | null = texts.currentNode; node; node = texts.nextNode()) {
      if (node.nodeType === 3) {
        const text = bare(node.nodeValue ?? '');
        if (text !== '') nodes.push(text);
        continue;
      }
      if (node.nodeType !== 1) continue;
      const element = node as Element;
      for (const attribute of element.attributes) others.add(bare(attribute.value));
      if (element.tagName === 'SCRIPT') scripts.push(unescaped(element.textContent ?? ''));
      if ('value' in element && typeof element.value === 'string') others.add(bare(element.value));
      if (element.tagName === 'INPUT' && /^(checkbox|radio)$/i.test(element.getAttribute('type') ?? '')) {
        others.add('true');
        others.add('false');
        others.add('on');
      }
    }
  };
  walk(document);
  // HTML inside a script's texts is read apart from the page.
  const script = scripts.join('\n');
  if (/[<&]/.test(script)) {
    const apart = document.implementation.createHTMLDocument('');
    apart.body.innerHTML = script;
    walk(apart.body);
  }
  return { nodes, others, all: nodes.join(''), scripts: bare(script) };
}

/** A script's string escapes undone. */
function unescaped(script: string): string {
  return script
    .replace(/\\(?:u([\da-f]{4})|x([\da-f]{2}))/gi, (_, four?: string, two?: string) =>
      String.fromCharCode(Number.parseInt(four ?? two ?? '0', 16)),
    )
    .replace(/\\([^ux])/g, '$1');
}

/** Whether `text` is made of whole text nodes in their order, save that it may begin and end inside one. */
function isTiled(text: string, nodes: readonly string[]): boolean {
  // Positions in `text` that are reached at the end of some node before.
  const reached = new Set<number>();
  for (const node of nodes) {
    const next: number[] = [];
    for (const at of reached) {
      const rest = text.slice(at);
      if (node.startsWith(rest)) return true;
      if (rest.startsWith(node)) next.push(at + node.length);
    }
    // The text may begin inside this node, which then must be used to its end.
    for (let begin = node.indexOf(text.charAt(0)); begin >= 0; begin = node.indexOf(text.charAt(0), begin + 1)) {
      const tail = node.slice(begin);
      if (text.startsWith(tail)) next.push(tail.length);
    }
    for (const at of next) reached.add(at);
  }
  return reached.has(text.length);
}

/** Addresses as the reader may decode them. */
function isDecoded(text: string, said: Said, url: string): boolean {
  const sources = [url, ...said.others, said.scripts];
  return sources.some((source) => {
    let current = source;
    for (let round = 0; round < 4; round++) {
      if (current.includes(text)) return true;
      if (!/[%+]/.test(current)) return false;
      current = bare(decode(current));
    }
    return false;
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text
      .replaceAll('+', ' ')
      .replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}

/** Constants and words that come from the profile itself, gaps among them. */
function statedBy(profile: Profile): { constants: Set<string>; gaps: string[] } {
  const constants = new Set<string>();
  const gaps: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, one] of Object.entries(value)) {
      if (key === 'constant' && typeof one === 'string') constants.add(bare(one));
      else if (key === 'gap' && typeof one === 'string') gaps.push(bare(one));
      else walk(one);
    }
  };
  walk(profile);
  return { constants, gaps: gaps.filter((gap) => gap !== '') };
}

/** Values, ids and signs of the reading that do not stand on the page, nor in its address, nor in the profile as constants. */
export function strangersIn(
  reading: PageReading,
  document: Document,
  task: { readonly planned: PlannedPage; readonly url: string },
  profile: Profile,
): string[] {
  const texts: string[] = [];
  const ids = new Set<string>();
  for (const record of reading.records) {
    texts.push(record.crmId);
    ids.add(bare(record.crmId));
    for (const value of Object.values(record.fields)) {
      if (value.state !== 'value') continue;
      texts.push(...value.text.split('\n'), ...(value.ids ?? []));
      for (const id of value.ids ?? []) ids.add(bare(id));
    }
  }
  texts.push(...Object.values(reading.signs));
  if (reading.viewer !== null) texts.push(reading.viewer);
  if (texts.length === 0) return [];
  const said = saidOn(document);
  const stated = statedBy(profile);
  const known = new Map<string, boolean>();
  const isThere = (text: string): boolean =>
    text === '' ||
    said.all.includes(text) ||
    said.others.has(text) ||
    said.scripts.includes(text) ||
    text === task.planned.crmId ||
    stated.constants.has(text) ||
    isTiled(text, said.nodes) ||
    isDecoded(text, said, task.url) ||
    stated.gaps.some((gap) => text.includes(gap) && isThere(text.replaceAll(gap, '')));
  return [...new Set(texts)].filter((text) => {
    const plain = bare(text);
    let there = known.get(plain);
    if (there === undefined) {
      // The parts of an id may stand apart from each other.
      there = isThere(plain) || (ids.has(plain) && plain.includes('/') && idParts(plain).every(isThere));
      known.set(plain, there);
    }
    return !there;
  });
}
