import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openReaderBrowser, type ReaderBrowser } from '../bench/reader-browser.ts';
import { size } from '../numbers.ts';
import { faultsOf } from './faults.ts';
import { edit, mutatePage, randomPage } from './mutate-page.ts';
import { subjects } from './subjects.ts';

const all = subjects();
let browser: ReaderBrowser;

beforeAll(async () => {
  browser = await openReaderBrowser();
  for (const subject of all) await browser.keep(subject.name, subject.profile);
}, 120_000);
afterAll(() => browser?.close());

test('reader and interpreter throw nothing, invent nothing and stay in time when pages are mutated or random', {
  timeout: size(120_000, 3_600_000),
}, async () => {
  let records = 0;
  let slowest = 0;
  const targets = all.flatMap((subject, index) => subject.pages.map((_, page) => ({ subject: index, page })));
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.record({ edits: fc.array(edit, { minLength: 1, maxLength: 8 }) }) },
    { weight: 1, arbitrary: fc.record({ random: randomPage }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...targets), change, async (target, how) => {
      const subject = all[target.subject];
      const page = subject?.pages[target.page];
      if (!subject || !page) throw new Error('no such page');
      const html = 'random' in how ? how.random : mutatePage(page.html, how.edits);
      const watched = await browser.watch({ profile: subject.name, planned: page.planned, url: page.url, html });
      expect(faultsOf(watched, subject.profile)).toEqual([]);
      slowest = Math.max(slowest, watched.readMs);
      records += watched.reading?.records.length ?? 0;
    }),
    { numRuns: size(150, 10_000), seed: 20_030_401, endOnFailure: true },
  );
  console.log(`${records} records read from mutated pages; the slowest page took ${slowest.toFixed(1)} ms.`);
  expect(records).toBeGreaterThan(size(20, 3000));
});
