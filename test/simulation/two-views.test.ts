import { afterEach, beforeEach, expect, it } from 'vitest';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { Checks } from './checks.ts';
import { createSystem, type System } from './system.ts';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;

let system: System;

beforeEach(async () => {
  const company = {
    types: OBJECT_TYPES,
    records: 5,
    rowsAPage: 4,
    browsers: 2,
    visibility: 'own',
    tellsGone: true,
    hidden: 0,
    takenOverAt: null,
  } as const;
  system = await createSystem(11, { ...company, details: true, thinLists: false });
  await system.interleaving.finish();
});
afterEach(() => system.close());

/** Every browser sweeps in full, and Gong takes what there is; nobody decides anything. */
async function day(): Promise<void> {
  const { browsers, bridge, clock } = system;
  for (const browser of browsers) await browser.syncAndStay('full-sync');
  bridge.driver().press();
  await bridge.rest(2 * HOUR_MS);
  for (const browser of browsers) await browser.work(20);
  clock.advance(DAY_MS);
}

const inGong = () => new Set(OBJECT_TYPES.flatMap((type) => [...system.gong.objects(type).keys()]));
const records = () => [...system.crm.records.values()];
const live = () => new Set(records().flatMap(({ id, deleted }) => (deleted ? [] : [id])));

it('two reps who see different records: Gong holds the union, lost access deletes nothing, a deletion exactly itself', {
  timeout: 30_000,
}, async () => {
  const { crm } = system;
  for (const [index, record] of records().entries()) {
    if (index % 3 === 0) record.hiddenFrom.add('anna');
    if (index % 3 === 1) record.hiddenFrom.add('bert');
  }
  await day();
  expect(inGong()).toEqual(live());

  // Anna may see nothing any more of what only she saw, nor half of what both see.
  const lost = records().filter((_, index) => index % 3 === 1 || index % 6 === 2);
  for (const { hiddenFrom } of lost) hiddenFrom.add('anna');
  for (let round = 0; round < 2; round++) await day();
  expect(inGong()).toEqual(live());

  const doomed = (['CONTACT', 'DEAL', 'LEAD'] as const).flatMap((type) =>
    crm
      .live(type)
      .filter(({ hiddenFrom }) => !hiddenFrom.has('bert'))
      .slice(0, 1),
  );
  expect(doomed).toHaveLength(3);
  for (const record of doomed) record.deleted = true;
  await day();
  expect(inGong()).toEqual(live());
  expect(new Checks(system).wrongNow()).toEqual([]);
});
