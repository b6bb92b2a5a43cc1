import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { benchProfile } from '../../test/bench/pages.ts';
import { strangersIn } from '../../test/bench/strangers.ts';
import { randomPage } from '../../test/fuzz/mutate-page.ts';
import { size } from '../../test/numbers.ts';
import { readPage } from './whole.ts';

// Mutated pages are read in a real browser by test/fuzz; this is the same in the DOM in which `npm run profile` reads.
beforeAll(() => {
  vi.stubGlobal('NodeFilter', new JSDOM().window.NodeFilter);
});
afterAll(() => vi.unstubAllGlobals());

test('reader never throws and invents nothing when pages are random, outside a browser', { timeout: 600_000 }, () => {
  const profile = benchProfile();
  // Nothing random proves a login.
  const read = { ...profile, session: { signedIn: [{ css: 'body' }] } };
  let records = 0;
  fc.assert(
    fc.property(randomPage, (html) => {
      for (const planned of [
        { page: 'list', request: { method: 'GET', url: 'https://crm.example/list.php' } },
        { page: 'one', crmId: '1', request: { method: 'GET', url: 'https://crm.example/one.php?id=1' } },
      ] as const) {
        const { url } = planned.request;
        const { document } = new JSDOM(html, { url }).window;
        const reading = readPage(document, read, planned, url);
        expect(reading.problems.filter(({ code }) => code === 'reader-failed')).toEqual([]);
        expect(strangersIn(reading, document, { planned, url }, read)).toEqual([]);
        records += reading.records.length;
      }
    }),
    { numRuns: size(120, 3000), seed: 20_030_401 },
  );
  expect(records).toBeGreaterThan(size(1, 50));
});
