import { pagesForUrl } from '../../shared/profile/requests.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import type { Captured } from '../messaging/reader-channel.ts';
import { readPage } from '../reader/read-page.ts';

/** After the last change of the page; together with the longest wait below a page is read within a second. */
const QUIET_MS = 250;
const LONGEST_WAIT_MS = 750;

export interface CaptureParts {
  readonly profile: () => { readonly version: string; readonly profile: Profile } | null;
  readonly send: (profileVersion: string, readings: readonly Captured[], loadedAt: number) => void;
  readonly now: () => number;
}

/** Reads what the rep has open, when it has loaded and whenever it has changed. Returns how to stop. */
export function observePage(parts: CaptureParts): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let firstChange: number | null = null;
  let sent = '';
  let loadedAt = performance.timeOrigin;

  const look = () => {
    timer = undefined;
    firstChange = null;
    const profile = parts.profile();
    if (profile === null) return;
    const readings = readingsOf(profile.profile);
    const text = JSON.stringify(readings);
    if (readings.length === 0 || text === sent) return;
    sent = text;
    parts.send(profile.version, readings, loadedAt);
  };
  const changed = () => {
    const now = parts.now();
    firstChange ??= now;
    loadedAt = now;
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(0, Math.min(QUIET_MS, firstChange + LONGEST_WAIT_MS - now)));
  };

  const observer = new MutationObserver((mutations) => {
    const profile = parts.profile();
    if (profile === null || !mutations.some((mutation) => mutation.addedNodes.length > 0)) return;
    if (pagesForUrl(profile.profile, location.href).length > 0) changed();
  });
  observer.observe(document.documentElement, { childList: true, subtree: true });
  const navigated = () => changed();
  addEventListener('popstate', navigated);
  addEventListener('hashchange', navigated);
  look();
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    removeEventListener('popstate', navigated);
    removeEventListener('hashchange', navigated);
  };
}

function readingsOf(profile: Profile): Captured[] {
  return pagesForUrl(profile, location.href).flatMap(({ page, crmId }) => {
    const request = { method: 'GET' as const, url: location.href, charset: document.characterSet };
    const planned = { page, request, ...(crmId === undefined ? {} : { crmId }) };
    const reading = readPage(document, profile, planned, location.href);
    const useful = reading.state === 'ok' || reading.state === 'empty';
    return useful ? [{ planned, reading: { ...reading, next: null } }] : [];
  });
}
