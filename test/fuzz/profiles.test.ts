import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseProfile } from '../../shared/profile/schema.ts';
import { openReaderBrowser, type ReaderBrowser } from '../bench/reader-browser.ts';
import { size } from '../numbers.ts';
import { faultsOf } from './faults.ts';
import { mutateProfile, profileEdit } from './mutate-profile.ts';
import { subjects } from './subjects.ts';

/** Pages read with each profile that is still one. */
const PAGES = 4;
const all = subjects();
let browser: ReaderBrowser;

beforeAll(async () => {
  browser = await openReaderBrowser();
}, 120_000);
afterAll(() => browser?.close());

test('profiles are refused or read pages without exception, invention or delay when they are mutated', {
  timeout: size(120_000, 3_600_000),
}, async () => {
  let valid = 0;
  let records = 0;
  const indices = all.map((_, index) => index);
  const edits = fc.array(profileEdit, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...indices), edits, fc.nat(), async (index, changes, start) => {
      const subject = all[index];
      if (!subject) throw new Error('no such subject');
      const parsed = parseProfile(mutateProfile(subject.written, changes));
      if (!parsed.ok) {
        for (const problem of parsed.problems) expect(problem.what).not.toBe('');
        return;
      }
      valid++;
      await browser.keep(subject.name, parsed.profile);
      for (let count = 0; count < PAGES; count++) {
        const page = subject.pages[(start + count) % subject.pages.length];
        if (!page) continue;
        const watched = await browser.watch({ ...page, profile: subject.name });
        expect(faultsOf(watched, parsed.profile)).toEqual([]);
        records += watched.reading?.records.length ?? 0;
      }
    }),
    { numRuns: size(80, 1000), seed: 20_030_401, endOnFailure: true },
  );
  console.log(`${valid} mutated profiles were still valid; ${records} records were read with them.`);
  expect(valid).toBeGreaterThan(size(10, 200));
  expect(records).toBeGreaterThan(size(20, 400));
});
