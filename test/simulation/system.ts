import type { CrmRules } from '../../extension/sweep/crm-rules.ts';
import { testRules } from '../../extension/testing/small-crm-rules.ts';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { hashSecret } from '../../worker/devices/secrets.ts';
import { checkCounts } from '../../worker/ledger/counts.ts';
import type { Db } from '../../worker/ledger/db.ts';
import { approveDeletions } from '../../worker/ledger/deletions.ts';
import { insertDevice } from '../../worker/ledger/devices-table.ts';
import { migrate } from '../../worker/ledger/migrations.ts';
import { retryHeld } from '../../worker/ledger/overview.ts';
import { putProfile } from '../../worker/ledger/profiles-table.ts';
import { nodeDb } from '../../worker/testing/node-db.ts';
import {
  type SimulatedBridge,
  type SimulatedClock,
  seededRandom,
  simulateBridge,
  simulatedClock,
} from '../../worker/testing/simulated-bridge.ts';
import { createFakeGong, type FakeGongControls } from '../fake-gong/fake.ts';
import { SimulatedBrowser } from './browser.ts';
import { SimulatedCrm } from './crm.ts';
import { Network } from './network.ts';
import { workerDoor } from './worker.ts';

const REPS = ['anna', 'bert'] as const;

/** The whole system on one seed: a CRM, a browser for each rep, the network, the Worker's object, Gong. */
export interface System {
  readonly seed: number;
  readonly random: () => number;
  readonly clock: SimulatedClock;
  readonly crm: SimulatedCrm;
  readonly browsers: readonly SimulatedBrowser[];
  readonly network: Network;
  readonly bridge: SimulatedBridge;
  readonly gong: FakeGongControls;
  readonly db: Db;
  /** A new version of the profile takes force. */
  changeProfile(): void;
  /** IT looks at what is held or stopped, and lets it go on. */
  decide(): void;
  close(): Promise<void>;
}

export async function createSystem(seed: number): Promise<System> {
  const random = seededRandom(seed);
  const clock = simulatedClock();
  const gong = createFakeGong({ clock, seed, processing: { pendingMs: 500, inProgressMs: 1500 } });
  const db = nodeDb();
  migrate(db);
  const bridge = simulateBridge({ db, clock, gong, random });
  const network = new Network(workerDoor(bridge, random));
  const crm = new SimulatedCrm(random, clock.now);
  let version = 0;
  let rules: CrmRules = testRules();
  const changeProfile = () => {
    version += 1;
    const name = `v${version}`;
    rules = testRules({ version: name });
    const facts = { name: 'Simulation', tellsGone: true, visibility: 'own', customFields: {} } as const;
    putProfile(db, { version: name, profile: { version: name }, facts }, clock.now());
    bridge.driver().profileChanged();
  };
  changeProfile();
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };
  const browsers = REPS.map((user, index) => {
    const deviceId = `d${index + 1}`;
    const token = `${deviceId}.${'t'.repeat(43)}`;
    const device = { deviceId, name: user, tokenHash: hashSecret(token), extensionVersion: '1' };
    insertDevice(db, device, clock.now());
    const name = `simulation-${seed}-${user}`;
    return new SimulatedBrowser({
      ...{ name, user, token, crm, random, newId },
      rules: () => rules,
      fetch: network.fetch,
      now: clock.now,
    });
  });
  for (const browser of browsers) await browser.enrol();
  return {
    ...{ seed, random, clock, crm, browsers, network, bridge, gong, db, changeProfile },
    decide() {
      for (const [number, type] of OBJECT_TYPES.entries()) {
        approveDeletions(db, number, null);
        retryHeld(db, type);
        bridge.driver().restartType(number);
      }
      const code = bridge.driver().visibleTrouble()?.code;
      const listed = gong.integration();
      if (code === 'gong-integration-gone') bridge.driver().decideIntegration(null);
      if (code === 'gong-other-integration' && listed) bridge.driver().decideIntegration(listed);
    },
    close: async () => {
      for (const browser of browsers) await browser.close();
    },
  };
}

/** What must hold after every step. One sentence each; none is right. */
export function wrongNow({ db, crm, gong, bridge }: System): string[] {
  const rules = gong
    .violations()
    // A Retry-After whose answer came to a dying process is known to nobody.
    .filter(({ rule }) => rule !== 'retry-after-ignored' || bridge.answersLost() === 0)
    .map(({ rule, detail, objectId }) => `rule of Gong's broken: ${rule} ${detail} ${objectId ?? ''}`);
  return [...checkCounts(db), ...crm.misbehaviour, ...rules];
}
