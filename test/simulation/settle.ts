import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { listRejected } from '../../worker/ledger/overview.ts';
import { IN_FLIGHT, PENDING, REJECTED, STATE_NAMES } from '../../worker/ledger/version-state.ts';
import type { Checks } from './checks.ts';
import type { SimulatedRecord } from './crm.ts';
import { changedTables, ledgerPrint } from './prints.ts';
import type { System } from './system.ts';

const HOUR_MS = 3600_000;
const ROUNDS = 8;
/** A view that nobody looks through any more counts for 30 days, and defends its values for a week (design: deletion, the ledger composes readings). */
const SILENCE_MS = 31 * 24 * HOUR_MS;
/** Only a full sweep misses what was deleted at the end of a long list; there is one a day, and two must have missed it. */
const FULL_SWEEP_MS = 25 * HOUR_MS;

/**
 * Faults stop, everybody syncs, IT decides what waits for it: then Gong must hold the union of what the CRM shows its users. Answers what is
 * wrong, one sentence each.
 */
export async function settle(system: System, checks: Checks): Promise<string[]> {
  const { crm, network, gong, bridge, browsers, clock, db, interleaving, trace } = system;
  network.weather = () => 'good';
  gong.clearFaults();
  bridge.endFaults();
  for (const { disk } of browsers) disk.dieIn(0);
  await interleaving.finish();
  await network.deliverLate();
  // Whatever was to be waited for by a wrong clock is over when it is set right.
  clock.advance(3 * HOUR_MS);
  bridge.setClock(clock.now() - bridge.now());
  crm.calm();
  for (const browser of browsers) {
    await browser.calm();
    if (!(await browser.enrolled())) await system.enrol(browser);
  }
  trace.note('settling', clock.now());
  let wrong: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const browser of browsers) {
      // Where views differ in a value, a rep reads everything again once the other view defends it no more.
      await browser.syncAndStay(round > 3 && isDisputed(system) ? 'full-sync' : 'sync');
      // A token that was taken back is noticed at the next word with the Worker.
      if (!(await browser.enrolled())) await system.enrol(browser);
    }
    bridge.driver().noteWork();
    bridge.driver().press();
    await bridge.rest(30 * HOUR_MS);
    system.decide();
    bridge.driver().retryDeletions();
    // Whoever owns the CRM corrects what was rejected.
    for (const { objectId } of listRejected(db, 10_000)) {
      const record = crm.records.get(objectId);
      if (record && !record.deleted) crm.edit(record);
    }
    // What was decided is work.
    await bridge.rest(30 * HOUR_MS);
    trace.note('round', round, clock.now());
    wrong = wrongAtTheEnd(system);
    if (wrong.length === 0) break;
    clock.advance(pauseAfter(round));
  }
  return [...wrong, ...checks.wrongNow(), ...(wrong.length === 0 ? await alarmOnceMore(system) : [])];
}

function pauseAfter(round: number): number {
  if (round < 3) return 11 * 60_000;
  return round === 3 ? SILENCE_MS : FULL_SWEEP_MS;
}

function isDisputed({ db }: System): boolean {
  return db.get('SELECT 1 FROM conflicts LIMIT 1') !== undefined;
}

/** Everything rests: an alarm that rings all the same does nothing. */
async function alarmOnceMore({ bridge, db, gong, trace }: System): Promise<string[]> {
  const [before, calls] = [ledgerPrint(db), gong.calls().length];
  trace.note(before);
  await bridge.ringTogether(1);
  const more = gong.calls().length - calls;
  return [
    ...changedTables(before, ledgerPrint(db)).map((table) => `an alarm without need changed ${table}`),
    ...(more === 0 ? [] : [`an alarm without need made ${more} calls`]),
  ];
}

function wrongAtTheEnd(system: System): string[] {
  const { crm, gong, browsers } = system;
  const wrong: string[] = [];
  for (const type of OBJECT_TYPES) {
    const there = gong.objects(type);
    for (const record of crm.records.values()) {
      if (record.type !== type) continue;
      const found = there.get(record.id);
      const seen = browsers.some(({ rep }) => !record.hiddenFrom.has(rep));
      if (record.deleted) wrong.push(...leftOver(system, record, found));
      else if (seen && !found) wrong.push(`${type} ${record.id} is missing in Gong`);
      else if (seen && found) wrong.push(...differences(record, found));
    }
    for (const id of there.keys())
      if (!crm.records.has(id)) wrong.push(`${type} ${id} is in Gong and was never in the CRM`);
  }
  wrong.push(...unsettled(system));
  return wrong;
}

/** Versions that are still in between, of records that somebody sees: what nobody sees any more may wait for an account that is gone. */
function unsettled({ crm, db, browsers }: System): string[] {
  const rows = db.all<{ object_id: string; state: number; hold_reason: string | null }>(
    `SELECT o.object_id, v.state, v.hold_reason FROM objects o JOIN versions v ON v.no = o.newest WHERE v.state IN (${PENDING}, ${IN_FLIGHT}, ${REJECTED})`,
  );
  return rows.flatMap(({ object_id: id, state, hold_reason: reason }) => {
    const record = crm.records.get(id);
    const seen = record && !record.deleted && browsers.some(({ rep }) => !record.hiddenFrom.has(rep));
    return seen ? [`${record.type} ${id} is still ${STATE_NAMES[state]} (${reason})`] : [];
  });
}

/** A record that only views have told of which count no more is kept, as an orphan: nobody is left whose word could end it. */
function leftOver({ witness, browsers }: System, { type, id }: SimulatedRecord, found: object | undefined): string[] {
  if (found === undefined) return [];
  const counts = browsers.some(({ deviceId, rep }) => witness.knows(deviceId, rep, id));
  return counts ? [`${type} ${id} was deleted and is still in Gong`] : [];
}

/** Gong's date may be later than the CRM's, never other values. */
function differences({ type, id, values }: SimulatedRecord, found: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).flatMap(([field, value]) =>
    field === 'modifiedDate' || (found[field] ?? null) === value
      ? []
      : [`${type} ${id}: ${field} is ${JSON.stringify(found[field])}, in the CRM ${JSON.stringify(value)}`],
  );
}
