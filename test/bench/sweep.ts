/** A whole first sync in a Chromium to which nothing listens, beside the latency of its requests and beside loops that only fetch. The CRM runs on the same machine. */
import { PlainCast } from '../e2e/sweep/plain-cast.ts';
import { sweepWhole, type WholeSweep } from '../e2e/sweep/whole-sweep.ts';

const LATENCY_MS = 50;
const CONCURRENCY = 4;
const LOOP_PAGES = 400;
const HEAPS = 10;

export interface SweepResult extends WholeSweep {
  readonly records: number;
}

export async function benchSweep(records: number, say: (text: string) => void): Promise<SweepResult> {
  say(`A sweep of ${records} records at ${LATENCY_MS} ms a request, ${CONCURRENCY} at a time.`);
  const cast = await PlainCast.open({ crm: { scale: records, latencyMs: LATENCY_MS } });
  try {
    const options = { latencyMs: LATENCY_MS, concurrency: CONCURRENCY, loopPages: LOOP_PAGES, heaps: HEAPS };
    return { records, ...(await sweepWhole(cast, await cast.signIn(), options)) };
  } finally {
    await cast.close();
  }
}
