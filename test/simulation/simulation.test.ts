import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROOF, size } from '../numbers.ts';
import { DEFECTS, planted } from './defects.ts';
import { FOUND } from './found.ts';
import { runJobs, type SeedOutcome } from './pool.ts';
import type { SeedJob } from './seed-worker.ts';
import type { StoreKind } from './stores.ts';

/** All outcomes, in the order of the seeds. */
async function outcomesOf(jobs: readonly SeedJob[], store: StoreKind = 'memory'): Promise<SeedOutcome[]> {
  const outcomes: SeedOutcome[] = [];
  await runJobs(
    jobs,
    (outcome) => {
      outcomes.push(outcome);
      return true;
    },
    // In the short form the other tests have the other cores.
    { store, ...(PROOF || process.env['CI'] ? {} : { processes: 1 }) },
  );
  return outcomes.toSorted((one, other) => one.seed - other.seed);
}

const failures = (outcomes: readonly SeedOutcome[]) =>
  outcomes.flatMap(({ seed, wrong }) => wrong.map((sentence) => `seed ${seed}: ${sentence}`));
const seeds = (count: number, from = 1): SeedJob[] =>
  Array.from({ length: count }, (_, index) => ({ seed: from + index }));

describe('the whole system under faults', { timeout: 600_000 }, () => {
  it('ends with what the CRM shows its users in Gong', async () => {
    const count = process.env['CI'] ? 200 : size(6, 2000);
    const outcomes = await outcomesOf(seeds(count));
    expect(failures(outcomes)).toEqual([]);
    expect(outcomes).toHaveLength(count);
    expect(outcomes.filter(({ moved }) => moved.uploads > 0).length).toBeGreaterThan(count / 2);
  });

  it('does so on the real Dexie', async () => {
    expect(failures(await outcomesOf(seeds(size(1, 100)), 'dexie'))).toEqual([]);
  });

  it('stays right where it was once wrong', async () => {
    const names = new Map(Object.entries(FOUND).map(([name, { seed }]) => [seed, name]));
    const outcomes = await outcomesOf(Object.values(FOUND));
    expect(outcomes.flatMap(({ seed, wrong }) => (wrong.length === 0 ? [] : [names.get(seed)]))).toEqual([]);
  });

  it.each(PROOF ? (['memory', 'dexie'] as const) : (['memory'] as const))('replays exactly, on %s', async (store) => {
    const jobs = seeds(size(2, 30), 7);
    const [once, again] = [await outcomesOf(jobs, store), await outcomesOf(jobs.toReversed(), store)];
    const traces = (outcomes: readonly SeedOutcome[]) => outcomes.map(({ seed, trace }) => [seed, trace]);
    expect(traces(again)).toEqual(traces(once));
  });
});

describe('planted defects', () => {
  it.each(DEFECTS.map((defect) => [defect.name, defect] as const))('%s: its place is there', (_, defect) => {
    const text = readFileSync(new URL(`../../${defect.file}`, import.meta.url), 'utf8');
    expect(planted(defect, text)).not.toBe(text);
  });

  it('has one name each', () => {
    expect(new Set(DEFECTS.map(({ name }) => name)).size).toBe(DEFECTS.length);
  });
});
