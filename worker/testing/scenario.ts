import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import type { Reading } from '../../shared/protocol/reading.ts';
import { createFakeGong, type FakeGongControls } from '../../test/fake-gong/fake.ts';
import type { Db } from '../ledger/db.ts';
import { approveDeletions } from '../ledger/deletions.ts';
import { takeBatch } from '../ledger/intake.ts';
import { listRejected, retryHeld } from '../ledger/overview.ts';
import { putProfile } from '../ledger/profiles-table.ts';
import { takeSweep } from '../ledger/sweeps.ts';
import { oddGong } from './odd-gong.ts';
import { wrongAtTheEnd } from './scenario-checks.ts';
import { scenarioCrm, VIEWS, type View } from './scenario-crm.ts';
import { type SimulatedBridge, seededRandom, simulateBridge, simulatedClock } from './simulated-bridge.ts';

export interface ScenarioSettings {
  readonly db: Db;
  readonly seed: number;
  /** Records beside the 8 users and 6 stages. */
  readonly size: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A Gong that answers otherwise than ours, wherever the sources leave room. */
  readonly odd?: boolean;
  /** How many views read, at most five; default one. */
  readonly views?: number;
}

export interface Scenario {
  readonly db: Db;
  readonly gong: FakeGongControls;
  readonly bridge: SimulatedBridge;
  readonly random: () => number;
  /** Records beside the users and stages. */
  readonly records: number;
  /** Changes `n` records in the CRM; some that were gone return. */
  edit(n: number): void;
  /** Deletes a record in the CRM, and a complete sweep with its page proves it. */
  remove(type: ObjectType): void;
  /** Each view reads what has changed, or a part of it, and sends it, now or later. */
  send(): void;
  /** IT looks at what is stopped or held, and lets it go on. */
  decide(): void;
  /** Ends all faults, sends what is left, lets everything come to rest and compares. Answers what is wrong; nothing is right. */
  finish(): Promise<string[]>;
}

const FACTS = {
  name: 'Scenario',
  tellsGone: true,
  visibility: 'shared',
  customFields: { DEAL: [{ uniqueName: 'region', label: 'Region', type: 'STRING' }] },
} as const;
const HOUR_MS = 3600_000;

/** A CRM that changes, the bridge, and a strict Gong, all on one seeded clock. */
export function createScenario(settings: ScenarioSettings): Scenario {
  const { db, seed, size, env = {} } = settings;
  const random = seededRandom(seed);
  const clock = simulatedClock();
  const odd = settings.odd === true ? oddGong(seededRandom(seed + 1_000_000), clock) : null;
  const gong = createFakeGong({ clock, seed, processing: { pendingMs: 1000, inProgressMs: 3000 }, ...odd?.options });
  const between = odd === null ? {} : { between: odd.exchange };
  const bridge = simulateBridge({ db, clock, gong, random, env: { ...env, ...odd?.env }, ...between });
  putProfile(db, { version: 'p1', profile: {}, facts: FACTS }, clock.now());
  const crm = scenarioCrm(size, random, clock.now);
  const [first, ...others] = VIEWS.slice(0, settings.views ?? 1) as [View, ...View[]];
  /** What the first view has not sent since it changed. */
  let dirty = new Set(crm.records.keys());
  /** What each of the other views has read at some time. */
  const read = new Map(others.map((view) => [view, new Set<string>()]));
  /** Readings that a browser has not been able to send yet, oldest first. */
  const outboxes = new Map(VIEWS.map((view): [View, Reading[]] => [view, []]));
  let batches = 0;

  const uuid = () => {
    batches += 1;
    return `00000000-0000-4000-9000-${String(batches).padStart(12, '0')}`;
  };

  /** A browser sends its outbox; what the Worker could not take stays in it. */
  function flush(view: View): void {
    const outbox = outboxes.get(view) ?? [];
    while (outbox.length > 0) {
      const readings = outbox.slice(0, 500);
      const batch = {
        batchId: uuid(),
        syncId: null,
        view: { viewId: view.id, crmUser: null },
        profileVersion: 'p1',
        readings,
      };
      const context = { now: bridge.now(), deviceNo: view.deviceNo, tellsGone: () => true };
      try {
        takeBatch(db, batch, context);
        // The answer was lost: the extension sends it again.
        if (random() < 0.1) takeBatch(db, batch, context);
        bridge.driver().noteWork();
      } catch {
        return;
      }
      outbox.splice(0, readings.length);
    }
  }

  function readBy(view: View, ids: Iterable<string>): void {
    const outbox = outboxes.get(view) ?? [];
    for (const id of ids) {
      const record = crm.records.get(id);
      if (record === undefined || (record.gone && view !== first)) continue;
      outbox.push(crm.reading(view, record));
      read.get(view)?.add(id);
    }
    outboxes.set(view, outbox);
  }

  function send(): void {
    for (const view of others) {
      readBy(
        view,
        [...dirty].filter(() => random() < 0.4),
      );
      if (random() < 0.6) flush(view);
    }
    readBy(first, dirty);
    dirty = new Set();
    flush(first);
  }

  /** Everybody reads again what they have read before; the first view reads everything that it has not. */
  function readAll(): void {
    for (const view of others) {
      flush(view);
      readBy(view, read.get(view) ?? []);
      flush(view);
    }
    readBy(first, dirty);
    dirty = new Set();
    flush(first);
  }

  /** IT looks at what is held: deletions are meant, what Gong counted wrongly or rejected too often goes again. */
  function decide(): void {
    for (const [number, type] of OBJECT_TYPES.entries()) {
      approveDeletions(db, number, null);
      retryHeld(db, type);
      bridge.driver().restartType(number);
    }
    const code = bridge.driver().visibleTrouble()?.code;
    const listed = gong.integration();
    if (code === 'gong-integration-gone') bridge.driver().decideIntegration(null);
    if (code === 'gong-other-integration' && listed) bridge.driver().decideIntegration(listed);
  }

  return {
    db,
    gong,
    bridge,
    random,
    records: size,
    send,
    decide,
    edit(n) {
      for (let k = 0; k < n; k += 1) {
        const record = crm.any();
        if (record === undefined || (record.gone && random() < 0.7)) continue;
        crm.edit(record);
        dirty.add(record.id);
      }
    },
    remove(type) {
      const live = crm.live(type);
      const record = live[Math.floor(random() * live.length)];
      if (record === undefined) return;
      for (const view of VIEWS) flush(view);
      if ([...outboxes.values()].some((outbox) => outbox.length > 0)) return;
      record.gone = true;
      dirty.delete(record.id);
      for (const ids of read.values()) ids.delete(record.id);
      clock.advance(10);
      const at = new Date(clock.now()).toISOString();
      const { nominated } = takeSweep(
        db,
        {
          sweepId: uuid(),
          syncId: null,
          view: { viewId: first.id, crmUser: null },
          profileVersion: 'p1',
          objectType: type,
          startedAt: at,
          finishedAt: at,
          part: 0,
          parts: 1,
          objectIds: live.filter((other) => other !== record).map(({ id }) => id),
        },
        {
          now: bridge.now(),
          deviceNo: first.deviceNo,
          profileVersion: 'p1',
          visibility: () => 'shared',
          tellsGone: () => true,
        },
      );
      readBy(
        first,
        nominated.map(({ objectId }) => objectId).filter((id) => crm.records.get(id)?.gone === true),
      );
      flush(first);
    },
    async finish() {
      gong.clearFaults();
      odd?.calm();
      bridge.endFaults();
      readAll();
      let rested = false;
      for (let tries = 0; tries < 8; tries += 1) {
        decide();
        // The CRM's owner corrects what was rejected.
        for (const { objectId } of listRejected(db, 10_000)) {
          const record = crm.records.get(objectId);
          if (record === undefined) continue;
          crm.edit(record);
          dirty.add(objectId);
        }
        readAll();
        bridge.driver().noteWork();
        bridge.driver().press();
        rested = await bridge.rest(30 * HOUR_MS);
        const clear = bridge.driver().visibleTrouble() === null && listRejected(db, 1).length === 0;
        if (rested && clear && tries > 0) break;
      }
      const wrong = wrongAtTheEnd(db, crm, gong);
      if (!rested) wrong.unshift(`it did not come to rest: ${bridge.driver().currentTrouble()?.code ?? 'no trouble'}`);
      for (const { rule, detail, objectId } of gong.violations()) {
        // A limit that is lower than Gong's own is not known before it is met.
        if (rule === 'rate-exceeded' && odd?.lowersLimit === true) continue;
        // Nor is a Retry-After whose answer came to a dying process.
        if (rule === 'retry-after-ignored' && bridge.answersLost() > 0) continue;
        wrong.push(`rule broken: ${rule} ${detail} ${objectId ?? ''}`);
      }
      for (const sentence of odd?.audit.broken() ?? []) wrong.push(`second audit: ${sentence}`);
      if (wrong.length > 0 && odd !== null) wrong.push(`odd: ${odd.oddities.join(', ')}`);
      return wrong;
    },
  };
}
