/** The Worker with the ledger in it, for benchmarks, in a workerd of its own. Linux only: what it costs is read from /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../demo/root.ts';

export async function benchServer() {
  process.env['CLOUDFLARE_CF_FETCH_ENABLED'] = 'false';
  process.env['WRANGLER_SEND_METRICS'] = 'false';
  process.env['WRANGLER_HIDE_BANNER'] = 'true';
  // The development server tells a collector of every SQL statement, in the same process: a third of the time measured, and none of it is spent in production.
  process.env['X_LOCAL_OBSERVABILITY'] = 'false';
  const { createTestHarness } = await import('wrangler');
  const harness = createTestHarness({ workers: [{ configPath: join(ROOT, 'worker/testing/bench/wrangler.jsonc') }] });
  await harness.listen();
  const pids = workerdsOf(process.pid);
  const call = async (path: string) => Number(await (await harness.fetch(path)).json());
  return {
    call,
    async time(path: string): Promise<{ wall: number; cpu: number }> {
      const [started, before] = [performance.now(), cpuOf(pids)];
      await call(path);
      return { wall: performance.now() - started, cpu: cpuOf(pids) - before };
    },
    /** Most memory that the runtime had while `work` went on, and just before, in bytes. */
    async memory<T>(work: () => Promise<T>): Promise<{ result: T; before: number; peak: number }> {
      const before = memoryOf(pids);
      let peak = before;
      const watch = setInterval(() => {
        peak = Math.max(peak, memoryOf(pids));
      }, 10);
      try {
        return { result: await work(), before, peak };
      } finally {
        clearInterval(watch);
      }
    },
    close: () => harness.close(),
  };
}

/** Processor time of processes so far, in ms, all threads together: the machine's other work does not count. */
function cpuOf(pids: readonly number[]): number {
  let ns = 0;
  for (const pid of pids)
    for (const thread of readdirSync(`/proc/${pid}/task`))
      ns += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return ns / 1e6;
}

/** Resident memory of processes, in bytes. */
function memoryOf(pids: readonly number[]): number {
  const pages = pids.map((pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]));
  return pages.reduce((sum, n) => sum + n, 0) * 4096;
}

/** The workerds that this process has started. Linux only. */
function workerdsOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((entry) => {
    const stat = /^\d+$/.test(entry) ? readStat(entry) : undefined;
    return stat?.parent === parent && stat.name === 'workerd' ? [Number(entry)] : [];
  });
}

function readStat(pid: string): { name: string; parent: number } | undefined {
  try {
    const match = /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return match === null ? undefined : { name: match[1] ?? '', parent: Number(match[2]) };
  } catch {
    return undefined;
  }
}
