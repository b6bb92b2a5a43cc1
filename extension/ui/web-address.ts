/** The address if a person may be sent there: only http and https. A `javascript:` link out of a CRM is text, not a link. */
export function webAddress(address: string | null | undefined): string | null {
  if (address === null || address === undefined) return null;
  const url = URL.parse(address);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}
