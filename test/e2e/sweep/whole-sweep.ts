import type { PlainTab } from '../../browser/plain-chromium.ts';
import { pageRequests } from './access.ts';
import { loopByContentScript, loopInPage } from './bare-loop.ts';
import type { PlainCast } from './plain-cast.ts';

export interface WholeSweepOptions {
  readonly latencyMs: number;
  readonly concurrency: number;
  /** Pages that the bare loops fetch, before and after. */
  readonly loopPages: number;
  /** The background's memory is looked at about so often. */
  readonly heaps: number;
}

export interface WholeSweep {
  readonly requests: number;
  /** From the first request to the last answer; from the press of Sync to its end. */
  readonly tookMs: number;
  readonly wholeMs: number;
  /** The requests' own time: what they take with this latency, so many at a time. */
  readonly floorMs: number;
  readonly ratio: number;
  /** What the same machine makes of the same pages when nothing is done with them, as multiples of the floor. */
  readonly loopInPage: number;
  readonly loopByContentScript: number;
  readonly toLoop: number;
  /** Bytes that the background uses after a collection, in the course of the sweep. */
  readonly heaps: readonly number[];
}

/** A first sync of the whole CRM in a browser to which nothing listens, beside what the browser needs to fetch the same pages. */
export async function sweepWhole(cast: PlainCast, tab: PlainTab, options: WholeSweepOptions): Promise<WholeSweep> {
  const { latencyMs, concurrency, loopPages } = options;
  const { CONTACT, ...others } = cast.crm.truth();
  const records = Object.values(others).reduce((sum, list) => sum + list.length, CONTACT.length);
  const urls = CONTACT.slice(0, loopPages).map(({ url }) => String(url));
  const ofFloor = (ms: number) => (ms * concurrency) / latencyMs;
  const loops = async () => ({
    inPage: ofFloor(await loopInPage(tab, urls, concurrency)),
    byContentScript: ofFloor(await loopByContentScript(cast, urls, concurrency)),
  });
  const before = await loops();
  cast.crm.clearAccessLog();
  const heaps: number[] = [];
  const startedAt = Date.now();
  const { syncId } = await cast.ask('sync', {});
  await cast.settled(syncId, async ({ result }) => {
    if (result.pages > ((heaps.length + 0.5) * records) / options.heaps) heaps.push(await cast.heapUsed());
  });
  const wholeMs = Date.now() - startedAt;
  const requests = pageRequests(cast.crm.accessLog());
  const tookMs =
    Math.max(...requests.map(({ answered }) => Date.parse(answered))) - Date.parse(requests[0]?.time ?? '');
  const floorMs = (requests.length * latencyMs) / concurrency;
  const after = await loops();
  const byContentScript = (before.byContentScript + after.byContentScript) / 2;
  return {
    requests: requests.length,
    tookMs,
    wholeMs,
    floorMs,
    ratio: tookMs / floorMs,
    loopInPage: (before.inPage + after.inPage) / 2,
    loopByContentScript: byContentScript,
    toLoop: tookMs / floorMs / byContentScript,
    heaps,
  };
}
