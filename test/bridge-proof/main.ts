/**
 * The bridge's ledger and upload cycle at full size on Node: a CRM that changes, deaths and faults on one seeded clock, a strict Gong.
 * `node test/bridge-proof/main.ts [--seeds N] [--from S] [--size N] [--rounds N]`; ends `N passed, N failed`.
 */
import { readFlags } from '../../extension/packaging/flags.ts';
import { FAULT_NAMES, FAULTS } from '../../worker/testing/faults.ts';
import { createScenario } from '../../worker/testing/scenario.ts';
import { emptyLedger } from './ledger.ts';

const USAGE = 'node test/bridge-proof/main.ts [--seeds N] [--from S] [--size N] [--rounds N]';
const values = readFlags(
  {
    seeds: { type: 'string', default: '10' },
    from: { type: 'string', default: '1' },
    size: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '25' },
  },
  USAGE,
);

const TYPES = ['CONTACT', 'DEAL', 'LEAD'] as const;

async function runSeed(seed: number): Promise<string[]> {
  const size = Number(values.size);
  const scenario = createScenario({ db: emptyLedger(5), seed, size, views: 5 });
  const { random } = scenario;
  for (let round = 0; round < Number(values.rounds); round += 1) {
    scenario.edit(1 + Math.floor((random() * size) / 20));
    if (random() < 0.7) scenario.send();
    if (random() < 0.4) scenario.remove(TYPES[Math.floor(random() * TYPES.length)] ?? 'LEAD');
    for (let n = Math.floor(random() * 3); n > 0; n -= 1)
      await FAULTS[FAULT_NAMES[Math.floor(random() * FAULT_NAMES.length)] ?? '']?.(scenario);
    await scenario.bridge.pass(random() * 90_000);
  }
  return await scenario.finish();
}

let failed = 0;
const from = Number(values.from);
for (let seed = from; seed < from + Number(values.seeds); seed += 1) {
  const wrong = await runSeed(seed);
  if (wrong.length > 0) {
    failed += 1;
    console.log(`seed ${seed}: ${wrong.slice(0, 10).join('; ')}`);
  }
}
console.log(`${Number(values.seeds) - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
