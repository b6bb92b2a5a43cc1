import { expect, type Page, test } from '@playwright/test';
import { createRandom } from '../../demo-crm/data/random.ts';
import type { Access } from '../../demo-crm/http/access-log.ts';
import { size } from '../../numbers.ts';
import { keyOf, pageRequests, sessionUrls } from './access.ts';
import { Cast } from './cast.ts';
import { differences, storedRecords } from './extension-records.ts';
import { measured } from './figures.ts';

const RECORDS = size(120, 2_000);
const POINTS = size(6, 50);
const CONCURRENCY = 4;
const SEED = 20_261_121;
/** Nothing that dies may keep the others for so long; a lease alone would last 90 s. */
const STALL_MS = 45_000;
/** A page that was answered so shortly before a kill may still have been read, or on its way to the store. */
const UNDER_WAY_MS = 1_000;
/** Leases that are out at a time: those fetched, and those that are read, taken in or wait for their turn. */
const MOST_LEASES = 4 * CONCURRENCY;

test.describe.configure({ timeout: size(120_000, 30 * 60_000) });

let cast: Cast;

test.beforeAll(async () => {
  cast = await Cast.open({ crm: { scale: RECORDS, latencyMs: 20 } });
});

test.afterAll(() => cast?.close());

type Kill = (page: Page) => Promise<Page>;

/** Each leaves a tab behind in which a rep is signed in. */
const KILLS: Readonly<Record<string, Kill>> = {
  'service worker stopped': async (page) => {
    await cast.browser.stopServiceWorker();
    return page;
  },
  'tab closed': async (page) => {
    await page.close();
    return cast.openCrm();
  },
  'tab navigated': async (page) => {
    await page.goto(`${cast.crm.url}/haupt.asp`);
    return page;
  },
  'tab reloaded': async (page) => {
    await page.reload();
    return page;
  },
  'extension updated': async (page) => {
    await cast.updateExtension();
    return page;
  },
  'browser killed': async () => {
    await cast.restartBrowser();
    return cast.signIn();
  },
};

test('a sweep whose readers are killed again and again ends with every record, and reads nothing twice in vain', async () => {
  const random = createRandom(SEED, POINTS);
  let page = await cast.signIn();
  cast.crm.clearAccessLog();
  const { syncId } = await cast.ask('sync', {});
  const names = Object.keys(KILLS);
  const points = Array.from({ length: POINTS }, () => Math.floor(random.next() * RECORDS)).sort(
    (one, other) => one - other,
  );
  const kills: Killed[] = [];
  for (const [index, point] of points.entries()) {
    const name = names[index % names.length] ?? '';
    const kill = KILLS[name];
    const since = kills.map((one) => one.name).at(-1) ?? 'the start';
    await expect
      .poll(() => readOnce().size, { timeout: STALL_MS, intervals: [20], message: `it goes on after: ${since}` })
      .toBeGreaterThanOrEqual(point);
    const at = Date.now();
    if (kill) page = await kill(page);
    // What a kill has held up the next one may cost.
    const last = kills.at(-1);
    const from = last && at - last.to < UNDER_WAY_MS ? last.from : at - UNDER_WAY_MS;
    kills.push({ name, from, to: Date.now(), lost: 0 });
  }
  const state = await cast.settled(syncId, { signIn: () => cast.signIn() });
  expect(state.result.problems).toEqual([]);
  expect(differences(cast.crm.truth(), await storedRecords(await cast.own()))).toEqual([]);
  expect(differences(cast.crm.truth(), cast.server.worker.objects.values())).toEqual([]);
  const again = readAgain();
  const inVain = again.filter(({ first }) => !blame(kills, first));
  measured('kills', {
    records: RECORDS,
    points: POINTS,
    kinds: names.length,
    readAgain: again.length,
    mostByOneKill: Math.max(...kills.map(({ lost }) => lost)),
    inVain: inVain.length,
  });
  expect(inVain).toEqual([]);
});

/** A kill, the time in which it may have cost pages that were read, and how many of them it has cost. */
interface Killed {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  lost: number;
}

/** Whether a kill accounts for a page that was read in vain: it was under way then, and there were no more than there are leases. */
function blame(kills: readonly Killed[], access: Access): boolean {
  const [asked, answered] = [Date.parse(access.time), Date.parse(access.answered)];
  const by = kills.find(({ from, to, lost }) => asked <= to && answered >= from && lost < MOST_LEASES);
  if (by) by.lost += 1;
  return by !== undefined;
}

/** List and record pages that were read, but for those that every session asks for. */
function readOnce(): ReadonlyMap<string, Access[]> {
  const ofSession = sessionUrls(cast.crm.url);
  const read = pageRequests(cast.crm.accessLog()).filter(
    (access) => access.status === 200 && !ofSession.has(access.url),
  );
  return Map.groupBy(read, keyOf);
}

/** Pages that were read more than once, by the readings that were in vain; in the order of those. */
function readAgain(): { readonly url: string; readonly first: Access }[] {
  return [...readOnce()]
    .flatMap(([url, accesses]) => accesses.slice(0, -1).map((first) => ({ url, first })))
    .toSorted((one, other) => (one.first.time < other.first.time ? -1 : 1));
}
