const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A host name in lower case with IDN labels in punycode, without closing dot, or null where the text is none with a top-level domain of letters
 * (so IP addresses, "localhost" and file names with digits at the end are none). Knows no public suffixes.
 */
export function hostName(text: string): string | null {
  const trimmed = text.trim().replace(/\.$/, '');
  if (trimmed === '' || /[\s/\\?#@:%[\]<>"'_]/.test(trimmed)) return null;
  let host = trimmed.toLowerCase();
  if (!/^[a-z0-9.-]+$/.test(host)) {
    try {
      host = new URL(`http://${trimmed}`).hostname;
    } catch {
      return null;
    }
  }
  const labels = host.split('.');
  if (host.length > 253 || labels.length < 2 || !labels.every((label) => LABEL.test(label))) return null;
  return /^(?:[a-z]{2,}|xn--[a-z0-9-]+)$/.test(labels.at(-1) ?? '') ? host : null;
}
