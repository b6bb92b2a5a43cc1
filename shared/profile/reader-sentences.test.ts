import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sentenceOf } from './reader-sentences.ts';

const READER = fileURLToPath(new URL('../../extension/reader/', import.meta.url));

it('every code that the reader gives has a sentence', () => {
  const sources = readdirSync(READER).filter((name) => !name.endsWith('.test.ts'));
  const text = sources.map((name) => readFileSync(`${READER}${name}`, 'utf8')).join('\n');
  const codes = [...text.matchAll(/(?:unread|unproven)\('([a-z-]+)'|code: '([a-z-]+)'/g)].map(
    ([, a, b]) => a ?? b ?? '',
  );
  expect(new Set(codes).size).toBeGreaterThan(25);
  expect(codes.filter((code) => sentenceOf({ code }) === code)).toEqual([]);
});

it('a sentence names what the reader has met', () => {
  expect(sentenceOf({ code: 'moved', about: ['8', '7'] })).toBe('The page shows the record “8”, not “7”.');
  expect(sentenceOf({ code: 'cut', about: ['Weber & So...'] })).toBe('The text is cut: “Weber & So...”.');
});

it('a code that is not known is said as it is', () => {
  expect(sentenceOf({ code: 'of-a-later-build', about: ['x'] })).toBe('of-a-later-build');
});
