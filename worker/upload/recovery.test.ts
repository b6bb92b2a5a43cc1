import { describe, expect, it } from 'vitest';
import { FAULT_NAMES, FAULTS } from '../testing/faults.ts';
import { createScenario } from '../testing/scenario.ts';
import { withDb } from '../testing/test-db.ts';

async function survives(seed: number, ...faults: readonly string[]): Promise<string[]> {
  return await withDb(async (db) => {
    const scenario = createScenario({ db, seed, size: 12 });
    scenario.send();
    for (const name of faults) await FAULTS[name]?.(scenario);
    await scenario.bridge.pass(20_000);
    scenario.edit(6);
    scenario.remove('LEAD');
    scenario.send();
    await scenario.bridge.pass(90_000);
    scenario.edit(4);
    return await scenario.finish();
  });
}

/** The faults in the Workers runtime; in pairs and at each await on Node: test/bridge-proof. */
describe('the bridge loses and doubles nothing', () => {
  it('when nothing goes wrong', async () => {
    expect(await survives(1)).toEqual([]);
  });
  it.each(FAULT_NAMES)('after %s', { timeout: 60_000 }, async (name) => {
    expect(await survives(2, name)).toEqual([]);
  });
});
