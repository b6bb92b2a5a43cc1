/** The text of elements as a person sees it, without layout: `innerText` would make the browser lay the page out. */

import { fold } from '../../shared/profile/fold.ts';
import { BUTTONS, controlText, radioText } from './controls.ts';
import { hidesItself, isElement, isHidden, tags, typeOf } from './nodes.ts';

export const NEVER_TEXT = tags(
  'SCRIPT STYLE TEMPLATE NOSCRIPT SVG OBJECT IFRAME HEAD TITLE OPTION DATALIST BUTTON svg',
);

const BLOCK = tags(
  'P DIV TR LI UL OL TABLE TBODY DL DT DD H1 H2 H3 H4 H5 H6 FIELDSET LEGEND HR PRE BLOCKQUOTE FORM CENTER',
);

/** Unknown to today's HTML but markup all the same. */
const OLD_TAGS = tags('BLINK SPACER MULTICOL BGSOUND KEYGEN NEXTID LAYER ILAYER NOLAYER ISINDEX COMMENT CENTER FONT');

const INLINE = tags('A B FONT SPAN I U EM STRONG SMALL BIG NOBR TT IMG');

const DEEPEST = 400;
/** Inline markup nests little; what nests deeper is walked. */
const DEEPEST_INLINE = 5;

export interface TextOptions {
  /** Elements to be passed over. */
  readonly skip?: ReadonlySet<Element> | undefined;
  /** Read what the page hides. */
  readonly hidden?: boolean | undefined;
  /** A chosen option's value instead of its text. */
  readonly code?: boolean | undefined;
  /** Unknown elements that are this CRM's own markup. */
  readonly elements?: readonly string[] | undefined;
}

/** What was met while a value was read; each makes it doubtful. */
export interface TextFindings {
  unknown?: string;
  /** A control stood beside other text. */
  controls: number;
  plain: boolean;
  /** A picture stands there, or what only the browser fills: a script, a frame. */
  picture: boolean;
  /** Radio buttons stand there: the words of the chosen one, empty where none is. */
  radio?: string;
}

/** Whether a tag name is none of HTML's: asked once per name, as every element of every value is judged. */
const unknownTags = new Map<string, boolean>();

function isUnknown(element: Element, name: string, known: readonly string[] | undefined): boolean {
  let unknown = unknownTags.get(name);
  if (unknown === undefined) {
    unknown =
      !OLD_TAGS.has(name) &&
      (name.includes('-') || Object.prototype.toString.call(element) === '[object HTMLUnknownElement]');
    if (unknownTags.size > 500) unknownTags.clear();
    unknownTags.set(name, unknown);
  }
  return unknown && !known?.some((one) => one.toUpperCase() === name);
}

/** Whether an image says something: one pixel wide or called "spacer" it only makes room. */
function isPicture(image: Element): boolean {
  if (image.getAttribute('width') === '1' || image.getAttribute('height') === '1') return false;
  return !/(spacer|blank|pixel|trans|clear|dot)[\w-]*\.(gif|png)/i.test(image.getAttribute('src') ?? '');
}

/** What is no inline markup, or may hide itself. */
const NOT_PLAIN = `:not(${[...INLINE].join().toLowerCase()},input[type=hidden]),[hidden],[style]`;

/** Whether nothing but shown text in inline markup is inside: then `textContent`, which the browser gathers, is what a person sees. */
function isPlain(element: Element, depth = 0): boolean {
  for (let child = element.firstElementChild; child; child = child.nextElementSibling) {
    if (child.tagName === 'INPUT' && typeOf(child) === 'hidden') continue;
    if (depth > DEEPEST_INLINE || !INLINE.has(child.tagName) || hidesItself(child) || !isPlain(child, depth + 1))
      return false;
  }
  return true;
}

/** The element's text where nothing but shown text in inline markup is inside, and hidden inputs; else null. A picture without text is to be judged. */
export function plainText(element: Element): string | null {
  // One question to the browser instead of several about each element inside.
  const plain = element.childElementCount === 0 || element.querySelector(NOT_PLAIN) === null || isPlain(element);
  return plain ? unlessPictured(element) : null;
}

function unlessPictured(element: Element): string | null {
  const text = fold(element.textContent ?? '');
  return text === '' && element.querySelector('img') ? null : text;
}

/** Appends the visible text below `node` to `out`; `\n` where a line ends. */
function walk(node: Node, out: string[], options: TextOptions, findings: TextFindings, depth: number): void {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === 3) addText(child.nodeValue ?? '', out, findings);
    else if (isElement(child)) visit(child, out, options, findings, depth);
  }
}

function addText(text: string, out: string[], findings: TextFindings): void {
  if (!findings.plain && /\S/.test(text)) findings.plain = true;
  out.push(/^\S+(?: \S+)*$/.test(text) ? text : text.replace(/\s+/g, ' '));
}

function visit(element: Element, out: string[], options: TextOptions, findings: TextFindings, depth: number): void {
  const name = element.tagName;
  if (depth > DEEPEST || options.skip?.has(element) || (!options.hidden && isHidden(element))) return;
  if (NEVER_TEXT.has(name)) {
    // What a script writes there, or another page shows, is the value that a person sees.
    findings.picture ||= 'SCRIPT IFRAME OBJECT'.includes(name);
    return;
  }
  if (name === 'BR') {
    out.push('\n');
    return;
  }
  if (name === 'IMG') {
    if (!findings.picture) findings.picture = isPicture(element);
    return;
  }
  const control = controlText(element, options.code);
  if (control !== null) {
    const type = typeOf(element);
    if (name === 'INPUT' && BUTTONS.has(type)) return;
    if (type === 'radio') {
      findings.radio ??= '';
      if (control !== 'false' && control !== '') findings.radio = options.code ? control : radioText(element);
      return;
    }
    findings.controls++;
    out.push(' ', control, ' ');
    return;
  }
  if (isUnknown(element, name, options.elements)) findings.unknown ??= name.toLowerCase();
  const block = BLOCK.has(name);
  if (block) out.push('\n');
  else if (name === 'TD' || name === 'TH') out.push(' ');
  const plain = plainBy(options, element);
  if (plain !== null) addText(element.textContent ?? '', out, findings);
  else walk(element, out, options, findings, depth + 1);
  if (block) out.push('\n');
}

/** As `plainText`, for elements that stand inside each other: each is looked into no deeper than inline markup nests. */
function plainBy({ skip, hidden }: TextOptions, element: Element): string | null {
  return skip?.size || hidden || !isPlain(element) ? null : unlessPictured(element);
}

/** Lines folded one by one, empty ones at both ends dropped. */
function tidy(parts: readonly string[]): string {
  const text = parts.join('');
  if (!text.includes('\n')) return fold(text);
  return text
    .split('\n')
    .map(fold)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The element's own visible text. A control gives its value. */
export function textOf(node: Node, options: TextOptions = {}): { text: string; findings: TextFindings } {
  const findings: TextFindings = { controls: 0, plain: false, picture: false };
  if (!isElement(node)) {
    findings.plain = true;
    return { text: fold(node.nodeValue ?? ''), findings };
  }
  const name = node.tagName;
  const control = name === 'TD' ? null : controlText(node, options.code);
  if (control !== null) {
    findings.controls = 1;
    return { text: control, findings };
  }
  if (isUnknown(node, name, options.elements)) findings.unknown = name.toLowerCase();
  // Most cells hold nothing but text: no walk for those.
  const plain = plainBy(options, node);
  if (plain !== null) return { text: plain, findings };
  const out: string[] = [];
  walk(node, out, options, findings, 0);
  return { text: tidy(out), findings };
}

/** The visible text of several neighbouring nodes. */
export function textOfNodes(
  nodes: readonly Node[],
  options: TextOptions = {},
): { text: string; findings: TextFindings } {
  const findings: TextFindings = { controls: 0, plain: false, picture: false };
  const out: string[] = [];
  for (const node of nodes) {
    if (node.nodeType === 3) {
      out.push((node.nodeValue ?? '').replace(/[\s\u00a0]+/g, ' '));
      if (fold(node.nodeValue ?? '') !== '') findings.plain = true;
    } else if (isElement(node)) visit(node, out, options, findings, 0);
  }
  return { text: tidy(out), findings };
}

/** An element's text when it is short, else null: a look at a layout table must not cost the whole page. */
export function shortText(element: Element, most = 160): string | null {
  if (isPlain(element)) {
    const text = element.textContent ?? '';
    return text.length > 4 * most ? null : fold(text);
  }
  let length = 0;
  const out: string[] = [];
  const look = (node: Node, depth: number): boolean => {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === 3) {
        const text = (child.nodeValue ?? '').trim();
        if (text === '') out.push(' ');
        else {
          length += text.length;
          out.push(child.nodeValue ?? '');
        }
      } else if (
        isElement(child) &&
        !NEVER_TEXT.has(child.tagName) &&
        child.tagName !== 'SELECT' &&
        child.tagName !== 'TEXTAREA'
      ) {
        if (child.tagName === 'BR') out.push(' ');
        if (depth > 60 || !look(child, depth + 1)) return false;
      }
      if (length > most || out.length > 400) return false;
    }
    return true;
  };
  return look(element, 0) ? fold(out.join('')) : null;
}
