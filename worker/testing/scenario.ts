import { OBJECT_TYPES, type ObjectType, perType } from '../../shared/objects/object-type.ts';
import type { FieldValue, Reading } from '../../shared/protocol/reading.ts';
import { createFakeGong, type FakeGongControls } from '../../test/fake-gong/fake.ts';
import { checkCounts, ledgerCounts } from '../ledger/counts.ts';
import type { Db } from '../ledger/db.ts';
import { approveDeletions } from '../ledger/deletions.ts';
import { takeBatch } from '../ledger/intake.ts';
import { retryHeld } from '../ledger/overview.ts';
import { putProfile } from '../ledger/profiles-table.ts';
import { takeSweep } from '../ledger/sweeps.ts';
import { oddGong } from './odd-gong.ts';
import { type SimulatedBridge, seededRandom, simulateBridge, simulatedClock } from './simulated-bridge.ts';

interface CrmRecord {
  readonly type: ObjectType;
  readonly id: string;
  fields: Record<string, FieldValue>;
  gone: boolean;
}

export interface ScenarioSettings {
  readonly db: Db;
  readonly seed: number;
  /** Records beside the 8 users and 6 stages. */
  readonly size: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A Gong that answers otherwise than ours, wherever the sources leave room. */
  readonly odd?: boolean;
}

export interface Scenario {
  readonly gong: FakeGongControls;
  readonly bridge: SimulatedBridge;
  readonly random: () => number;
  /** Changes `n` records in the CRM; some that were gone return. */
  edit(n: number): void;
  /** Deletes a record in the CRM, and a complete sweep with its page proves it. */
  remove(type: ObjectType): void;
  /** Sends what has changed since the last time. */
  send(): void;
  /** Ends all faults, sends what is left, lets everything come to rest and compares. Answers what is wrong; nothing is right. */
  finish(): Promise<string[]>;
}

const LETTERS = perType((type) => type.slice(0, 2).toLowerCase());
const FACTS = {
  name: 'Scenario',
  tellsGone: true,
  visibility: 'shared',
  customFields: { DEAL: [{ uniqueName: 'region', label: 'Region', type: 'STRING' }] },
} as const;
const VIEW = { viewId: 'v', crmUser: null };
const HOUR_MS = 3600_000;

/** A CRM that changes, the bridge, and a strict Gong, all on one seeded clock. The device with number 1 must be in the ledger. */
export function createScenario({ db, seed, size, env = {}, odd: isOdd = false }: ScenarioSettings): Scenario {
  const random = seededRandom(seed);
  const int = (below: number) => Math.floor(random() * below);
  const clock = simulatedClock();
  const odd = isOdd ? oddGong(seededRandom(seed + 1_000_000), clock) : null;
  const gong = createFakeGong({ clock, seed, processing: { pendingMs: 1000, inProgressMs: 3000 }, ...odd?.options });
  const between = odd === null ? {} : { between: odd.exchange };
  const bridge = simulateBridge({ db, clock, gong, random, env: { ...env, ...odd?.env }, ...between });
  putProfile(db, { version: 'p1', profile: {}, facts: FACTS }, clock.now());
  const sizes = {
    BUSINESS_USER: 8,
    STAGE: 6,
    ACCOUNT: Math.ceil(size * 0.2),
    CONTACT: Math.ceil(size * 0.4),
    DEAL: Math.ceil(size * 0.25),
    LEAD: Math.ceil(size * 0.15),
  };
  const crm = new Map<string, CrmRecord>();
  let dirty = new Set<string>();
  let batches = 0;

  const iso = () => new Date(clock.now()).toISOString();
  const uuid = () => {
    batches += 1;
    return `00000000-0000-4000-9000-${String(batches).padStart(12, '0')}`;
  };
  const ref = (type: ObjectType) => `${LETTERS[type]}${int(sizes[type])}`;

  function fieldsOf(type: ObjectType, i: number): Record<string, FieldValue> {
    const modifiedDate = new Date(Math.floor(clock.now() / 1000) * 1000 - 1000).toISOString();
    const word = String(int(1_000_000));
    switch (type) {
      case 'BUSINESS_USER':
        return { modifiedDate, emailAddress: `u${i}.${word}@x.example` };
      case 'STAGE':
        return { modifiedDate, name: `Stage ${word}`, sortOrder: i + 1 };
      case 'ACCOUNT':
        return { modifiedDate, name: `Account ${word}`, domains: [`d${word}.example`] };
      case 'CONTACT':
        return { modifiedDate, firstName: word, accountId: ref('ACCOUNT') };
      case 'DEAL':
        return {
          modifiedDate,
          name: `Deal ${word}`,
          accountId: ref('ACCOUNT'),
          ownerId: ref('BUSINESS_USER'),
          stage: ref('STAGE'),
          amount: int(1000),
          region: `r${int(4)}`,
          closeDate: random() < 0.2 ? null : '2026-05-01',
        };
      case 'LEAD':
        return { modifiedDate, firstName: word };
    }
  }

  for (const type of OBJECT_TYPES) {
    for (let i = 0; i < sizes[type]; i += 1) {
      const id = `${LETTERS[type]}${i}`;
      crm.set(id, { type, id, fields: fieldsOf(type, i), gone: false });
      dirty.add(id);
    }
  }

  function take(readings: Reading[]): void {
    for (let start = 0; start < readings.length; start += 500) {
      const part = readings.slice(start, start + 500);
      const batch = { batchId: uuid(), syncId: null, view: VIEW, profileVersion: 'p1', readings: part };
      const context = { now: clock.now(), deviceNo: 1, tellsGone: () => true };
      takeBatch(db, batch, context);
      // The answer was lost: the extension sends it again.
      if (random() < 0.1) takeBatch(db, batch, context);
    }
    bridge.driver().noteWork();
  }

  const reading = ({ type, id, fields, gone }: CrmRecord): Reading => ({
    objectType: type,
    objectId: id,
    presence: gone ? 'gone' : 'present',
    fields: gone ? {} : fields,
    problems: [],
    readAt: iso(),
  });

  function send(): void {
    const list = [...dirty].flatMap((id) => crm.get(id) ?? []);
    dirty = new Set();
    if (list.length > 0) take(list.map(reading));
  }

  return {
    gong,
    bridge,
    random,
    send,
    edit(n) {
      const list = [...crm.values()];
      for (let k = 0; k < n; k += 1) {
        const record = list[int(list.length)];
        if (record === undefined || (record.gone && random() < 0.7)) continue;
        record.gone = false;
        record.fields = fieldsOf(record.type, int(sizes[record.type]));
        dirty.add(record.id);
      }
    },
    remove(type) {
      const live = [...crm.values()].filter((record) => record.type === type && !record.gone);
      const record = live[int(live.length)];
      if (record === undefined) return;
      record.gone = true;
      dirty.delete(record.id);
      clock.advance(10);
      const { nominated } = takeSweep(
        db,
        {
          sweepId: uuid(),
          syncId: null,
          view: VIEW,
          profileVersion: 'p1',
          objectType: type,
          startedAt: iso(),
          finishedAt: iso(),
          part: 0,
          parts: 1,
          objectIds: live.filter((other) => other !== record).map(({ id }) => id),
        },
        { now: clock.now(), deviceNo: 1, profileVersion: 'p1', visibility: () => 'shared', tellsGone: () => true },
      );
      const gone = nominated.flatMap(({ objectId }) => crm.get(objectId) ?? []).filter((found) => found.gone);
      if (gone.length > 0) take(gone.map(reading));
    },
    async finish() {
      gong.clearFaults();
      odd?.calm();
      send();
      // IT looks at what is held: deletions are meant, and what Gong had counted wrongly goes again.
      for (const [number, type] of OBJECT_TYPES.entries()) {
        approveDeletions(db, number, null);
        retryHeld(db, type);
      }
      bridge.driver().noteWork();
      bridge.driver().press();
      let rested = await bridge.rest(4 * HOUR_MS);
      for (let tries = 0; tries < 5 && (!rested || bridge.driver().currentTrouble() !== null); tries += 1) {
        bridge.driver().press();
        rested = await bridge.rest(4 * HOUR_MS);
      }
      const wrong: string[] = [];
      if (!rested) wrong.push(`it did not come to rest: ${bridge.driver().currentTrouble()?.code ?? 'no trouble'}`);
      for (const record of crm.values()) wrong.push(...differences(record, gong));
      for (const [type, { pending, held, inFlight, rejected }] of Object.entries(ledgerCounts(db))) {
        if (pending + held + inFlight + rejected > 0)
          wrong.push(`${type}: ${pending} pending, ${held} held, ${inFlight} in flight, ${rejected} rejected`);
      }
      wrong.push(...checkCounts(db));
      for (const { rule, detail, objectId } of gong.violations()) {
        // A limit that is lower than Gong's own is not known before it is met.
        if (rule === 'rate-exceeded' && odd?.lowersLimit === true) continue;
        wrong.push(`rule broken: ${rule} ${detail} ${objectId ?? ''}`);
      }
      for (const sentence of odd?.audit.broken() ?? []) wrong.push(`second audit: ${sentence}`);
      if (wrong.length > 0 && odd !== null) wrong.push(`odd: ${odd.oddities.join(', ')}`);
      return wrong;
    },
  };
}

function differences({ type, id, fields, gone }: CrmRecord, gong: FakeGongControls): string[] {
  const there = gong.objects(type).get(id);
  if (gone) return there === undefined ? [] : [`${id} is still in Gong`];
  if (there === undefined) return [`${id} is not in Gong`];
  return Object.entries(fields).flatMap(([name, value]) =>
    name === 'modifiedDate' || JSON.stringify(there[name] ?? null) === JSON.stringify(value)
      ? []
      : [`${id}.${name} is ${JSON.stringify(there[name])}, not ${JSON.stringify(value)}`],
  );
}
