import { expect, it } from 'vitest';
import { FAULT_NAMES, FAULTS } from '../../worker/testing/faults.ts';
import { createScenario } from '../../worker/testing/scenario.ts';
import { size } from '../numbers.ts';
import { emptyLedger } from './ledger.ts';

const RECORDS = size(400, 200_000);
const ROUNDS = size(10, 40);
const TYPES = ['CONTACT', 'DEAL', 'LEAD'] as const;

it(`Gong ends as the CRM is after ${RECORDS} records of five views, edits, deletions and faults by chance`, {
  timeout: 3_600_000,
}, async () => {
  const scenario = createScenario({ db: emptyLedger(5), seed: 7, size: RECORDS, views: 5 });
  const { bridge, gong, random } = scenario;
  for (let round = 0; round < ROUNDS; round += 1) {
    scenario.edit(Math.ceil((random() * RECORDS) / 40));
    if (random() < 0.8) scenario.send();
    for (let n = Math.floor(random() * 4); n > 0; n -= 1) scenario.remove(TYPES[Math.floor(random() * 3)] ?? 'LEAD');
    for (let n = Math.floor(random() * 3); n > 0; n -= 1)
      await FAULTS[FAULT_NAMES[Math.floor(random() * FAULT_NAMES.length)] ?? '']?.(scenario);
    if (random() < 0.5) scenario.decide();
    await bridge.pass(random() * 600_000);
  }
  expect((await scenario.finish()).slice(0, 20)).toEqual([]);
  expect(gong.uploads().length).toBeGreaterThan(ROUNDS);
  console.info(`${gong.uploads().length} uploads, ${gong.calls().length} calls`);
});
