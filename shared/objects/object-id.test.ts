import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { crmIdOf, MAX_OBJECT_ID, objectIdOf } from './object-id.ts';
import { distinctBytes, sha256 } from './sha256.ts';

// Thousands of runs take seconds where other suites keep the processor busy.
vi.setConfig({ testTimeout: 60_000 });

fc.configureGlobal({ seed: 20260131 });

const id = (crmId: string, prefix?: string) => objectIdOf('ACCOUNT', crmId, prefix);

/** Pieces that look like the encoding's own marks. */
const piece = fc.constantFrom(
  'x',
  '-',
  '--',
  'x-',
  'x-h-',
  'h',
  'h-',
  '-68',
  '-2d',
  '2d',
  '0',
  'A',
  'a',
  '/',
  '_',
  ' ',
  'é',
  '株',
  '\ud800',
  '\udc00',
  '😀',
);
const crmIds = fc.oneof(
  fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join('')),
  fc.array(piece, { minLength: 30, maxLength: 70 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
  fc.stringMatching(/^[A-Za-z0-9-]{1,66}$/),
);
const prefixes = fc.oneof(
  fc.constant(''),
  piece,
  fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join('')),
);

describe('objectIdOf', () => {
  it.each([
    ['4711', undefined, '4711'],
    ['7b1f0c2e-0000-4d3c-9a1b-5d2e6f7a8b9c', undefined, '7b1f0c2e-0000-4d3c-9a1b-5d2e6f7a8b9c'],
    ['a'.repeat(64), undefined, 'a'.repeat(64)],
    ['X-1', undefined, 'X-1'],
    ['-', undefined, '-'],
    ['x-1', undefined, 'x-x-2d1'],
    ['user@x.de', undefined, 'x-user-40x-2ede'],
    ['A_1', undefined, 'x-A-5f1'],
    ['ü', undefined, 'x--c3-bc'],
    ['h/1', undefined, 'x--68-2f1'],
    ['42', 'lead', 'x-lead--42'],
    ['42', '', '42'],
  ])('makes of %j with prefix %j %s', (crmId, prefix, expected) => {
    expect(id(crmId, prefix)).toBe(expected);
  });

  it('hashes what would be longer than Gong takes', () => {
    for (const long of ['a'.repeat(65), '/'.repeat(21), 'ü'.repeat(11)]) {
      expect(id(long)).toMatch(/^x-h-[a-z2-7]{52}$/);
    }
    expect(id('/'.repeat(20))).toBe(`x-${'-2f'.repeat(20)}`);
  });

  it('refuses an empty id', () => {
    expect(() => id('')).toThrow(RangeError);
    expect(() => id('', 'lead')).toThrow(RangeError);
  });

  it('makes only ids that Gong takes, unchanged where they may be, and reads back what is not hashed', () => {
    fc.assert(
      fc.property(crmIds, prefixes, (crmId, prefix) => {
        const made = id(crmId, prefix);
        expect(made).toMatch(/^[A-Za-z0-9-]+$/);
        expect(made.length).toBeLessThanOrEqual(MAX_OBJECT_ID);
        const plain = prefix === '' && /^[A-Za-z0-9-]{1,64}$/.test(crmId) && !crmId.startsWith('x-');
        expect(made === crmId).toBe(plain);
        const read = crmIdOf(made);
        if (made.startsWith('x-h-') || !crmId.isWellFormed() || !prefix.isWellFormed()) expect(read).toBeNull();
        else expect(read).toEqual({ crmId, prefix });
      }),
      { numRuns: 10_000 },
    );
  });

  it('gives no two records one id when their ids are made to collide', () => {
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(crmIds, prefixes, (crmId, prefix) => {
        const made = id(crmId, prefix);
        const owner = JSON.stringify([crmId, prefix]);
        expect(seen.get(made) ?? owner).toBe(owner);
        seen.set(made, owner);
        // What comes out may be another record's id in the CRM.
        const again = id(made);
        const againOwner = JSON.stringify([made, '']);
        expect(seen.get(again) ?? againOwner).toBe(againOwner);
        seen.set(again, againOwner);
      }),
      { numRuns: 20_000 },
    );
    expect(seen.size).toBeGreaterThan(20_000);
  });

  it('gives no two of all short ids one id, with any short prefix', () => {
    const letters = ['x', 'h', '-', '2', 'd', '/'];
    const texts: string[] = [];
    for (let level = [''], length = 0; length < 5; length += 1) {
      level = level.flatMap((text) => letters.map((letter) => text + letter));
      texts.push(...level);
    }
    const made = new Set<string>();
    let count = 0;
    for (const prefix of ['', ...texts.filter((text) => text.length <= 2)]) {
      for (const text of texts) {
        if (prefix !== '' && text.length > 4) break;
        made.add(id(text, prefix));
        count += 1;
      }
    }
    expect(made.size).toBe(count);
  });
});

describe('crmIdOf', () => {
  it.each(['x-a', 'x-', 'x--2D', 'x--2', 'x-a--b--c', 'x-h-abc', 'a_b', '', 'a'.repeat(65), 'x--2f--', 'x--ff'])(
    'reads nothing back from %j, which no id of a CRM becomes',
    (objectId) => {
      expect(crmIdOf(objectId)).toBeNull();
    },
  );
});

describe('sha256', () => {
  it('agrees with the platform for every length around its blocks and for random bytes', () => {
    const reference = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const hex = (bytes: Uint8Array) => Buffer.from(sha256(bytes)).toString('hex');
    for (let length = 0; length < 200; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, at) => at * 7);
      expect(hex(bytes)).toBe(reference(bytes));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        expect(hex(bytes)).toBe(reference(bytes));
      }),
    );
  });

  it('is fed different bytes by different texts, halves of surrogate pairs included', () => {
    expect(distinctBytes('\ud800')).not.toEqual(distinctBytes('\ud801'));
    expect(distinctBytes('a\udc00é😀')).toEqual(
      Uint8Array.of(0x61, 0xed, 0xb0, 0x80, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80),
    );
  });
});
