import { hostName } from './host-name.ts';
import { foldSpaces } from './text.ts';
import { problem, proven, type ValueResult } from './value-result.ts';

const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;
/** A link may carry a subject and a text beside the address. */
const LONGEST_PART = 2000;

/** Whether the text is one e-mail address, with its domain in ASCII, and nothing else. */
export function isEmail(text: string): boolean {
  return addressOf(text) === text;
}

/** The address with an IDN domain in punycode; letters stay as they are, as an address is compared with what people see. */
function addressOf(text: string): string | null {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (at < 1 || local.length > MAX_LOCAL || text.length > MAX_ADDRESS || !LOCAL_PART.test(local)) return null;
  const written = text.slice(at + 1);
  const host = hostName(written);
  if (host === null || written.endsWith('.')) return null;
  return `${local}@${host === written.toLowerCase() ? written : host}`;
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What stands between addresses, or between a name and its address. */
const PARTING = /[\s,;<>()[\]"“”„«»]+/;

function candidates(text: string): string[] {
  return text
    .split(PARTING)
    .filter((part) => part.length <= LONGEST_PART && /@|%40/.test(part))
    .flatMap((part) => {
      const link = /^mailto:/i.test(part);
      const bare = part.replace(/^(?:mailto|e-?mail|smtp):/i, '');
      // Only a link carries escapes and a subject; elsewhere "?" and "%" belong to the address.
      const address = link ? decodeOnce(bare.split('?')[0] ?? '') : bare;
      // "mailto:%22Ann%20Lee%22%20%3Cann@x.com%3E": the link holds a name, too.
      if (link && address !== bare) return address.split(PARTING).filter((one) => one.includes('@'));
      return address.split('@').length > 2 ? address.split(/[/|]/) : [address];
    })
    .map((part) => part.replace(/^[.:'‘’]+|[.:'‘’]+$/g, ''));
}

/** All valid addresses of the text, in its order, each once: "mailto:" links, "Name <a@b>", lists parted by comma, semicolon or line. */
export function emailsIn(text: string): string[] {
  const found = candidates(foldSpaces(text)).map(addressOf);
  return [...new Set(found.filter((address) => address !== null))];
}

/** The first valid address of the text. */
export function parseEmail(text: string): ValueResult<string> {
  const folded = foldSpaces(text);
  if (folded === '') return problem('text-empty');
  if (/\*{2}|[•●]{2}/.test(folded)) return problem('text-masked', text);
  const first = emailsIn(folded)[0];
  return first === undefined ? problem('email-invalid', text) : proven(first);
}
