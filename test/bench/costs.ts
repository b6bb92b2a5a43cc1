/**
 * What records cost in requests to the CRM and calls to Gong, counted in the simulation's system without any fault: a first sync, one after which nothing has
 * changed, and one after an edit in a hundred. Counts, not times: the machine plays no part. Run in a process of its own (`costs-process.ts`).
 */
import { createSystem, type System } from '../simulation/system.ts';
import type { Traits } from '../simulation/traits.ts';

export interface Cost {
  readonly what: string;
  readonly records: number;
  readonly requestsPer1000: number;
  readonly callsPer1000: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ROWS_A_PAGE = 50;

export async function countCosts(records: number): Promise<Cost[]> {
  const kinds = [
    ['lists show everything', { details: false, thinLists: false }],
    ['records have a page of their own', { details: true, thinLists: true }],
  ] as const;
  const costs: Cost[] = [];
  for (const [name, shape] of kinds) {
    const types = ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'] as const;
    const pace = { concurrency: 1, minIntervalMs: 0, jitter: 0 };
    const company: Partial<Traits> = { types, records: records / types.length, rowsAPage: ROWS_A_PAGE, browsers: 1 };
    const system = await createSystem(1, {
      ...company,
      ...shape,
      visibility: 'own',
      tellsGone: false,
      newestFirst: true,
      pace,
    });
    await system.interleaving.finish();
    // What was changed just now is read twice; a CRM's records are older.
    system.clock.advance(HOUR_MS);
    const sync = async (what: string) => {
      const before = { requests: system.watch.requests, calls: system.gong.calls().length };
      await syncOnce(system);
      const per1000 = (count: number) => Number(((count * 1000) / records).toFixed(2));
      costs.push({
        what: `${name}: ${what}`,
        records,
        requestsPer1000: per1000(system.watch.requests - before.requests),
        callsPer1000: per1000(system.gong.calls().length - before.calls),
      });
    };
    await sync('first sync');
    await sync('nothing changed');
    for (const [index, record] of [...system.crm.records.values()].entries())
      if (index % 100 === 0) system.crm.edit(record);
    system.clock.advance(10 * MINUTE_MS);
    await sync('one record in a hundred changed');
    const stored = types.reduce((sum, type) => sum + system.gong.objects(type).size, 0);
    if (stored !== records) throw new Error(`${stored} of ${records} records are in Gong`);
    await system.close();
  }
  return costs;
}

async function syncOnce({ browsers, bridge, clock }: System): Promise<void> {
  for (const browser of browsers) await browser.syncAndStay();
  await bridge.rest(3 * HOUR_MS);
  // Sooner than the next sweep that the browser makes by itself.
  clock.advance(10 * MINUTE_MS);
}
