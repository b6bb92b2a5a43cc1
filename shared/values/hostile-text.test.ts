import { describe, expect, it } from 'vitest';
import { datesEvidence, parseDate } from './dates.ts';
import { parseDomains } from './domains.ts';
import { parseEmail } from './email.ts';
import { parseMoney } from './money.ts';
import { parseNumber } from './numbers.ts';
import { parsePhone } from './phone.ts';
import { takeApart } from './template.ts';
import { lineOf, parseText, stripTexts } from './text.ts';
import { parseUrl } from './url.ts';
import { parseBoolean, parsePicklist } from './words.ts';

/** Texts as long as a whole page, of the shapes that make careless patterns try for ever. */
const LENGTH = 200_000;
const fill = (unit: string) => unit.repeat(Math.ceil(LENGTH / unit.length));
const HOSTILE: [string, string][] = [
  ['blanks', `${fill(' ')}x`],
  ['line breaks', `a${fill('\n')}x`],
  ['break hints', fill('\u200b')],
  ['digits', fill('1')],
  ['zeros and a one', `${fill('0')}1`],
  ['groups', fill('1,234')],
  ['digits and letters', fill('1a')],
  ['dots', `${fill('.')}x`],
  ['ats', fill('@')],
  ['addresses', fill('a@b.')],
  ['labels of a host', `http://${fill('a.')}`],
  ['brackets', fill('(')],
  ['quotes', `${fill("'")}a@b.de`],
  ['semicolons', `/a${fill(';a=1')}`],
  ['parameters', `/a?${fill('&sid=1')}`],
  ['segments', fill('/(S(')],
  ['entities', fill('&#1')],
  ['a mark of money', `${fill('$ ')}1`],
  ['strips', fill('Dr ')],
  ['stars', fill('*')],
];

const READERS: [string, (text: string) => unknown][] = [
  [
    'dates',
    (text) => parseDate(text, { as: 'date', formats: ['d MMMM yyyy', 'dd.MM.yyyy'], languages: ['de'], pivot: 50 }),
  ],
  ['evidence of dates', (text) => datesEvidence([text], ['d MMMM yyyy', 'dd.MM.yyyy'])],
  ['numbers', (text) => parseNumber(text, { decimal: '.', group: ',', multipliers: { k: 1000 } })],
  ['money', (text) => parseMoney(text, { decimal: '.', group: ',', currency: 'USD' })],
  ['booleans', (text) => parseBoolean(text, { yes: ['yes'], no: ['no'] })],
  ['picklists', (text) => parsePicklist(text, { Open: 'OPEN' })],
  ['e-mail addresses', parseEmail],
  ['phone numbers', (text) => parsePhone(text)],
  ['domains', parseDomains],
  ['web addresses', (text) => parseUrl(text, { base: 'http://crm.example/', strip: ['sid'] })],
  ['text', (text) => parseText(text, { lines: 'many', empty: ['-'] })],
  ['lines', (text) => lineOf(text, -1)],
  ['strips', (text) => stripTexts(text, ['Dr', 'Mr.'])],
  ['templates', (text) => takeApart(text, ['{a} by {b:word}', '{a:digits},{b}', '{a:line}.{b}@{c}'])],
];

/** Far above what a linear reader needs here (a few ms to some tens), far below what a quadratic one takes (minutes). */
const PATIENCE_MS = 1500;

describe.each(READERS)('reading %s', (_, read) => {
  it.each(HOSTILE)('ends soon and throws nothing when the page is full of %s', (__, text) => {
    const start = performance.now();
    read(text);
    expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
  });
});
