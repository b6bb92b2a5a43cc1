import type { PlainTab } from '../../browser/plain-chromium.ts';
import type { PlainCast } from './plain-cast.ts';

/**
 * Fetches pages of the CRM, so many at a time, and does nothing else with them: what a sweep could take at best in this browser on
 * this machine. Runs in the page, or as a content script; so it uses nothing from outside itself.
 */
async function loop(urls: readonly string[], concurrency: number, tell: boolean): Promise<number> {
  const started = performance.now();
  const left = [...urls];
  const one = async () => {
    for (let url = left.pop(); url !== undefined; url = left.pop()) {
      const { length } = await (await fetch(url, { cache: 'no-store' })).text();
      if (tell) void chrome.runtime.sendMessage({ length }).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  return (performance.now() - started) / urls.length;
}

/** In the page itself; milliseconds a page. */
export function loopInPage(tab: PlainTab, urls: readonly string[], concurrency: number): Promise<number> {
  return tab.evaluate<number>(`(${loop})(${JSON.stringify(urls)}, ${concurrency}, false)`);
}

/** By a content script of the extension, which tells the background the length of each page; milliseconds a page. */
export async function loopByContentScript(
  cast: PlainCast,
  urls: readonly string[],
  concurrency: number,
): Promise<number> {
  const { tookMs, heard } = await cast.inBackground<{ tookMs: number; heard: number }>(`(async () => {
    let heard = 0;
    const hear = (message) => {
      if (typeof message?.length === 'number') heard += 1;
      return false;
    };
    chrome.runtime.onMessage.addListener(hear);
    const [tab] = await chrome.tabs.query({ url: ${JSON.stringify(`${new URL(cast.crm.url).protocol}//127.0.0.1/*`)} });
    const [{ result: tookMs }] = await chrome.scripting.executeScript({
      target: { tabId: tab.id },
      func: ${loop},
      args: [${JSON.stringify(urls)}, ${concurrency}, true],
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    chrome.runtime.onMessage.removeListener(hear);
    return { tookMs, heard };
  })()`);
  if (heard !== urls.length) throw new Error(`the background has heard of ${heard} pages of ${urls.length}`);
  return tookMs;
}
