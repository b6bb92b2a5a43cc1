import { expect, type Frame, type Page, test } from '@playwright/test';
import type { ObjectType } from '../../../shared/objects/object-type.ts';
import { Cast } from './cast.ts';
import { measured } from './figures.ts';

/** What the rep opens anyway is read within a second, wherever it comes up, and nothing of that shows. */
test.describe.configure({ mode: 'serial', timeout: 90_000 });

const LIMIT_MS = 1_000;

let cast: Cast;
let page: Page;

test.beforeAll(async () => {
  cast = await Cast.open({ crm: { scale: 60 } });
  page = await cast.signIn();
  const { syncId } = await cast.ask('sync', {});
  await cast.settled(syncId);
  // Every change of a document after it has come is noted, in every frame, and so is everything that is logged.
  await cast.browser.context.addInitScript(() => {
    const changes: string[] = [];
    Object.assign(globalThis, { changes });
    addEventListener('load', () => {
      const seen = new MutationObserver((mutations) => changes.push(...mutations.map(({ type }) => type)));
      const all = { subtree: true, childList: true, attributes: true, characterData: true };
      seen.observe(document, all);
      for (const name of ['scroll', 'focusin', 'resize']) addEventListener(name, () => changes.push(name), true);
    });
  });
});

test.afterAll(() => cast?.close());

const id = (type: ObjectType, index = 0) => String(cast.crm.truth()[type][index]?.['objectId']);

/** Edits a contact, opens what shows it, and answers how long after that the extension had taken it in; the Worker has the edit then or soon after. */
async function captureOf(name: string, open: (record: string) => Promise<void>): Promise<number> {
  const record = id('CONTACT', 3);
  cast.crm.edit('CONTACT', record, { lastName: name });
  await open(record);
  return taken('CONTACT', record, 'lastName', name);
}

/** How long after now the extension has taken in a page that shows the record; the Worker has the value then or soon after. */
async function taken(type: ObjectType, record: string, field: string, value: string): Promise<number> {
  const shownAt = Date.now();
  const sent = () => cast.server.worker.objects.get(`${type}|${record}`)?.fields[field];
  await expect.poll(sent, { intervals: [50], timeout: 10_000 }).toBe(value);
  const { captures } = await cast.ask('status', {});
  const capture = captures.findLast(({ objects }) => objects.some(({ objectId }) => objectId === record));
  return Date.parse(capture?.at ?? '') - shownAt;
}

const changesIn = (frame: Page | Frame) => frame.evaluate(() => (globalThis as { changes?: string[] }).changes);

function expectQuick(what: string, ms: number): void {
  measured(`capture: ${what}`, { ms });
  expect(ms).toBeLessThan(LIMIT_MS);
}

test('a record’s page, without a change to the page', async () => {
  const ms = await captureOf('Opened', async (record) => {
    await page.goto(`${cast.crm.url}/kontakt.asp?id=${record}`);
  });
  expectQuick('record', ms);
  expect(await changesIn(page)).toEqual([]);
  expect(await page.evaluate(() => Object.keys(globalThis).filter((key) => /bridge/i.test(key)))).toEqual([]);
});

test('a list, with a record that nobody has read before', async () => {
  const record = cast.crm.create('LEAD', { company: 'Listed GmbH' });
  await page.goto(`${cast.crm.url}/interessenten.asp?sort=modified&dir=desc`);
  expectQuick('list', await taken('LEAD', record, 'company', 'Listed GmbH'));
  expect(await changesIn(page)).toEqual([]);
});

test('a record in a frame of the CRM’s frameset', async () => {
  await page.goto(`${cast.crm.url}/default.asp`);
  const main = page.frame('haupt');
  const ms = await captureOf('Framed', async (record) => {
    await main?.goto(`${cast.crm.url}/kontakt.asp?id=${record}`);
  });
  expectQuick('frame', ms);
  for (const frame of page.frames()) expect((await changesIn(frame)) ?? []).toEqual([]);
});

test('a record that comes into the page by script, under an address of its own', async () => {
  await page.goto(`${cast.crm.url}/kontakte.asp`);
  const ms = await captureOf('Scripted', async (record) => {
    await page.evaluate(async (url) => {
      const answer = await fetch(url);
      const html = new TextDecoder('windows-1252').decode(await answer.arrayBuffer());
      history.pushState({}, '', url);
      document.body.innerHTML = new DOMParser().parseFromString(html, 'text/html').body.innerHTML;
    }, `kontakt.asp?id=${record}`);
  });
  expectQuick('script', ms);
});

test('and the address alone, where the page had come before it', async () => {
  await page.goto(`${cast.crm.url}/kontakte.asp`);
  const ms = await captureOf('Named late', async (record) => {
    await page.evaluate(async (url) => {
      const answer = await fetch(url);
      const html = new TextDecoder('windows-1252').decode(await answer.arrayBuffer());
      document.body.innerHTML = new DOMParser().parseFromString(html, 'text/html').body.innerHTML;
      // Long after the page has been looked at under its old address.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      history.pushState({}, '', url);
    }, `kontakt.asp?id=${record}`);
  });
  expectQuick('address', ms);
});
