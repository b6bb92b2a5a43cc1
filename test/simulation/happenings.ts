import type { ObjectType } from '../../shared/objects/object-type.ts';
import { startCall } from '../../worker/ledger/calls-table.ts';
import { FAULT_NAMES, FAULTS } from '../../worker/testing/faults.ts';
import type { SimulatedBrowser } from './browser.ts';
import type { Mishap, SimulatedRecord } from './crm.ts';
import { HIDDEN } from './crm.ts';
import { DAILY_BUDGET, type System } from './system.ts';

/** Something that begins, somewhere in the system; it goes on beside everything else. */
export type Happening = (system: System) => void;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const any = <T>({ random }: System, list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
const browserOf = (system: System): SimulatedBrowser => {
  const browser = any(system, system.browsers);
  if (browser === undefined) throw new RangeError('no browsers');
  return browser;
};
/** Does something to one of the records of these types, if there is one. */
const withRecord =
  (types: readonly ObjectType[] | null, live: boolean, work: (system: System, record: SimulatedRecord) => void) =>
  (system: System) => {
    const wanted = types ?? system.traits.types;
    const list = [...system.crm.records.values()].filter(
      ({ type, deleted }) => wanted.includes(type) && deleted !== live,
    );
    const record = any(system, list);
    if (record) work(system, record);
  };
const DELETED: readonly ObjectType[] = ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'];

/** Lets time pass for everybody; the Worker's alarm rings in it when it is due. While a call is under way, no more than a call may take. */
function pass(system: System, ms: number): void {
  const { interleaving, bridge, clock } = system;
  if (interleaving.busy('Worker')) clock.advance(Math.min(ms, 5 * SECOND_MS));
  else interleaving.start('Worker', () => bridge.pass(ms));
}

/** What people and programs do when nothing goes wrong; how often beside each other. */
export const ORDINARY: Readonly<Record<string, readonly [weight: number, Happening]>> = {
  'a rep presses Sync': [5, (system) => browserOf(system).press(system.random() < 0.3 ? 'full-sync' : 'sync')],
  'a browser goes on': [18, (system) => browserOf(system).advance()],
  'a tab asks for a page': [22, (system) => browserOf(system).lease()],
  'a page comes back': [22, (system) => browserOf(system).answer()],
  'a browser works a while': [8, (system) => browserOf(system).workAWhile()],
  'a rep opens a record': [4, withRecord(null, true, (system, record) => browserOf(system).capture(record))],
  'a rep visits the CRM': [2, (system) => browserOf(system).visit()],
  'a record is edited': [7, withRecord(null, true, ({ crm }, record) => crm.edit(record))],
  'a record is created': [2, (system) => system.crm.create(any(system, system.traits.types) ?? 'LEAD')],
  'a record is deleted': [3, withRecord(DELETED, true, ({ crm }, record) => crm.remove(record))],
  'a deleted record comes back': [1, withRecord(DELETED, false, ({ crm }, record) => crm.show(record, null))],
  'a right is taken or given': [
    5,
    withRecord(HIDDEN, true, (system, record) => {
      const { rep } = browserOf(system);
      if (record.hiddenFrom.has(rep)) system.crm.show(record, rep);
      // Where all see all, nobody's rights differ.
      else if (system.traits.visibility === 'own') system.crm.hide(record, rep);
    }),
  ],
  'the Worker’s alarm rings': [14, (system) => pass(system, Math.floor(system.random() * 5 * SECOND_MS))],
  'time passes': [2, (system) => pass(system, Math.floor(system.random() * 20 * MINUTE_MS))],
  'a rep signs in': [3, ({ crm }) => crm.signedOut.clear()],
  'late messages arrive': [
    2,
    ({ network, interleaving }) => interleaving.start('late messages', () => network.deliverLate()),
  ],
  'IT looks at what waits': [1, (system) => system.decide()],
  'a browser gets a token again': [
    3,
    (system) => {
      const browser = browserOf(system);
      browser.getToken(() => system.enrol(browser));
    },
  ],
  'room is made on the disks': [
    2,
    ({ browsers }) => {
      for (const { disk } of browsers) disk.full = false;
    },
  ],
};

const MISHAPS: readonly Mishap[] = ['status 500', 'status 429', 'network', 'blocked', 'unproven'];

/** What goes wrong, beside everything that can go wrong between the Worker and Gong. */
const OWN_FAULTS: Readonly<Record<string, Happening>> = {
  'a background process dies': (system) => browserOf(system).dieIn(1 + Math.floor(system.random() * 80), 'extension'),
  'a browser dies': (system) => browserOf(system).dieIn(1 + Math.floor(system.random() * 80), 'browser'),
  'a tab is closed': (system) => browserOf(system).closeTab(),
  'a browser’s disk is full': (system) => {
    browserOf(system).disk.full = true;
  },
  'a browser’s clock jumps': (system) => browserOf(system).setClock(Math.floor((system.random() - 0.5) * 3 * HOUR_MS)),
  // Forwards only while nothing is to be waited for: what it has waited it knows by its clock alone.
  'the Worker’s clock jumps': ({ bridge, random, interleaving, gong, clock }) => {
    const lately = clock.now() - (gong.calls().at(-1)?.at ?? 0) < 5 * SECOND_MS;
    const waits = lately || interleaving.busy('Worker') || bridge.driver().currentTrouble() !== null;
    bridge.setClock(Math.floor((random() - (waits ? 1 : 0.5)) * HOUR_MS));
  },
  'the Worker’s object is evicted': ({ bridge }) => bridge.kill(),
  'messages are lost, doubled and late': ({ network, random }) => {
    let left = 1 + Math.floor(random() * 6);
    network.weather = () => {
      left -= 1;
      if (left < 0) return 'good';
      return (['lost', 'answer-lost', 'doubled', 'late', 'good'] as const)[Math.floor(random() * 5)] ?? 'good';
    };
  },
  'the CRM fails': (system) => {
    const mishap = any(system, MISHAPS) ?? 'network';
    system.crm.fail(...Array.from({ length: 1 + Math.floor(system.random() * 3) }, () => mishap));
  },
  'lists come cut short': ({ crm, random }) => crm.cutLists(1 + Math.floor(random() * 12)),
  'the CRM asks to wait': ({ crm, random }) => crm.slowDown(Math.floor(random() * 10 * MINUTE_MS)),
  'a session expires': (system) => void system.crm.signedOut.add(browserOf(system).user),
  'somebody else signs in': (system) => {
    const browser = browserOf(system);
    browser.user = any(system, system.browsers)?.rep ?? browser.rep;
  },
  'the profile changes': (system) => system.changeProfile(),
  'the policy changes': (system) => {
    const policies = [{}, { quietHours: '0-24' }, { quietHours: '22-6' }, { capture: false }, { quietHours: 7 }];
    browserOf(system).setPolicy(any(system, policies) ?? {});
  },
  'a browser is revoked': (system) => system.revoke(browserOf(system)),
  'Gong asks to wait': ({ gong, random }) =>
    gong.failNext(1 + Math.floor(random() * 3), 429, { retryAfter: 5 + Math.floor(random() * 300) }),
  'the day’s calls are spent': ({ db, bridge }) => {
    for (let n = 0; n < DAILY_BUDGET; n += 1) startCall(db, 'earlier', null, bridge.now() - 23 * HOUR_MS);
  },
};

const GONG_FAULTS: Readonly<Record<string, Happening>> = Object.fromEntries(
  FAULT_NAMES.filter((name) => name !== 'a spent budget').map((name) => [
    `Gong: ${name}`,
    (system: System) => {
      // Where time has to pass for it, the Worker does not stand still meanwhile.
      const work = async () => FAULTS[name]?.(asScenario(system));
      system.interleaving.start('Worker', work);
    },
  ]),
);

export const FAULT_HAPPENINGS: Readonly<Record<string, Happening>> = { ...OWN_FAULTS, ...GONG_FAULTS };

/** The bridge's own faults know the Worker's side only. */
function asScenario({ db, gong, bridge, random, decide }: System) {
  const nothing = () => undefined;
  return {
    db,
    gong,
    bridge,
    random,
    decide,
    records: 0,
    edit: nothing,
    remove: nothing,
    send: nothing,
    finish: async () => [],
  };
}
