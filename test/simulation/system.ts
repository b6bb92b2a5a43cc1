import type { CrmRules } from '../../extension/sweep/crm-rules.ts';
import { testRules } from '../../extension/testing/small-crm-rules.ts';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { hashSecret } from '../../worker/devices/secrets.ts';
import type { Db } from '../../worker/ledger/db.ts';
import { approveDeletions } from '../../worker/ledger/deletions.ts';
import { insertDevice, revokeDevice } from '../../worker/ledger/devices-table.ts';
import { retryHeld } from '../../worker/ledger/overview.ts';
import { putProfile } from '../../worker/ledger/profiles-table.ts';
import {
  type SimulatedBridge,
  type SimulatedClock,
  seededRandom,
  simulateBridge,
  simulatedClock,
} from '../../worker/testing/simulated-bridge.ts';
import { createFakeGong, type FakeGongControls } from '../fake-gong/fake.ts';
import { SimulatedBrowser } from './browser.ts';
import { HIDDEN, SimulatedCrm } from './crm.ts';
import { CrmWatch } from './crm-watch.ts';
import { Interleaving } from './interleaving.ts';
import { freshLedger } from './ledger.ts';
import { Network } from './network.ts';
import { Trace } from './trace.ts';
import { drawTraits, type Traits } from './traits.ts';
import { Witness } from './witness.ts';
import { workerDoor } from './worker.ts';

/** Calls to Gong in a day: enough for any seed, and quickly spent. */
export const DAILY_BUDGET = 400;
/** What is drawn aside is drawn from the seed after so many. */
const ASIDE = 47_000;
const REPS = ['anna', 'bert', 'cleo'] as const;

/** The whole system on one seed: a CRM, a browser for each rep, the network, the Worker's object, Gong. */
export interface System {
  readonly seed: number;
  readonly random: () => number;
  readonly clock: SimulatedClock;
  readonly traits: Traits;
  readonly trace: Trace;
  readonly interleaving: Interleaving;
  readonly crm: SimulatedCrm;
  readonly watch: CrmWatch;
  readonly witness: Witness;
  readonly browsers: readonly SimulatedBrowser[];
  readonly network: Network;
  readonly bridge: SimulatedBridge;
  readonly gong: FakeGongControls;
  readonly db: Db;
  /** A new version of the profile takes force. */
  changeProfile(): void;
  /** IT looks at what is held or stopped, and lets it go on. */
  decide(): void;
  /** IT takes a browser's token back. */
  revoke(browser: SimulatedBrowser): void;
  /** A browser that has lost its token gets another. */
  enrol(browser: SimulatedBrowser): Promise<void>;
  close(): Promise<void>;
}

/** @param given what is not left to the seed. */
export async function createSystem(seed: number, given: Partial<Traits> = {}): Promise<System> {
  const random = seededRandom(seed);
  const aside = seededRandom(seed + ASIDE);
  const traits = { ...drawTraits(random, aside), ...given };
  const clock = simulatedClock();
  const trace = new Trace();
  const note = trace.note.bind(trace);
  const interleaving = new Interleaving(random);
  const gong = createFakeGong({ clock, seed, processing: { pendingMs: 500, inProgressMs: 1500 } });
  const db = freshLedger();
  const bridge = simulateBridge({
    ...{ db, clock, gong, random, env: { GONG_DAILY_BUDGET: String(DAILY_BUDGET) } },
    asleep: () => interleaving.gate(),
    between: async (request, body, next) => {
      const response = await next(request).catch((error: Error) => error);
      const status = response instanceof Response ? response.status : response.message;
      note('gong', request.method, request.url, body.byteLength, status, clock.now());
      await interleaving.gate();
      if (response instanceof Response) return response;
      throw response;
    },
  });
  const crm = new SimulatedCrm(traits, random, clock.now);
  const reps = REPS.slice(0, traits.browsers);
  for (const { hiddenFrom } of traits.visibility === 'own' ? crm.live(...HIDDEN) : [])
    for (const rep of reps) if (aside() < traits.hidden) hiddenFrom.add(rep);
  const watch = new CrmWatch(traits);
  const witness = new Witness(crm, db);
  const network: Network = new Network(
    workerDoor(bridge, random, witness, () => network.late, note),
    bridge,
    interleaving,
  );
  let version = 0;
  let rules: CrmRules = testRules();
  const changeProfile = () => {
    // Refused, as whatever IT decides, while nothing can be written.
    if (bridge.storageIsFull()) return;
    version += 1;
    const name = `v${version}`;
    const { types, details, newestFirst, visibility, pace, tellsGone } = traits;
    rules = testRules({ version: name, types, details, newestFirst, visibility, pace });
    const facts = { name: 'Simulation', tellsGone, visibility, customFields: {} } as const;
    putProfile(db, { version: name, profile: { version: name }, facts }, clock.now());
    bridge.driver().profileChanged();
  };
  changeProfile();
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };
  const browsers = reps.map((rep) => {
    const pass = (ms: number) => clock.advance(ms);
    const parts = {
      crm,
      watch,
      witness,
      random,
      newId,
      interleaving,
      note,
      pass,
      now: clock.now,
      fetch: network.fetch,
    };
    return new SimulatedBrowser({ ...parts, rep, name: `simulation-${seed}-${rep}`, rules: () => rules });
  });
  let devices = 0;
  const enrol = async (browser: SimulatedBrowser) => {
    devices += 1;
    const deviceId = `d${devices}`;
    const token = `${deviceId}.${'t'.repeat(43)}`;
    const device = { deviceId, name: browser.rep, tokenHash: hashSecret(token), extensionVersion: '1' };
    insertDevice(db, device, clock.now());
    await browser.enrol(deviceId, token);
  };
  for (const browser of browsers) await enrol(browser);
  return {
    ...{ seed, random, clock, traits, trace, interleaving, crm, watch, witness, browsers, network, bridge, gong, db },
    ...{ changeProfile, enrol },
    decide() {
      if (bridge.storageIsFull()) return;
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
    revoke(browser) {
      revokeDevice(db, browser.deviceId, bridge.now());
      witness.forget(browser.deviceId);
    },
    close: async () => {
      for (const browser of browsers) await browser.close();
    },
  };
}
