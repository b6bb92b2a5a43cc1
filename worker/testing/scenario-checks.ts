import type { FakeGongControls } from '../../test/fake-gong/fake.ts';
import { checkCounts, ledgerCounts } from '../ledger/counts.ts';
import type { Db } from '../ledger/db.ts';
import { type CrmRecord, type ScenarioCrm, WORD_FIELD } from './scenario-crm.ts';

/** Everything that is wrong at the end: Gong against the CRM, the ledger's counts, states that came back. One sentence each. */
export function wrongAtTheEnd(db: Db, crm: ScenarioCrm, gong: FakeGongControls): string[] {
  const wrong: string[] = [];
  const inGong = new Map<string, ReadonlyMap<string, Readonly<Record<string, unknown>>>>();
  for (const record of crm.records.values()) {
    const { type } = record;
    const objects = inGong.get(type) ?? gong.objects(type);
    inGong.set(type, objects);
    wrong.push(...differences(record, objects.get(record.id)), ...alternations(record, gong));
  }
  for (const [type, objects] of inGong)
    for (const id of objects.keys())
      if (!crm.records.has(id)) wrong.push(`${type} ${id} is in Gong and not in the CRM`);
  for (const [type, { pending, held, inFlight, rejected }] of Object.entries(ledgerCounts(db))) {
    if (pending + held + inFlight + rejected > 0)
      wrong.push(`${type}: ${pending} pending, ${held} held, ${inFlight} in flight, ${rejected} rejected`);
  }
  wrong.push(...checkCounts(db));
  return wrong;
}

function differences({ id, fields, gone }: CrmRecord, there: Readonly<Record<string, unknown>> | undefined): string[] {
  if (gone) return there === undefined ? [] : [`${id} is still in Gong`];
  if (there === undefined) return [`${id} is not in Gong`];
  return Object.entries(fields).flatMap(([name, value]) =>
    name === 'modifiedDate' || JSON.stringify(there[name] ?? null) === JSON.stringify(value)
      ? []
      : [`${id}.${name} is ${JSON.stringify(there[name])}, not ${JSON.stringify(value)}`],
  );
}

/** What was sent goes through the record's states in their order and never back; history carries dates of its own and is left out. */
function alternations({ type, id, words }: CrmRecord, gong: FakeGongControls): string[] {
  let newest = 0;
  let state = -1;
  for (const { deleted, fields } of gong.versions(type, id)) {
    const date = Date.parse(String(fields['modifiedDate']));
    if (deleted || date < newest) continue;
    newest = date;
    const at = words.indexOf(String(fields[WORD_FIELD[type]]));
    if (at < state) return [`${id} went back from its state ${state} to ${at}`];
    state = at;
  }
  return [];
}
