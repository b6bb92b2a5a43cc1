/**
 * `npm run simulate -- --seeds N [--from S]`: N seeded runs of the whole system under faults; ends `N passed, N failed`. A failing seed prints its
 * shortest replay: `--seeds 1 --from S --steps N --without "a,b"` runs exactly that again.
 */
import 'fake-indexeddb/auto';
import { parseArgs } from 'node:util';
import { runSeed, shorten } from './run-seed.ts';

const USAGE = 'npm run simulate -- --seeds N [--from S] [--steps N] [--without "fault,fault"]';
export const STEPS = 120;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: String(STEPS) },
    without: { type: 'string', default: '' },
  },
});
const [seeds, from, steps] = [Number(values.seeds), Number(values.from), Number(values.steps)];
if (![seeds, from, steps].every((number) => Number.isInteger(number) && number >= 0)) {
  console.error(USAGE);
  process.exit(2);
}
const without = new Set(values.without.split(',').filter((name) => name !== ''));

let failed = 0;
for (let seed = from; seed < from + seeds; seed += 1) {
  const result = await runSeed(seed, { steps, without });
  if (result.wrong.length === 0) continue;
  failed += 1;
  const replay = seeds === 1 ? { steps, without, ...result } : await shorten(seed, steps);
  const leaveOut = replay.without.size === 0 ? '' : ` --without "${[...replay.without].join(',')}"`;
  console.log(`seed ${seed}: ${replay.wrong.slice(0, 5).join('; ')}
  replay: npm run simulate -- --seeds 1 --from ${seed} --steps ${replay.steps}${leaveOut}
  ${replay.happened.map((name, index) => `${index + 1}. ${name}`).join(' ')}`);
}
console.log(`${seeds - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
