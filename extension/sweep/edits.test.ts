import { beforeAll, describe, expect, it } from 'vitest';
import { size } from '../../test/numbers.ts';
import { pressSync } from '../sync/sync-run.ts';
import { Bench } from '../testing/bench.ts';
import { listUrl, recordUrl } from '../testing/small-crm-rules.ts';
import { releaseAll } from './frontier.ts';
import { closeView } from './view.ts';

const TYPES = ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'] as const;
/** Records of each type, and how many of all are edited. */
const RECORDS = size(50, 2_500);
const EDITS = size(11, 100);
/** More than twenty pages of each type: shorter lists are read whole anyway. */
const PAGE_SIZE = size(2, 25);
const DAY_MS = 24 * 3600_000;

let bench: Bench;

/** Edits records all over the lists; answers the ids of each type. */
function edit(count: number, from: number): Map<(typeof TYPES)[number], Set<string>> {
  const edited = new Map(TYPES.map((type) => [type, new Set<string>()]));
  for (let index = 0; index < count; index++) {
    // Not evenly: the last type has only what is left over.
    const type = TYPES[index % 7 === 6 ? 3 : index % 3] ?? 'LEAD';
    const id = `r${(from + index * 37) % RECORDS}`;
    edited.get(type)?.add(id);
    const modifiedDate = new Date(bench.now).toISOString();
    bench.crm.put(type, id, { name: `Edited ${from + index}`, modifiedDate });
    bench.now += 1_000;
  }
  return edited;
}

const inGong = (type: (typeof TYPES)[number]) =>
  new Map(
    [...bench.worker.objects.values()]
      .filter(({ objectType }) => objectType === type)
      .map(({ objectId, fields }) => [objectId, fields]),
  );

function expectTruth(): void {
  for (const type of TYPES) expect(inGong(type)).toEqual(bench.crm.records.get(type));
}

describe(`${4 * RECORDS} records of which ${EDITS} are edited`, { timeout: size(30_000, 20 * 60_000) }, () => {
  beforeAll(
    async () => {
      bench = new Bench({ types: TYPES, newestFirst: true });
      bench.crm.newestFirst = true;
      bench.crm.pageSize = PAGE_SIZE;
      for (const type of TYPES) {
        for (let index = 0; index < RECORDS; index++) {
          const modifiedDate = new Date(bench.now - DAY_MS - index * 60_000).toISOString();
          bench.crm.put(type, `r${index}`, { name: `Record ${index}`, modifiedDate });
        }
      }
      await bench.enrol();
      await bench.sync();
      expectTruth();
      bench.now += 3600_000;
    },
    size(30_000, 20 * 60_000),
  );

  it('cost the list pages that hold the edits and one more of each type, and the edited records', async () => {
    const edited = edit(EDITS, 0);
    bench.crm.requested.length = 0;
    await bench.sync();
    const wanted = TYPES.flatMap((type) => {
      const ids = [...(edited.get(type) ?? [])];
      const lists = Array.from({ length: Math.ceil(ids.length / PAGE_SIZE) + 1 }, (_, page) => listUrl(type, page + 1));
      return [...lists, ...ids.map((id) => recordUrl(type, id))];
    });
    expect(bench.crm.requested.filter((url) => !url.endsWith('/home')).toSorted()).toEqual(wanted.toSorted());
    expectTruth();
  });

  it('are all found when a sweep is interrupted, and more is edited before it goes on', async () => {
    bench.now += 3600_000;
    edit(EDITS, 5);
    await pressSync(bench.engine, 'sync');
    await bench.run(Math.ceil(EDITS / 2));
    expect(await bench.db.sweeps.where('active').equals(1).count()).toBeGreaterThan(0);
    // Some of these were read a moment ago, some would have been read next, and they push the rows of the pages to come.
    edit(EDITS, 5);
    edit(EDITS, 11);
    await releaseAll(bench.db);
    await closeView(bench.db, true);
    bench.now += 3600_000;
    await bench.sync();
    await bench.sync();
    expectTruth();
  });
});
