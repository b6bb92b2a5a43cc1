import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  decodeNumericEntities,
  foldSpaces,
  isBroken,
  isCut,
  lineOf,
  normaliseText,
  parseText,
  plainCharacters,
  stripTexts,
  textState,
} from './text.ts';

// Thousands of runs take seconds where other suites keep the processor busy.
vi.setConfig({ testTimeout: 60_000 });

fc.configureGlobal({ seed: 20260131 });

describe('normaliseText', () => {
  it('composes letters and makes every blank a plain space', () => {
    expect(normaliseText(' Mu\u0308ller\u00a0 &\u202fCo \t')).toBe('Müller & Co');
  });

  it('keeps lines when asked to, without blanks at their ends and empty lines around them', () => {
    expect(normaliseText('\r\n\nOne  two \r\n\r\n three\u2028four\n \n', 'many')).toBe('One  two\n\n three\nfour');
  });

  it('takes out what no person typed: break hints and control characters', () => {
    expect(normaliseText('Donau\u00addampf\u200bschiff\u0000')).toBe('Donaudampfschiff');
  });

  it('keeps letters of every script, emoji and their joiners', () => {
    const text = 'شركة "<b>" 株式会社 👩‍💻 O’Brien';
    expect(normaliseText(text)).toBe(text);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('one', 'many'), (text, lines) => {
        const once = normaliseText(text, lines);
        expect(normaliseText(once, lines)).toBe(once);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('plainCharacters', () => {
  it('agrees with the long way when the text is plain already', () => {
    expect(plainCharacters('31.01.2026 14:05')).toBe('31.01.2026 14:05');
    expect(plainCharacters('  a  b ')).toBe('a b');
    expect(foldSpaces('a\u3000b')).toBe('a b');
  });
});

describe('textState', () => {
  it.each([
    ['', 'empty'],
    ['\u00a0 \n', 'empty'],
    ['N/A', 'empty'],
    ['0000-00-00', 'empty'],
    ['n/a', 'value'],
    ['***', 'masked'],
    ['•••• ••••', 'masked'],
    ['no access', 'masked'],
    ['*** hot ***', 'value'],
    ['Acme GmbH & Co...', 'cut'],
    ['Acme GmbH &…', 'cut'],
    ['Acme [...]', 'cut'],
    ['Stra&#22', 'cut'],
    ['AT&T', 'value'],
    ['J. Smith Inc.', 'value'],
    ['M\uFFFDller', 'broken'],
    ['caf\u0082', 'broken'],
    ['half \ud800', 'broken'],
  ])('tells that %j is %s', (text, state) => {
    expect(textState(text, { empty: ['N/A', '-', '0000-00-00'], masked: ['no access'] })).toBe(state);
  });

  it('refuses as a problem whatever is no value', () => {
    expect(parseText(' A  B ')).toEqual({ ok: true, value: 'A B' });
    expect(parseText('A\nB', { lines: 'many' })).toEqual({ ok: true, value: 'A\nB' });
    expect(parseText('A...')).toMatchObject({ ok: false, code: 'text-cut' });
    expect(parseText('-', { empty: ['-'] })).toMatchObject({ ok: false, code: 'text-empty' });
    expect(parseText('\u0000')).toMatchObject({ ok: false, code: 'text-empty' });
    expect(isBroken('Müller')).toBe(false);
    expect(isCut('a. b')).toBe(false);
  });
});

describe('stripTexts', () => {
  it.each([
    ['Mr. Smith', ['Mr.', 'Mrs.'], 'Smith'],
    ['Drake', ['Dr'], 'Drake'],
    ['Dr Drake', ['Dr'], 'Drake'],
    ['Prof. Dr. Weiß', ['Dr.', 'Prof.'], 'Weiß'],
    ['Herr Dr. X', ['Herr', 'Herr Dr.'], 'X'],
    ['a (primary), b (primary)', ['(primary)'], 'a , b'],
    ['abc', [''], 'abc'],
  ])('makes of %j without %j %j', (text, strip, rest) => {
    expect(stripTexts(text, strip)).toBe(rest);
  });
});

describe('lineOf', () => {
  it('counts lines that are not blank, from either end', () => {
    const text = ' Main St 1 \n\n 50667 Köln\nGermany';
    expect([1, 2, -1].map((n) => lineOf(text, n))).toEqual(
      ['Main St 1', '50667 Köln', 'Germany'].map((value) => ({ ok: true, value })),
    );
    expect([0, 4, -4].map((n) => lineOf(text, n).ok)).toEqual([false, false, false]);
  });
});

describe('decodeNumericEntities', () => {
  it('decodes what is a character and leaves the rest', () => {
    expect(decodeNumericEntities('I&#351;&#x131;k &amp; &#0; &#55296; &#9999999; &#1')).toBe(
      'Işık &amp; &#0; &#55296; &#9999999; &#1',
    );
  });
});
