import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const components = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.tsx') && !file.endsWith('.test.tsx'),
);

/** Words between two tags, and words in the attributes that people read or hear. */
const BETWEEN_TAGS = />([^<>{}();=]*\p{L}{2}[^<>{}();=]*)<\/[a-z]/gu;
const READ_ATTRIBUTE = /\b(?:aria-label|aria-valuetext|title|placeholder|alt|label)="([^"]*\p{L}{2}[^"]*)"/gu;

const literalsOf = (source: string) =>
  [...source.matchAll(BETWEEN_TAGS), ...source.matchAll(READ_ATTRIBUTE)]
    .map(([, words = '']) => words.trim())
    .filter((words) => !words.startsWith('https://') && !/=>|\bimport\b|\/\//.test(words));

it('finds words that a component would say in one language only', () => {
  expect(literalsOf('<p class="soft">Nothing yet</p>')).toEqual(['Nothing yet']);
  expect(literalsOf('<input placeholder="Search here" />')).toEqual(['Search here']);
});

it.each(components)('%s says nothing that is not in _locales', (file) => {
  expect(literalsOf(readFileSync(join(FOLDER, file), 'utf8'))).toEqual([]);
});
