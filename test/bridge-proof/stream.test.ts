import { expect, it } from 'vitest';
import { benchStream } from '../bench/stream.ts';
import { PROOF, size } from '../numbers.ts';

it.runIf(process.platform === 'linux')(
  'a large file leaves the Durable Object whole, with flat memory and in little more time than a bare copy',
  { timeout: 600_000 },
  async () => {
    const result = await benchStream(size(8_000_000, 190_000_000), size(1, 5));
    expect(result.intact).toBe(true);
    expect(result.productMemory).toBeLessThanOrEqual(30);
    // A short file's time is mostly the request's.
    if (PROOF) expect(Math.min(result.toBare.median, result.cpuToBare.median)).toBeLessThanOrEqual(1.5);
  },
);
