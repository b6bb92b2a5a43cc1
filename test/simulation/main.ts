/**
 * `npm run simulate -- --seeds N [--from S]`: N seeded runs of the whole system under faults; ends `N passed, N failed`. A failing seed prints its
 * shortest replay: `--seeds 1 --from S --steps N --without "a,b"` runs exactly that again. `--defects [NAME]` plants defects, and looks whether they are noticed.
 */
import { availableParallelism } from 'node:os';
import { readFlags } from '../../extension/packaging/flags.ts';
import { huntDefects } from './hunt-defects.ts';
import { runJobs, type SeedOutcome } from './pool.ts';
import { shorten } from './shorten.ts';

const USAGE = `npm run simulate -- --seeds N [--from S] [--minutes M] [--processes P] [--steps N] [--without "name,name"] [--store dexie]
npm run simulate -- --defects [--only NAME] [--from S] [--seeds N] [--processes P]`;

/** So many failing seeds are shortened; the others are named. */
const SHORTENED = 3;
/** How far it is, in seeds. */
const TOLD_EVERY = 500;

const values = readFlags(
  {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string' },
    without: { type: 'string', default: '' },
    defects: { type: 'boolean', default: false },
    only: { type: 'string' },
    minutes: { type: 'string' },
    processes: { type: 'string' },
    store: { type: 'string', default: 'memory' },
  },
  USAGE,
);
const number = (text: string | undefined, otherwise: number): number => {
  const found = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(found) && found >= 0) return found;
  console.error(USAGE);
  process.exit(2);
};
const from = number(values.from, 1);
const processes = number(values.processes, availableParallelism());
if (values.defects) {
  const hunt = { from, processes, most: number(values.seeds, 1000), only: values.only ?? null };
  const caught = await huntDefects(hunt);
  process.exitCode = caught ? 0 : 1;
} else {
  const failed = await runSeeds(from, number(values.seeds, 200));
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Runs so many seeds, or as many as fit into the minutes given; prints what failed and how to replay it. */
async function runSeeds(first: number, seeds: number): Promise<number> {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const until = values.minutes === undefined ? Number.POSITIVE_INFINITY : number(values.minutes, 0) * 60;
  const options = {
    ...(values.steps === undefined ? {} : { steps: number(values.steps, 0) }),
    without: values.without.split(',').filter((name) => name !== ''),
  };
  const jobs = Array.from({ length: seeds }, (_, index) => ({ seed: first + index, ...options }));
  const failures: SeedOutcome[] = [];
  let [ran, cpuMs, pages] = [0, 0, 0];
  const onOutcome = (outcome: SeedOutcome) => {
    ran += 1;
    cpuMs += outcome.cpuMs;
    pages += outcome.moved.pages;
    if (outcome.wrong.length > 0) {
      failures.push(outcome);
      console.log(`seed ${outcome.seed}: ${outcome.wrong.slice(0, 5).join('; ')}`);
    }
    if (ran % TOLD_EVERY === 0) console.error(`${ran} of ${seeds}, ${failures.length} failed`);
    return elapsed() < until;
  };
  await runJobs(jobs, onOutcome, { store: values.store === 'dexie' ? 'dexie' : 'memory', processes });
  for (const failure of failures.slice(0, SHORTENED)) {
    const shortest = seeds === 1 ? { ...options, ...failure } : await shorten(failure);
    const steps = shortest.steps === undefined ? '' : ` --steps ${shortest.steps}`;
    const leaveOut = shortest.without?.length ? ` --without "${shortest.without.join(',')}"` : '';
    console.log(`replay: npm run simulate -- --seeds 1 --from ${failure.seed}${steps}${leaveOut}
  ${shortest.happened.map((name, index) => `${index + 1}. ${name}`).join('\n  ')}
  ${shortest.wrong.join('\n  ')}`);
  }
  const mean = (sum: number) => Math.round(sum / Math.max(1, ran));
  console.log(`${elapsed().toFixed(1)} s, ${mean(cpuMs)} ms of CPU and ${mean(pages)} pages a seed`);
  console.log(`${ran - failures.length} passed, ${failures.length} failed`);
  return failures.length;
}
