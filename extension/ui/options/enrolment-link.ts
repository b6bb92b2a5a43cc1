/** What an enrolment link or a typed address says. Nothing happens because of it: it only fills the form. */
export interface EnrolmentLink {
  /** The Worker's origin: “https://bridge.example”. */
  readonly address: string;
  readonly code: string | null;
}

/**
 * Takes apart what was typed or pasted as the Worker's address: a bare host, an address, or an enrolment link, which carries
 * the code as `code` in its fragment or query. Null where no host can be made out of it. Plain http is for this computer only.
 */
export function readEnrolmentLink(typed: string): EnrolmentLink | null {
  const trimmed = typed.trim();
  if (trimmed === '') return null;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || !isSafe(url)) return null;
  const code = new URLSearchParams(url.hash.slice(1)).get('code') ?? url.searchParams.get('code');
  return { address: url.origin, code: code === '' ? null : code };
}

function isSafe(url: URL): boolean {
  const here = url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]';
  return url.protocol === 'https:' || (url.protocol === 'http:' && here);
}

/** The link that the options page was opened with: `options.html#address=…&code=…`. */
export function linkOfPage(hash: string): EnrolmentLink | null {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const link = readEnrolmentLink(given.get('address') ?? '');
  return link === null ? null : { address: link.address, code: given.get('code') || link.code };
}
