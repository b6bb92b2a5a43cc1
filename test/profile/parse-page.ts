/** A saved page as a document. */
import { JSDOM, VirtualConsole } from 'jsdom';

/** Parses as the extension does with what it has fetched: no script runs, nothing is loaded. */
export function parsePage(html: string, url?: string): Document {
  return new JSDOM(html, { ...(url === undefined ? {} : { url }), virtualConsole: new VirtualConsole() }).window
    .document;
}
