import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  type NumberFormat,
  type NumberOptions,
  numbersEvidence,
  parseInteger,
  parseNumber,
  parsePercent,
} from './numbers.ts';

// Thousands of runs take seconds where other suites keep the processor busy.
vi.setConfig({ testTimeout: 60_000 });

fc.configureGlobal({ seed: 20260131 });

const FORMATS = {
  us: { decimal: '.', group: ',' },
  de: { decimal: ',', group: '.' },
  fr: { decimal: ',', group: ' ' },
  ch: { decimal: '.', group: "'" },
  in: { decimal: '.', group: ',', grouping: 'indian' },
  plain: { decimal: '.', group: '' },
} as const satisfies Record<string, NumberFormat>;
type FormatName = keyof typeof FORMATS;

const number = (text: string, format: FormatName, more: Partial<NumberOptions> = {}) => {
  const result = parseNumber(text, { ...FORMATS[format], ...more });
  return result.ok ? result.value : result.code;
};

/** Writes cents in a format, grouped or not. */
function write(cents: number, { decimal, group, grouping }: NumberFormat, grouped: boolean, decimals: boolean): string {
  const whole = String(Math.floor(cents / 100));
  const size = grouping === 'indian' ? 2 : 3;
  let head = whole.slice(0, -3);
  const parts = whole.length > 3 ? [whole.slice(-3)] : [whole];
  while (head !== '') {
    parts.unshift(head.slice(-size));
    head = head.slice(0, -size);
  }
  const text = grouped ? parts.join(group) : whole;
  return decimals ? `${text}${decimal}${String(cents % 100).padStart(2, '0')}` : text;
}

describe('parseNumber', () => {
  it.each([
    ['1,234.56', 'us', 1234.56],
    ['1.234,56', 'de', 1234.56],
    ['1 234,56', 'fr', 1234.56],
    ['1\u00a0234,56', 'fr', 1234.56],
    ['1\u202f234\u202f567,5', 'fr', 1234567.5],
    ["1'234.56", 'ch', 1234.56],
    ['1’234’567', 'ch', 1234567],
    ['12,34,567.89', 'in', 1234567.89],
    ['1234567.5', 'us', 1234567.5],
    ['.5', 'us', 0.5],
    ['0', 'us', 0],
    ['-0', 'us', 0],
    ['-1,234', 'us', -1234],
    ['−1,234', 'us', -1234],
    ['1,234-', 'us', -1234],
    ['1,234 -', 'us', -1234],
    ['(1,234.50)', 'us', -1234.5],
    ['+7', 'us', 7],
    ['５００', 'us', 500],
    ['5,-', 'de', 5],
    ['1.000,--', 'de', 1000],
    ['5.-', 'ch', 5],
    ['12,34,567', 'us', 'number-grouping'],
    ['1234,567', 'us', 'number-grouping'],
    ['1,23', 'us', 'number-grouping'],
    ['12.50', 'de', 'number-grouping'],
    ['0.125', 'de', 'number-grouping'],
    ['1,,234', 'us', 'number-unparsable'],
    ['1 234', 'us', 'number-unparsable'],
    ['1.2.3', 'us', 'number-unparsable'],
    ['5.', 'us', 'number-unparsable'],
    ['--5', 'us', 'number-unparsable'],
    ['-5-', 'us', 'number-unparsable'],
    ['(-5)', 'us', 'number-unparsable'],
    ['1e5', 'us', 'number-unparsable'],
    ['0x10', 'us', 'number-unparsable'],
    ['Infinity', 'us', 'number-unparsable'],
    ['10²', 'us', 'number-unparsable'],
    ['12 apples', 'us', 'number-unparsable'],
    ['1,234', 'de', 'number-ambiguous'],
    ['12345678901234567', 'us', 'number-out-of-range'],
    ['', 'us', 'text-empty'],
  ] as const)('reads %j as %s writes it: %s', (text, format, expected) => {
    expect(number(text, format)).toBe(expected);
  });

  it('takes three decimals when the profile says that the field has them', () => {
    expect(number('1,234', 'de', { maxDecimals: 3 })).toBe(1.234);
    expect(number('1,234', 'de', { maxDecimals: 2 })).toBe('number-decimals');
    expect(number('1,000', 'de', { maxDecimals: 2 })).toBe('number-decimals');
    expect(number('1,50000', 'de', { maxDecimals: 2 })).toBe(1.5);
  });

  it('multiplies by the words of the profile only', () => {
    const multipliers = { k: 1000, Mio: 1_000_000, 'Mrd.': 1e9 };
    expect(number('1.1k', 'us', { multipliers })).toBe(1100);
    expect(number('1,234 k', 'de', { multipliers })).toBe(1234);
    expect(number('2,5 Mio.', 'de', { multipliers })).toBe(2_500_000);
    expect(number('2,5 Mrd.', 'de', { multipliers })).toBe(2_500_000_000);
    expect(number('1.1K', 'us', { multipliers })).toBe('number-unparsable');
    expect(number('1.1k', 'us')).toBe('number-unparsable');
  });

  it('scales by the unit of the header without dust in the decimals', () => {
    expect(number('2.3', 'us', { scale: 1000 })).toBe(2300);
    expect(number('1.005', 'us', { scale: 1000, maxDecimals: 3 })).toBe(1005);
    expect(number('0.07', 'us', { scale: 100 })).toBe(7);
  });

  const cents = fc.integer({ min: 0, max: 99_999_999_999 });
  const name = fc.constantFrom(...(Object.keys(FORMATS) as FormatName[]));

  it('gives back every amount when it is read as it was written', () => {
    fc.assert(
      fc.property(cents, name, fc.boolean(), fc.boolean(), (amount, format, grouped, decimals) => {
        const text = write(amount, FORMATS[format], grouped, decimals);
        expect(number(text, format)).toBe(decimals ? amount / 100 : Math.floor(amount / 100));
      }),
      { numRuns: 5000 },
    );
  });

  it('never makes another number of an amount when it was written for another viewer', () => {
    fc.assert(
      fc.property(cents, name, name, fc.boolean(), fc.boolean(), (amount, writer, reader, grouped, decimals) => {
        const read = number(write(amount, FORMATS[writer], grouped, decimals), reader, { maxDecimals: 2 });
        if (typeof read === 'number') expect(read).toBe(decimals ? amount / 100 : Math.floor(amount / 100));
      }),
      { numRuns: 20_000 },
    );
  });

  it('never throws whatever the text', () => {
    const piece = fc.constantFrom('1', '23', '456', ',', '.', ' ', '-', '(', ')', "'", '€', 'k', '\u00a0', 'e');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), name, (pieces, format) => {
        const read = number(pieces.join(''), format, { multipliers: { k: 1000 } });
        if (typeof read === 'number') expect(Number.isFinite(read)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('parseInteger', () => {
  it('refuses fractions', () => {
    expect(parseInteger('5.0', FORMATS.us)).toEqual({ ok: true, value: 5 });
    expect(parseInteger('5.5', FORMATS.us)).toMatchObject({ ok: false, code: 'number-decimals' });
  });
});

describe('parsePercent', () => {
  it.each([
    ['75', 75],
    ['75 %', 75],
    ['%75', 75],
    ['12.5%', 12.5],
    ['100', 100],
    ['101', 'percent-out-of-range'],
    ['-1%', 'percent-out-of-range'],
    ['most', 'number-unparsable'],
  ])('reads %j as %s', (text, expected) => {
    const result = parsePercent(text, FORMATS.us);
    expect(result.ok ? result.value : result.code).toBe(expected);
  });

  it('scales a fraction when the CRM shows fractions, but not a text with the sign', () => {
    expect(parsePercent('0.25', { ...FORMATS.us, fraction: true })).toEqual({ ok: true, value: 25 });
    expect(parsePercent('25%', { ...FORMATS.us, fraction: true })).toEqual({ ok: true, value: 25 });
  });
});

describe('numbersEvidence', () => {
  const { us, de, fr } = FORMATS;

  it.each([
    [['1,234', '1,234.50'], us],
    [['1.234', '12,5'], de],
    [['1 234,50', '5'], fr],
    [['1,234', '5'], null],
    [['5', '17'], null],
    [['1,234.50', '1.234,50'], null],
    [[], null],
  ])('proves by %j the format %j', (texts, format) => {
    expect(numbersEvidence(texts, [us, de, fr]).format).toBe(format);
  });
});
