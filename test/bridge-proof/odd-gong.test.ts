import { expect, it } from 'vitest';
import { createScenario } from '../../worker/testing/scenario.ts';
import { size } from '../numbers.ts';
import { emptyLedger } from './ledger.ts';

const SEEDS = size(8, 500);

/** A CRM that changes while the bridge talks to a Gong that answers otherwise than ours; see `worker/testing/odd-gong.ts`. */
async function run(seed: number): Promise<string[]> {
  const scenario = createScenario({ db: emptyLedger(), seed, size: 20, odd: true });
  const { bridge, random } = scenario;
  scenario.send();
  await bridge.pass(random() * 120_000);
  for (let round = 0; round < 4; round += 1) {
    scenario.edit(5);
    if (random() < 0.5) scenario.remove('LEAD');
    if (random() < 0.3) scenario.remove('DEAL');
    scenario.send();
    await bridge.pass(random() * 200_000);
  }
  return await scenario.finish();
}

it(`the bridge brings everything to Gongs that read the sources otherwise, ${SEEDS} of them`, {
  timeout: 600_000,
}, async () => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1)
    wrong.push(...(await run(seed)).slice(0, 5).map((sentence) => `seed ${seed}: ${sentence}`));
  expect(wrong).toEqual([]);
});
