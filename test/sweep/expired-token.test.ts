import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pressSync } from '../../extension/sync/sync-run.ts';
import { type DemoCrm, startDemoCrm } from '../demo-crm/index.ts';
import { NodeBench } from './node-bench.ts';

let crm: DemoCrm;
let bench: NodeBench;

/** Only deals: theirs is the list that is walked by posting its form. */
beforeEach(async () => {
  crm = await startDemoCrm({ scale: 70, rowsPerPage: 3 });
  bench = new NodeBench(crm, ({ pages }) => {
    for (const key of Object.keys(pages ?? {})) if (key !== 'deals') delete pages?.[key];
  });
  await bench.enrol();
  await bench.signIn();
});
afterEach(() => crm.close());

const posts = () => crm.accessLog().filter(({ method, url }) => method === 'POST' && url.includes('chancen.asp'));
const starts = () => crm.accessLog().filter(({ method, url }) => method === 'GET' && url.includes('chancen.asp?'));

/** The token of the form that is to be posted next has expired. */
async function expireToken(): Promise<void> {
  await bench.db.pages
    .filter(({ state, planned }) => state === 'todo' && planned.request.method === 'POST')
    .modify((row) => {
      const form = (row.planned.request.form ?? []).map(([name, value]) =>
        name === '__VIEWSTATE' ? ([name, 'dDwxMjM='] as const) : ([name, value] as const),
      );
      Object.assign(row, { planned: { ...row.planned, request: { ...row.planned.request, form } } });
    });
}

describe('a list that is walked by posting its form', { timeout: 30_000 }, () => {
  it('starts anew with a fresh token when its token has expired, and ends complete', async () => {
    await pressSync(bench.engine, 'sync');
    await bench.run(5);
    const before = { posts: posts().length, starts: starts().length };
    expect(before.posts).toBeGreaterThan(1);
    await expireToken();
    await bench.run();
    expect(starts().length).toBe(before.starts + 1);
    const [sweep] = await bench.db.sweeps.toArray();
    expect(sweep).toMatchObject({ state: 'done', complete: true });
    expect(sweep?.problems.map(({ code }) => code)).not.toContain('page-unproven');
    const deals = crm.truth('jsmith').DEAL.map(({ objectId }) => objectId);
    expect(sweep?.read).toBe(deals.length);
  });

  it('is given up, and its sweep is not complete, when no token ever holds', async () => {
    await pressSync(bench.engine, 'sync');
    for (let round = 0; round < 12; round++) {
      await bench.run(3);
      await expireToken();
      bench.now += 10_000;
    }
    await bench.run();
    const [sweep] = await bench.db.sweeps.toArray();
    expect(sweep).toMatchObject({ complete: false });
    expect(sweep?.problems).toContainEqual(expect.objectContaining({ code: 'page-unproven' }));
    expect(bench.worker.reports).toEqual([]);
  });
});
