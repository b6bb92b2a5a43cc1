import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { ledgerCounts } from '../../worker/ledger/counts.ts';
import { listRejected } from '../../worker/ledger/overview.ts';
import { type System, wrongNow } from './system.ts';

const HOUR_MS = 3600_000;
const ROUNDS = 8;

/**
 * Faults stop, everybody syncs, IT decides what waits for it: then Gong must hold the union of what the CRM shows its users. Answers what is
 * wrong, one sentence each.
 */
export async function settle(system: System): Promise<string[]> {
  const { crm, network, gong, bridge, browsers, clock, db } = system;
  network.weather = () => 'good';
  await network.deliverLate();
  crm.calm();
  gong.clearFaults();
  bridge.endFaults();
  for (const browser of browsers) browser.setClock(0);
  let wrong: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const browser of browsers) {
      await browser.press('full-sync');
      await browser.work(60);
    }
    bridge.driver().noteWork();
    bridge.driver().press();
    await bridge.rest(30 * HOUR_MS);
    system.decide();
    // Whoever owns the CRM corrects what was rejected.
    for (const { objectId } of listRejected(db, 10_000)) {
      const record = crm.records.get(objectId);
      if (record && !record.deleted) crm.edit(record);
    }
    for (const browser of browsers) await browser.work(20);
    clock.advance(11 * 60_000);
    wrong = wrongAtTheEnd(system);
    if (wrong.length === 0) break;
  }
  return [...wrong, ...wrongNow(system)];
}

function wrongAtTheEnd({ crm, gong, db, browsers }: System): string[] {
  const wrong: string[] = [];
  for (const type of OBJECT_TYPES) {
    const there = gong.objects(type);
    const known = new Set<string>();
    for (const record of crm.records.values()) {
      if (record.type !== type) continue;
      known.add(record.id);
      const found = there.get(record.id);
      const seen = browsers.some(({ user }) => !record.hiddenFrom.has(user));
      if (record.deleted) {
        if (found) wrong.push(`${type} ${record.id} was deleted and is still in Gong`);
      } else if (seen && !found) wrong.push(`${type} ${record.id} is missing in Gong`);
      else if (seen && found) wrong.push(...differences(record, found));
    }
    for (const id of there.keys()) if (!known.has(id)) wrong.push(`${type} ${id} is in Gong and was never in the CRM`);
  }
  for (const [type, { pending, held, inFlight, rejected }] of Object.entries(ledgerCounts(db)))
    if (pending + held + inFlight + rejected > 0)
      wrong.push(`${type}: ${pending} pending, ${held} held, ${inFlight} in flight, ${rejected} rejected`);
  return wrong;
}

/** Gong's date may be later than the CRM's, never other values. */
function differences(
  { type, id, values }: { readonly type: string; readonly id: string; readonly values: Record<string, string | null> },
  found: Readonly<Record<string, unknown>>,
): string[] {
  return Object.entries(values).flatMap(([field, value]) =>
    field === 'modifiedDate' || (found[field] ?? null) === value
      ? []
      : [`${type} ${id}: ${field} is ${JSON.stringify(found[field])}, in the CRM ${JSON.stringify(value)}`],
  );
}
