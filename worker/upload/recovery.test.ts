import { describe, expect, it } from 'vitest';
import { createScenario, type Scenario } from '../testing/scenario.ts';
import { withDb } from '../testing/test-db.ts';

type Fault = (scenario: Scenario) => void | Promise<void>;

/** Everything that can go wrong between the bridge and Gong, each as something that happens once. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'status 400': ({ gong }) => gong.failNext(1, 400, { path: '/entities' }),
  'status 401': ({ gong }) => gong.failNext(1, 401),
  'status 403': ({ gong }) => gong.failNext(1, 403),
  'status 409 on an upload': ({ gong }) => gong.dropConnectionNext('after', { path: '/entities' }),
  'status 413': ({ gong }) => gong.failNext(2, 413, { path: '/entities' }),
  'status 415': ({ gong }) => gong.failNext(1, 415, { path: '/entities' }),
  '429 with Retry-After': ({ gong }) => gong.failNext(2, 429, { retryAfter: 17 }),
  '429 without Retry-After': ({ gong }) => gong.failNext(2, 429),
  'status 500': ({ gong }) => gong.failNext(3, 500),
  'status 503 on polls': ({ gong }) => gong.failNext(2, 503, { path: '/request-status' }),
  'time-out before acceptance': ({ gong }) => gong.timeoutNextUpload('before'),
  'time-out after acceptance': ({ gong }) => gong.timeoutNextUpload('after'),
  'connection dropped in mid-body': ({ gong }) => gong.dropConnectionNext('mid-body', { path: '/entities' }),
  'connection dropped before it counts': ({ gong }) => gong.dropConnectionNext('before'),
  'a file that fails with line 0': ({ gong }) => gong.failFileLineZero(1),
  'an outage with line 0': ({ gong }) => gong.failFileLineZero(6),
  'counters that do not match': ({ gong }) => gong.doneWithWrongCounters(1),
  'uploads forgotten': async ({ gong, bridge }) => {
    await bridge.pass(3000);
    gong.forgetUploads();
  },
  'death of the process': ({ bridge, random }) => bridge.dieAt(1 + Math.floor(random() * 12)),
  'an hour without Gong': async ({ gong, bridge }) => {
    gong.offline(true);
    await bridge.pass(3600_000);
    gong.offline(false);
  },
};

const NAMES = Object.keys(FAULTS);
const PAIRS = NAMES.flatMap((first, index) => NAMES.slice(index).map((second) => [first, second] as const));

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

describe('the bridge loses and doubles nothing', () => {
  it('when nothing goes wrong', async () => {
    expect(await survives(1)).toEqual([]);
  });
  it.each(NAMES)('after %s', async (name) => {
    expect(await survives(2, name)).toEqual([]);
  });
  it('after any two faults together', { timeout: 120_000 }, async () => {
    const bad: string[] = [];
    for (const [index, pair] of PAIRS.entries()) {
      for (const wrong of await survives(index, ...pair)) bad.push(`${pair.join(' + ')}: ${wrong}`);
    }
    expect(bad).toEqual([]);
  });
  it.each([1, 2, 3])('under a random schedule of faults and edits, seed %i', { timeout: 60_000 }, async (seed) => {
    const wrong = await withDb(async (db) => {
      const scenario = createScenario({ db, seed, size: 60 });
      const { random } = scenario;
      const types = ['CONTACT', 'DEAL', 'LEAD'] as const;
      for (let round = 0; round < 25; round += 1) {
        scenario.edit(1 + Math.floor(random() * 5));
        if (random() < 0.7) scenario.send();
        if (random() < 0.4) scenario.remove(types[Math.floor(random() * types.length)] ?? 'LEAD');
        for (let n = Math.floor(random() * 3); n > 0; n -= 1)
          await FAULTS[NAMES[Math.floor(random() * NAMES.length)] ?? '']?.(scenario);
        await scenario.bridge.pass(random() * 90_000);
      }
      return await scenario.finish();
    });
    expect(wrong).toEqual([]);
  });
});
