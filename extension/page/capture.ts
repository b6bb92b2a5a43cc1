import type { Captured } from '../messaging/reader-channel.ts';
import type { CapturePlan } from './page-reader.ts';

/** After the last change of the page; together with the longest wait below a page is read within a second. */
const QUIET_MS = 250;
const LONGEST_WAIT_MS = 750;

export interface CaptureParts {
  /** How the document is captured as it stands now; null where it is not. */
  readonly plan: () => Promise<CapturePlan | null>;
  readonly send: (profileVersion: string, readings: readonly Captured[], loadedAt: number) => void;
  readonly now: () => number;
}

/** Reads what the rep has open, when it has loaded and whenever it has changed. Returns how to stop. */
export function observePage(parts: CaptureParts): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let firstChange: number | null = null;
  let sent = '';
  let loadedAt = performance.timeOrigin;
  let stopped = false;

  const look = async () => {
    timer = undefined;
    firstChange = null;
    const plan = await parts.plan();
    if (plan === null || stopped) return;
    const readings = readingsOf(plan);
    const text = JSON.stringify(readings);
    if (readings.length === 0 || text === sent) return;
    sent = text;
    parts.send(plan.version, readings, loadedAt);
  };
  const changed = () => {
    const now = parts.now();
    firstChange ??= now;
    loadedAt = now;
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(0, Math.min(QUIET_MS, firstChange + LONGEST_WAIT_MS - now)));
  };

  const observer = new MutationObserver((mutations) => {
    if (mutations.some((mutation) => mutation.addedNodes.length > 0)) changed();
  });
  observer.observe(document.documentElement, { childList: true, subtree: true });
  addEventListener('popstate', changed);
  addEventListener('hashchange', changed);
  // A page may take another address without telling anybody by an event of its own; older browsers show it with the next change of the page.
  const navigation = 'navigation' in globalThis ? globalThis.navigation : undefined;
  navigation?.addEventListener('currententrychange', changed);
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
    observer.disconnect();
    removeEventListener('popstate', changed);
    removeEventListener('hashchange', changed);
    navigation?.removeEventListener('currententrychange', changed);
  };
}

function readingsOf({ profile, pages, read }: CapturePlan): Captured[] {
  const url = location.href;
  return pages.flatMap(({ page, crmId }) => {
    const request = { method: 'GET' as const, url, charset: document.characterSet };
    const planned = { page, request, ...(crmId === undefined ? {} : { crmId }) };
    const reading = read(document, profile, planned, url);
    const useful = reading.state === 'ok' || reading.state === 'empty';
    return useful ? [{ planned, reading: { ...reading, next: null } }] : [];
  });
}
