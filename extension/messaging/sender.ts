/** Who has sent a message, by the browser's word alone. */
export type Sender =
  | { readonly kind: 'extension-page' }
  | {
      readonly kind: 'reader';
      readonly tabId: number;
      /** 0 is the tab's top document. */
      readonly frameId: number;
      readonly origin: string;
      /** Origin of the tab's top document, where the browser tells it. */
      readonly topOrigin: string | null;
    };

/**
 * The one place that judges senders: another extension's, or one without an origin, is nobody. A content script may only speak for
 * its own origin; only the extension's own pages may give commands.
 */
export function judgeSender(
  sender: chrome.runtime.MessageSender,
  own: { readonly id: string; readonly origin: string },
): Sender | null {
  if (sender.id !== own.id) return null;
  const origin = sender.origin ?? originOf(sender.url);
  if (origin === null) return null;
  if (origin === own.origin) return { kind: 'extension-page' };
  const { tab, frameId } = sender;
  if (tab?.id === undefined || frameId === undefined || origin === 'null') return null;
  return { kind: 'reader', tabId: tab.id, frameId, origin, topOrigin: originOf(tab.url) };
}

function originOf(url: string | undefined): string | null {
  try {
    return url === undefined ? null : new URL(url).origin;
  } catch {
    return null;
  }
}
