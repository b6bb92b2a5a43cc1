/** A saved page as a document, with what jsdom leaves out and every browser does. */
import { JSDOM, VirtualConsole } from 'jsdom';

/** A form that stands between a table and its rows is closed at once; its fields stay its own until `</form>`. */
const FORM_IN_TABLE = /<(?:table|tbody|thead|tfoot|tr)\b[^>]*>(?:\s|<!--[\s\S]*?-->)*<form\b/i;

/** Parses as a browser does: `form.elements` holds the fields that a table parts from their form, too. */
export function parsePage(html: string, url?: string): Document {
  const parted = FORM_IN_TABLE.test(html);
  const dom = new JSDOM(html, {
    ...(url === undefined ? {} : { url }),
    virtualConsole: new VirtualConsole(),
    includeNodeLocations: parted,
  });
  const { document } = dom.window;
  if (parted) joinForms(dom, html);
  return document;
}

/** HTML standard, “form element pointer”: a field belongs to the form that was begun last and not yet ended, wherever it stands. */
function joinForms(dom: JSDOM, html: string): void {
  const { document } = dom.window;
  const startOf = (node: Element) => dom.nodeLocation(node)?.startOffset;
  const fields = [...document.querySelectorAll('input,select,textarea,button')];
  for (const form of document.forms) {
    const from = startOf(form);
    if (from === undefined) continue;
    const end = html.slice(from).search(/<\/form\b/i);
    const until = end < 0 ? html.length : from + end;
    const own = fields.filter((field) => {
      const at = startOf(field);
      const around = field.closest('form');
      return around === form || (around === null && at !== undefined && at > from && at < until);
    });
    Object.defineProperty(form, 'elements', { get: () => own });
  }
}
