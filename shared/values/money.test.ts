import { describe, expect, it } from 'vitest';
import { currenciesOf } from './currencies.ts';
import { type MoneyOptions, parseMoney, withoutMarks } from './money.ts';

const US = { decimal: '.', group: ',', currency: 'USD' } as const;
const DE = { decimal: ',', group: '.', currency: 'EUR' } as const;

const money = (text: string, options: MoneyOptions) => {
  const result = parseMoney(text, options);
  return result.ok ? result.value : result.code;
};

describe('parseMoney', () => {
  it.each([
    ['$1,234.50', US, 1234.5],
    ['$ -1,234.50', US, -1234.5],
    ['-$1,234.50', US, -1234.5],
    ['($1,234.50)', US, -1234.5],
    ['$(1,234.50)', US, -1234.5],
    ['US$ 5.00', US, 5],
    ['5.00 USD', US, 5],
    ['$5.00 USD', US, 5],
    ['$.50', US, 0.5],
    ['631043', US, 631043],
    ['1.234,50 €', DE, 1234.5],
    ['1.234,50\u00a0€', DE, 1234.5],
    ['€ 1.234,50-', DE, -1234.5],
    ['1.234,50- EUR', DE, -1234.5],
    ['EUR 1.000,-', DE, 1000],
    ['1.000,- €', DE, 1000],
    ['1 234,50 kr.', { decimal: ',', group: ' ', currency: 'DKK' }, 1234.5],
    ["CHF 1'234.50", { decimal: '.', group: "'", currency: 'CHF' }, 1234.5],
    ['Rs. 12,34,567.89', { decimal: '.', group: ',', grouping: 'indian', currency: 'INR' }, 1234567.89],
    ['¥1,000,000', { ...US, currency: 'JPY' }, 1_000_000],
    ['$5.00', { ...US, currency: 'CAD' }, 5],
    ['$5.00', { ...US, currency: 'EUR' }, 'currency-other'],
    ['USD 5,00', DE, 'currency-other'],
    ['€5,00 USD', DE, 'currency-other'],
    ['XXQ 5,00', DE, 'currency-unknown'],
    ['5,00 (weighted: 3,00)', DE, 'number-unparsable'],
    ['1,234 €', DE, 'number-decimals'],
    ['€', DE, 'number-unparsable'],
    [' ', DE, 'text-empty'],
  ] as [string, MoneyOptions, number | string][])('reads %j with %j as %s', (text, options, expected) => {
    expect(money(text, options)).toBe(expected);
  });

  it('converts only by a rate of the profile, to cents', () => {
    expect(money('USD 10,05', { ...DE, rates: { USD: 0.92 } })).toBe(9.25);
    expect(money('-10,05 $', { ...DE, rates: { USD: 0.92 } })).toBe('currency-other');
    expect(money('-10,05 US$', { ...DE, rates: { USD: 0.92 } })).toBe(-9.25);
    expect(money('USD 10,05', { ...DE, rates: { USD: 0 } })).toBe('currency-other');
    expect(money('USD 10,05', { ...DE, rates: { GBP: 1.2 } })).toBe('currency-other');
  });

  it('judges the mark of the label when the value carries none', () => {
    expect(money('10,00', { ...DE, labelMark: '€' })).toBe(10);
    expect(money('10,00', { ...DE, labelMark: 'US$' })).toBe('currency-other');
    expect(money('10,00 €', { ...DE, labelMark: 'US$' })).toBe(10);
  });

  it('knows the marks and multipliers of the profile', () => {
    expect(money('Euro 5,00', { ...DE, marks: { Euro: 'EUR' } })).toBe(5);
    expect(money('5 Mio €', { ...DE, multipliers: { Mio: 1e6 } })).toBe(5_000_000);
    expect(money('€5k', { ...DE, multipliers: { k: 1000 } })).toBe(5000);
    expect(money('5 k€', { ...DE, multipliers: { k: 1000 } })).toBe(5000);
    expect(money('5 Mio €', DE)).toBe('number-unparsable');
  });
});

describe('withoutMarks', () => {
  it('leaves the number for the evidence of a column', () => {
    expect(['$ 1,234.50', '1.234,50 EUR', '-€5', '12 apples'].map((text) => withoutMarks(text))).toEqual([
      '1,234.50',
      '1.234,50',
      '-5',
      '12 apples',
    ]);
  });
});

describe('currenciesOf', () => {
  it('takes codes for themselves only when they are currencies', () => {
    expect(currenciesOf('EUR')).toEqual(['EUR']);
    expect(currenciesOf('ABC')).toEqual([]);
    expect(currenciesOf('constructor')).toEqual([]);
    expect(currenciesOf('$', { $: 'MXN' })).toEqual(['MXN']);
  });
});
