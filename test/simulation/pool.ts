import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { SeedResult } from './run-seed.ts';
import type { SeedJob } from './seed-worker.ts';
import type { StoreKind } from './stores.ts';

export interface SeedOutcome extends SeedResult {
  readonly seed: number;
  readonly cpuMs: number;
}

const WORKER = fileURLToPath(new URL('./seed-worker.ts', import.meta.url));
/** A process is replaced after so many seeds: databases in memory leave something behind. */
const SEEDS_A_PROCESS = 250;
/** A seed takes a second; one that does not end in so long never does. */
const LONGEST_SEED_MS = 5 * 60_000;

/**
 * Runs `jobs` on as many processes as there are cores; `onOutcome` hears of each as it ends and says whether to go on. With `defect` the product runs with
 * that planted defect. A process that dies fails its seed.
 */
export async function runJobs(
  jobs: Iterable<SeedJob>,
  onOutcome: (outcome: SeedOutcome) => boolean,
  { processes = availableParallelism(), defect = null as string | null, store = 'memory' as StoreKind } = {},
): Promise<void> {
  const queue = jobs[Symbol.iterator]();
  let on = true;
  const runOne = async (): Promise<void> => {
    while (on) {
      const child = fork(WORKER, {
        env: { ...process.env, SIMULATE_STORE: store, ...(defect === null ? {} : { SIMULATE_DEFECT: defect }) },
        execArgv: [],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      try {
        if ((await answerOf(child)) !== 'ready') throw new Error('the simulating process did not start');
        for (let seeds = 0; on && seeds < SEEDS_A_PROCESS; seeds += 1) {
          const { value: job, done } = queue.next();
          if (done) return;
          child.send(job);
          const outcome = (await answerOf(child)) as SeedOutcome | null;
          on &&= onOutcome(outcome ?? deadOutcome(job));
          if (outcome === null) break;
        }
      } finally {
        child.kill();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, processes) }, runOne));
}

/** The next message; null when the process has ended instead, or says nothing for too long. */
function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    const overdue = setTimeout(() => child.kill('SIGKILL'), LONGEST_SEED_MS);
    const ended = () => {
      clearTimeout(overdue);
      resolve(null);
    };
    child.once('exit', ended);
    child.once('message', (message) => {
      clearTimeout(overdue);
      child.off('exit', ended);
      resolve(message);
    });
  });
}

function deadOutcome({ seed }: SeedJob): SeedOutcome {
  const moved = { pages: 0, calls: 0, uploads: 0 };
  return { seed, wrong: ['the simulating process died, or did not end'], happened: [], trace: '', moved, cpuMs: 0 };
}
