import { expect, it } from 'vitest';
import { createScenario } from '../../worker/testing/scenario.ts';
import { emptyLedger } from './ledger.ts';

const HOUR_MS = 3600_000;

it('an integration that somebody takes away while nothing changes is noticed at the next press of Sync, and all is sent again', async () => {
  const scenario = createScenario({ db: emptyLedger(), seed: 5, size: 20 });
  const { bridge, gong } = scenario;
  expect(await scenario.finish()).toEqual([]);
  gong.deleteIntegrationBehindTheBack();
  expect(bridge.driver().press()).toBe('nothing-to-do');
  await bridge.pass(7 * HOUR_MS);
  expect(bridge.driver().press()).toBe('started');
  await bridge.pass(60_000);
  expect(bridge.driver().visibleTrouble()?.code).toBe('gong-integration-gone');
  scenario.decide();
  expect(await scenario.finish()).toEqual([]);
});
