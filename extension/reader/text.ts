/** The text of elements as a person sees it, without layout: `innerText` would make the browser lay the page out. */

/** White space, no-break spaces and zero-width marks folded to single spaces, ends trimmed. */
export function fold(text: string): string {
  // Most texts are folded already, or need no more than their ends trimmed.
  const trimmed = text.trim();
  if (/^[!-~\u00a1-\u024f]+(?: [!-~\u00a1-\u024f]+)*$/.test(trimmed) || trimmed === '') return trimmed;
  return text.replace(/[\s\u00a0\u200b\u200e\u200f\ufeff]+/g, ' ').trim();
}

/** A label or header as it is compared: NFKC, lower case, without colon, asterisk, `※`, required marks and sort arrows around it. */
export function foldLabel(text: string): string {
  return fold(text.length > 300 ? text.slice(0, 300) : text)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\s:*※•▲▼△▽↑↓↕⇅]+|[\s:*※▲▼△▽↑↓↕⇅]+$/g, '');
}

/** A text as sentences and words are compared: folded and in lower case. */
export function foldCase(text: string): string {
  return fold(text).toLowerCase();
}

/** Words parted by blanks, such as tag names. */
export function tags(names: string): ReadonlySet<string> {
  return new Set(names.split(' '));
}

export function isElement(node: Node | null | undefined): node is Element {
  return node?.nodeType === 1;
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

const NEVER_TEXT = tags('SCRIPT STYLE TEMPLATE NOSCRIPT SVG OBJECT IFRAME HEAD TITLE OPTION DATALIST BUTTON svg');
const BLOCK = tags(
  'P DIV TR LI UL OL TABLE TBODY DL DT DD H1 H2 H3 H4 H5 H6 FIELDSET LEGEND HR PRE BLOCKQUOTE FORM CENTER',
);
const BUTTONS = tags('button submit reset image file password');
/** Unknown to today's HTML but markup all the same. */
const OLD_TAGS = tags('BLINK SPACER MULTICOL BGSOUND KEYGEN NEXTID LAYER ILAYER NOLAYER ISINDEX COMMENT CENTER FONT');
const DEEPEST = 400;

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
  /** A picture stands there. */
  picture: boolean;
  /** Radio buttons stand there: the words of the chosen one, empty where none is. */
  radio?: string;
}

/** Whether the element hides itself: attribute, inline style, hidden input. What a style sheet hides cannot be known. */
export function isHidden(element: Element): boolean {
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
  return element.tagName === 'INPUT' && typeOf(element) === 'hidden';
}

/** Whether a tag name is none of HTML's: asked once per name, as every element of every value is judged. */
const unknownTags = new Map<string, boolean>();

function isUnknown(element: Element, known: readonly string[] | undefined): boolean {
  const name = element.tagName;
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

/** The options that a select shows as chosen: a drop-down list has one, the first where none is marked. */
export function chosenOptions(select: Element): Element[] {
  const options = [...select.getElementsByTagName('option')];
  const chosen = options.filter(
    (option) => option.hasAttribute('selected') || ('selected' in option && option.selected === true),
  );
  if (select.hasAttribute('multiple')) return chosen;
  return chosen.length > 0 ? chosen.slice(-1) : options.slice(0, 1);
}

/** What a control holds now; in a parsed document, what its page gave it. */
export function heldText(control: Element): string {
  return 'value' in control ? String(control.value) : (control.getAttribute('value') ?? '');
}

/** The value of a control as its page shows it, or null where it is none. Checkboxes and radio buttons give `true` and `false`. */
export function controlText(element: Element, code?: boolean): string | null {
  const name = element.tagName;
  if (name === 'SELECT') {
    return chosenOptions(element)
      .map((option) => fold((code ? option.getAttribute('value') : null) ?? option.textContent ?? ''))
      .join('\n');
  }
  if (name === 'TEXTAREA') return ('value' in element ? String(element.value) : (element.textContent ?? '')).trim();
  if (name !== 'INPUT') return null;
  const type = typeOf(element);
  if (BUTTONS.has(type)) return '';
  if (type === 'checkbox' || type === 'radio') {
    const on = 'checked' in element ? element.checked === true : element.hasAttribute('checked');
    return code ? (on ? (element.getAttribute('value') ?? 'on') : '') : String(on);
  }
  return heldText(element).trim();
}

/** Appends the visible text below `node` to `out`; `\n` where a line ends. */
function walk(node: Node, out: string[], options: TextOptions, findings: TextFindings, depth: number): void {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === 3) {
      const text = child.nodeValue ?? '';
      if (!findings.plain && /\S/.test(text)) findings.plain = true;
      out.push(/^\S+(?: \S+)*$/.test(text) ? text : text.replace(/\s+/g, ' '));
    } else if (isElement(child)) visit(child, out, options, findings, depth);
  }
}

function visit(element: Element, out: string[], options: TextOptions, findings: TextFindings, depth: number): void {
  const name = element.tagName;
  if (depth > DEEPEST || NEVER_TEXT.has(name) || options.skip?.has(element)) return;
  if (!options.hidden && isHidden(element)) return;
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
  if (isUnknown(element, options.elements)) findings.unknown ??= name.toLowerCase();
  const block = BLOCK.has(name);
  if (block) out.push('\n');
  else if (name === 'TD' || name === 'TH') out.push(' ');
  walk(element, out, options, findings, depth + 1);
  if (block) out.push('\n');
}

/** The words of a radio button: its label's, or the text right after it. */
function radioText(radio: Element): string {
  const label =
    radio.closest('label') ??
    (radio.id === ''
      ? null
      : [...radio.ownerDocument.getElementsByTagName('label')].find((one) => one.getAttribute('for') === radio.id));
  if (label) return fold(label.textContent ?? '');
  const next = radio.nextSibling;
  return next && next.nodeType === 3 && /\S/.test(next.nodeValue ?? '')
    ? fold(next.nodeValue ?? '')
    : (radio.getAttribute('value') ?? '');
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
  // Most cells hold nothing but text: no walk for those.
  if (node.nodeType === 3) {
    findings.plain = true;
    return { text: fold(node.nodeValue ?? ''), findings };
  }
  const element = node as Element;
  if (element.firstElementChild === null && controlText(element, options.code) === null) {
    if (isUnknown(element, options.elements)) findings.unknown = element.tagName.toLowerCase();
    return { text: fold(element.textContent ?? ''), findings };
  }
  const out: string[] = [];
  const control = controlText(element, options.code);
  if (control !== null) {
    findings.controls = 1;
    return { text: control, findings };
  }
  if (isUnknown(element, options.elements)) findings.unknown = element.tagName.toLowerCase();
  walk(element, out, options, findings, 0);
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
  if (element.firstElementChild === null) {
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
