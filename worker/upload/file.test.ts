import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inChunks } from './file.ts';

it('inChunks keeps every byte, whatever the letters and wherever a chunk ends', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), fc.integer({ min: 4, max: 40 }), (texts, size) => {
      const whole = texts.map((text) => text.toWellFormed());
      const chunks = Array.from(inChunks(whole, size), (chunk) => chunk.slice());
      expect(Buffer.concat(chunks).toString()).toBe(whole.join(''));
      for (const chunk of chunks) expect(chunk.byteLength).toBeGreaterThan(0);
    }),
    { seed: 20261121 },
  );
});
