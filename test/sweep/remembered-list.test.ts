import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCrm, startDemoCrm } from '../demo-crm/index.ts';
import { NodeBench } from './node-bench.ts';

let crm: DemoCrm;
let bench: NodeBench;

/** Only contacts: theirs is the list that the CRM's session remembers. */
beforeEach(async () => {
  crm = await startDemoCrm({ scale: 45, rowsPerPage: 5 });
  bench = new NodeBench(crm, ({ pages }) => {
    for (const key of Object.keys(pages ?? {})) if (key !== 'contacts') delete pages?.[key];
  });
  await bench.enrol();
  await bench.signIn();
});
afterEach(() => crm.close());

const remembered = () => crm.sessions().at(-1)?.contacts;
const listRequests = () => crm.accessLog().filter(({ url }) => url.includes('kontakte.asp'));

describe('a list that the session remembers', { timeout: 30_000 }, () => {
  it('is left where the rep had it, though the rep never opened it with us', async () => {
    await fetch(`${crm.url}/kontakte.asp?start=10&sort=name&dir=asc&view=all`, { headers: { cookie: bench.cookie } });
    const before = remembered();
    await bench.sync();
    expect(bench.worker.objects.size).toBeGreaterThan(5);
    expect(remembered()).toEqual(before);
    expect(before).toMatchObject({ start: 10, sort: 'name' });
  });

  it('is put back to what the rep has opened meanwhile', async () => {
    await bench.visit('kontakte.asp?start=0&sort=name&dir=desc&view=all');
    await bench.sync();
    expect(remembered()).toEqual({ start: 0, sort: 'name', descending: true, view: 'all' });
    // In the middle of a sweep, while the session holds ours, only what the rep's own address says is the rep's.
    await bench.visit('kontakte.asp?start=5');
    expect(remembered()).toMatchObject({ start: 5 });
    await bench.sync();
    expect(remembered()).toEqual({ start: 5, sort: 'name', descending: true, view: 'all' });
  });

  it('is put back by the CRM’s own address once its pages are read', async () => {
    await bench.visit('kontakte.asp?start=5&sort=name&dir=asc&view=all');
    crm.clearAccessLog();
    await bench.sync();
    const paths = crm.accessLog().map(({ url }) => url);
    const last = paths.findLastIndex((path) => path.includes('kontakte.asp'));
    expect(paths[last]).toContain('start=5&sort=name&dir=asc&view=all');
    expect(listRequests().every(({ method }) => method === 'GET')).toBe(true);
    expect(crm.accessLog().some(({ acted }) => acted)).toBe(false);
  });

  it('is put back after a sweep that was interrupted in the middle', async () => {
    await bench.visit('kontakte.asp?start=5&sort=name&dir=asc&view=all');
    const { pressSync } = await import('../../extension/sync/sync-run.ts');
    await pressSync(bench.engine, 'sync');
    await bench.run(4);
    expect(remembered()).toMatchObject({ sort: 'modified' });
    await bench.run();
    expect(remembered()).toEqual({ start: 5, sort: 'name', descending: false, view: 'all' });
  });

  it('is not put into a session that it does not come from', async () => {
    await bench.visit('kontakte.asp?start=5&sort=name&dir=asc&view=all');
    const { pressSync } = await import('../../extension/sync/sync-run.ts');
    await pressSync(bench.engine, 'sync');
    await bench.run(4);
    crm.expireSessions();
    await bench.run();
    await bench.signIn();
    const fresh = remembered();
    await bench.sync();
    expect(remembered()).toEqual(fresh);
  });
});
