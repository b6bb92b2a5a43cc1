/** One of the processes that run seeds: takes a seed at a time, answers what became of it. */
import { takeOver } from './environment.ts';
import { plantDefect } from './plant-defect.ts';
import { useStore } from './stores.ts';

export interface SeedJob {
  readonly seed: number;
  readonly steps?: number;
  readonly without?: readonly string[];
}

const defect = process.env['SIMULATE_DEFECT'];
if (defect !== undefined) plantDefect(defect);
takeOver();
await useStore(process.env['SIMULATE_STORE'] === 'dexie' ? 'dexie' : 'memory');
// Only now: store and defect must be there before the product is loaded.
const { runSeed } = await import('./run-seed.ts');

process.on('message', async ({ seed, ...options }: SeedJob) => {
  const started = process.cpuUsage();
  const result = await runSeed(seed, options);
  const { user, system } = process.cpuUsage(started);
  process.send?.({ seed, ...result, cpuMs: (user + system) / 1000 });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
