import { expect, it } from 'vitest';
import { FAULT_NAMES, FAULTS } from '../../worker/testing/faults.ts';
import { createScenario, type Scenario } from '../../worker/testing/scenario.ts';
import { size } from '../numbers.ts';
import { emptyLedger } from './ledger.ts';

const PAIRS = FAULT_NAMES.flatMap((first, index) => FAULT_NAMES.slice(index).map((second) => [first, second] as const));
/** The short form takes some pairs, others for each first fault. */
const EVERY = size(23, 1);
const DEATHS = size(6, 120);

async function survives(seed: number, spoil: (scenario: Scenario) => Promise<void>, records = 12): Promise<string[]> {
  const scenario = createScenario({ db: emptyLedger(), seed, size: records });
  scenario.send();
  await spoil(scenario);
  await scenario.bridge.pass(20_000);
  scenario.edit(6);
  scenario.remove('LEAD');
  scenario.send();
  await scenario.bridge.pass(90_000);
  scenario.edit(4);
  return await scenario.finish();
}

it('the bridge loses and doubles nothing after any two faults together', { timeout: 1_200_000 }, async () => {
  const bad: string[] = [];
  for (const [index, pair] of PAIRS.entries()) {
    if (index % EVERY !== 0) continue;
    const spoil = async (scenario: Scenario) => {
      for (const name of pair) await FAULTS[name]?.(scenario);
    };
    for (const wrong of (await survives(index, spoil)).slice(0, 3)) bad.push(`${pair.join(' + ')}: ${wrong}`);
  }
  expect(bad).toEqual([]);
});

it(`the bridge loses and doubles nothing when its process dies at any of ${DEATHS} awaits`, {
  timeout: 600_000,
}, async () => {
  const bad: string[] = [];
  for (let at = 1; at <= DEATHS; at += 1) {
    const wrong = await survives(at, async ({ bridge }) => bridge.dieAt(at));
    for (const sentence of wrong.slice(0, 3)) bad.push(`await ${at}: ${sentence}`);
  }
  expect(bad).toEqual([]);
});

it.each([1, 20, 200, 260])(
  'the bridge brings what is corrected after %i bad lines of one file',
  { timeout: 120_000 },
  async (n) => {
    const spoil = async ({ gong }: Scenario) => {
      let left = n;
      gong.failLines(({ objectType }) => {
        if (objectType !== 'CONTACT') return false;
        left -= 1;
        return left >= 0 && 'Not today';
      });
    };
    expect(await survives(n, spoil, 700)).toEqual([]);
  },
);
