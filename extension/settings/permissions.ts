/**
 * The match pattern that a permission for `origin` is asked by. Firefox's patterns have no port: there the whole host is
 * asked for and the messages' origin check keeps to the port.
 */
export function originPattern(origin: string, portsInPatterns = !navigator.userAgent.includes('Firefox')): string {
  const url = new URL(origin);
  return `${url.protocol}//${portsInPatterns ? url.host : url.hostname}/*`;
}

/** Which of `origins` the browser has not granted. */
export async function missingOrigins(origins: readonly string[]): Promise<string[]> {
  const granted = await Promise.all(
    origins.map((origin) => chrome.permissions.contains({ origins: [originPattern(origin)] })),
  );
  return origins.filter((_, index) => !granted[index]);
}

/** Asks the person for `origins`; only inside a click. True when all are granted. Then send the command `granted`. */
export function requestOrigins(origins: readonly string[]): Promise<boolean> {
  return chrome.permissions.request({ origins: origins.map((origin) => originPattern(origin)) });
}
