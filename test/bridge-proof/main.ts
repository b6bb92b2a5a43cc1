/**
 * The bridge's ledger and upload cycle at full size on Node: a CRM that changes, deaths and faults on one seeded clock, a strict Gong.
 * `node test/bridge-proof/main.ts [--seeds N] [--from S] [--size N] [--rounds N]`; ends `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { insertDevice } from '../../worker/ledger/devices-table.ts';
import { migrate } from '../../worker/ledger/migrations.ts';
import { nodeDb } from '../../worker/testing/node-db.ts';
import { createScenario, type Scenario } from '../../worker/testing/scenario.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    from: { type: 'string', default: '1' },
    size: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '25' },
  },
});

type Fault = (scenario: Scenario) => void | Promise<void>;

const FAULTS: readonly Fault[] = [
  ({ gong }) => gong.failNext(3, 500),
  ({ gong }) => gong.failNext(2, 429, { retryAfter: 20 }),
  ({ gong }) => gong.failNext(1, 429),
  ({ gong }) => gong.failNext(1, 400, { path: '/entities' }),
  ({ gong }) => gong.failNext(1, 401),
  ({ gong }) => gong.failNext(1, 413, { path: '/entities' }),
  ({ gong }) => gong.timeoutNextUpload('before'),
  ({ gong }) => gong.timeoutNextUpload('after'),
  ({ gong }) => gong.dropConnectionNext('before'),
  ({ gong }) => gong.dropConnectionNext('mid-body'),
  ({ gong }) => gong.dropConnectionNext('after'),
  ({ gong }) => gong.failFileLineZero(1),
  ({ gong }) => gong.doneWithWrongCounters(1),
  ({ gong, random }) => (random() < 0.3 ? gong.forgetUploads() : undefined),
  ({ bridge, random }) => bridge.dieAt(1 + Math.floor(random() * 20)),
];

const TYPES = ['CONTACT', 'DEAL', 'LEAD'] as const;

async function runSeed(seed: number): Promise<string[]> {
  const db = nodeDb();
  migrate(db);
  insertDevice(db, { deviceId: 'd1', name: null, tokenHash: 'x', extensionVersion: '1' }, 0);
  const size = Number(values.size);
  const scenario = createScenario({ db, seed, size });
  const { random } = scenario;
  for (let round = 0; round < Number(values.rounds); round += 1) {
    scenario.edit(1 + Math.floor((random() * size) / 20));
    if (random() < 0.7) scenario.send();
    if (random() < 0.4) scenario.remove(TYPES[Math.floor(random() * TYPES.length)] ?? 'LEAD');
    for (let n = Math.floor(random() * 3); n > 0; n -= 1)
      await FAULTS[Math.floor(random() * FAULTS.length)]?.(scenario);
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
