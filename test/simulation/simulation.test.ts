import { describe, expect, it } from 'vitest';
import { size } from '../numbers.ts';
import { runSeed } from './run-seed.ts';

const SEEDS = Array.from({ length: size(2, 200) }, (_, index) => index + 1);

describe('the whole system under faults', () => {
  it.each(SEEDS)('ends with what the CRM shows its users in Gong: seed %i', { timeout: 120_000 }, async (seed) => {
    const { wrong, happened } = await runSeed(seed, { steps: size(40, 80) });
    expect(wrong, happened.join(', ')).toEqual([]);
  });

  it('replays exactly', { timeout: 120_000 }, async () => {
    const [once, again] = [await runSeed(7, { steps: 12 }), await runSeed(7, { steps: 12 })];
    expect(again).toEqual(once);
  });
});
