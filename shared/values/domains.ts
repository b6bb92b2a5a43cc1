import { emailsIn } from './email.ts';
import { hostName } from './host-name.ts';
import { isPublicMailHost } from './mail-hosts.ts';
import { foldSpaces } from './text.ts';
import { problem, proven, type ValueResult } from './value-result.ts';

/** What stands in a website field that nobody has filled in. */
const BARE_SCHEME = /^https?:\/*(?:www\.)?$/i;

/** Browsers and servers take no longer address; what is longer is no address. */
const LONGEST_ADDRESS = 4000;

function webHost(text: string): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return null;
  try {
    const host = new URL(scheme === undefined ? `http://${text.replace(/^\/\//, '')}` : text).hostname;
    return hostName(host)?.replace(/^www\d?\.(?=.*\.)/, '') ?? null;
  } catch {
    return null;
  }
}

/** The domain of one web address, host name or e-mail address: lower case, no "www.", IDN in punycode; null where it is none. */
function domainOf(text: string): string | null {
  if (text.includes('@') && !text.includes('://')) {
    const address = emailsIn(text)[0];
    return address === undefined ? null : hostName(address.slice(address.lastIndexOf('@') + 1));
  }
  return webHost(text);
}

const isExplicit = (token: string) => /:\/\/|@|^www\d?\./i.test(token);

/**
 * The domains of an account out of the texts of its web address, e-mail or domain fields, several to a text if need be; each once,
 * in order. Public mail hosts are left out, so `[]` means: the CRM shows addresses, and none is the company's own. A text in which no domain can
 * be found is a problem. Among other words only what is plainly an address counts ("www.", "://", "@").
 */
export function parseDomains(texts: string | readonly string[]): ValueResult<string[]> {
  const found: string[] = [];
  let empty = true;
  for (const text of typeof texts === 'string' ? [texts] : texts) {
    const tokens = foldSpaces(text)
      .replace(/\bmailto:/gi, '')
      .split(/[\s,;|<>"]+/)
      .map((token) => (token.length > LONGEST_ADDRESS ? '?' : token.replace(/^[('“‘]+|[)'”’.:]+$/g, '')))
      .filter((token) => token !== '');
    if (tokens.length === 0) continue;
    empty = false;
    if (tokens.every((token) => BARE_SCHEME.test(`${token}:`) || BARE_SCHEME.test(token))) continue;
    const domains = tokens.map((token) => ({ token, domain: domainOf(token) }));
    const plain = domains.every(({ domain }) => domain !== null);
    const taken = domains.filter(({ token, domain }) => domain !== null && (plain || isExplicit(token)));
    if (taken.length === 0) return problem('domain-invalid', text);
    for (const { domain } of taken) if (domain !== null) found.push(domain);
  }
  if (empty) return problem('text-empty');
  return proven([...new Set(found)].filter((domain) => !isPublicMailHost(domain)));
}
