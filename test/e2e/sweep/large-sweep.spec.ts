import { expect, test } from '@playwright/test';
import { OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import type { PlainTab } from '../../browser/plain-chromium.ts';
import { size } from '../../numbers.ts';
import { pageRequests } from './access.ts';
import { differences, storedRecords } from './extension-records.ts';
import { measured } from './figures.ts';
import { PlainCast } from './plain-cast.ts';
import { sweepWhole } from './whole-sweep.ts';

const RECORDS = size(150, 10_000);
const LATENCY_MS = 50;
const CONCURRENCY = 4;
/**
 * Of the floor, which is the requests' own time, or what a content script that does nothing but fetch needs here, whichever is longer. The short run is too
 * short to say anything of pace but that nothing waits in vain.
 */
const MOST_RATIO = size(20, 1.15);
const LOOP_PAGES = size(10, 1_000);
const EDITS = size(10, 100);

test.describe.configure({ mode: 'serial', timeout: size(60_000, 20 * 60_000) });

let cast: PlainCast;
let tab: PlainTab;
let ratio = Number.POSITIVE_INFINITY;

test.beforeAll(async () => {
  cast = await PlainCast.open({ crm: { scale: RECORDS, latencyMs: LATENCY_MS } });
  tab = await cast.signIn();
});

test.afterAll(() => cast?.close());

test('a sweep of the whole CRM brings every record, in memory that does not grow', async () => {
  const { heaps, ...figures } = await sweepWhole(cast, tab, {
    latencyMs: LATENCY_MS,
    concurrency: CONCURRENCY,
    loopPages: LOOP_PAGES,
    heaps: size(1, 10),
  });
  measured('sweep', { records: RECORDS, ...figures, heapsMB: heaps.map((bytes) => Math.round(bytes / 1e5) / 10) });
  expect(differences(cast.crm.truth(), await storedRecords(cast.own))).toEqual([]);
  expect(differences(cast.crm.truth(), cast.server.worker.objects.values())).toEqual([]);
  ratio = figures.ratio / Math.max(1, figures.loopByContentScript);
  expect(Math.max(...heaps.slice(1), 0)).toBeLessThan(1.25 * (heaps[0] ?? Number.POSITIVE_INFINITY) + 4e6);
});

test('edits of a day are found by the list pages that hold them, and nothing else is read', async () => {
  const truth = cast.crm.truth();
  const edited = new Map<string, string>();
  const types = ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'] as const;
  for (let index = 0; index < EDITS; index++) {
    const type = types[index % types.length] ?? 'DEAL';
    const records = truth[type];
    const id = String(records[(index * 7919) % records.length]?.['objectId']);
    if (edited.has(`${type} ${id}`)) continue;
    edited.set(`${type} ${id}`, type);
    const field = type === 'ACCOUNT' || type === 'DEAL' ? 'name' : 'lastName';
    cast.crm.edit(type, id, { [field]: `Edited ${index}` });
  }
  cast.crm.clearAccessLog();
  const { syncId } = await cast.ask('sync', {});
  await cast.settled(syncId);
  const requests = pageRequests(cast.crm.accessLog());
  const details = requests.filter(({ kind }) => kind === 'detail');
  const lists = requests.length - details.length;
  const rows = { ACCOUNT: 20, CONTACT: 25, DEAL: 20, LEAD: 30 };
  const holding = types.reduce((sum, type) => {
    const count = [...edited.values()].filter((one) => one === type).length;
    // The newest first: the edited ones fill the first pages.
    return sum + Math.ceil(count / rows[type]);
  }, 0);
  // Short lists are read whole.
  const short = types.reduce((sum, type) => {
    const pages = Math.ceil(truth[type].length / rows[type]);
    const needed = Math.ceil([...edited.values()].filter((one) => one === type).length / rows[type]) + 1;
    return sum + (pages <= 20 ? Math.max(0, pages - needed) : 0);
  }, 0);
  // Two visits are the session's: who is signed in, which is the list of users once more, and the contacts' list put back as the rep had it.
  const ofSession = 2;
  measured('incremental', {
    edits: edited.size,
    lists,
    details: details.length,
    holding,
    types: OBJECT_TYPES.length,
    ofSession,
  });
  const wanted = new Set([...edited].map(([key]) => key.split(' ')[1] ?? ''));
  const surplus = details.filter(({ url }) => !wanted.has(new URL(url, cast.crm.url).searchParams.get('id') ?? ''));
  expect(surplus.map(({ url }) => url)).toEqual([]);
  expect(details.length).toBeLessThanOrEqual(edited.size);
  expect(lists).toBeLessThanOrEqual(holding + OBJECT_TYPES.length + ofSession + short);
  expect(differences(cast.crm.truth(), cast.server.worker.objects.values())).toEqual([]);
});

// Last: a machine that is too slow for it hides nothing of the others.
test('and the sweep took little longer than its requests', () => {
  expect(ratio).toBeLessThan(MOST_RATIO);
});
