import { expect, test } from 'vitest';
import { benchProfile, hostilePages } from '../bench/pages.ts';
import { openReaderBrowser } from '../bench/reader-browser.ts';
import { size } from '../numbers.ts';
import { faultsOf } from './faults.ts';

test('reader stays within 200 ms and its promises when pages of 200 KB are deep, wide or full of labels', {
  timeout: size(180_000, 900_000),
}, async () => {
  const profile = benchProfile();
  const browser = await openReaderBrowser();
  try {
    await browser.keep('bench', profile);
    const pages = Object.entries(hostilePages()).filter((_, index) => index % size(6, 1) === 0);
    for (const [name, html] of pages) {
      expect(html.length, name).toBeLessThanOrEqual(200_000);
      for (const [page, crmId] of [['list'], ['one', '1']] as const) {
        const url = crmId === undefined ? 'https://crm.example/list.php' : 'https://crm.example/one.php?id=1';
        const planned = { page, request: { method: 'GET' as const, url }, ...(crmId === undefined ? {} : { crmId }) };
        const watched = await browser.watch({ profile: 'bench', planned, url, html });
        expect(faultsOf(watched, profile), `${name}, read as ${page}`).toEqual([]);
      }
    }
  } finally {
    await browser.close();
  }
});
