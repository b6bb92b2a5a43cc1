import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { FAULT_NAMES, FAULTS } from '../../worker/testing/faults.ts';
import type { SimulatedBrowser } from './browser.ts';
import type { System } from './system.ts';

/** Something that happens once, somewhere in the system. */
export type Happening = (system: System) => void | Promise<void>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const any = <T>({ random }: System, list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
const browserOf = (system: System): SimulatedBrowser => {
  const browser = any(system, system.browsers);
  if (browser === undefined) throw new RangeError('no browsers');
  return browser;
};
const recordOf = (system: System) =>
  any(
    system,
    [...system.crm.records.values()].filter(({ deleted }) => !deleted),
  );

/** What people and programs do when nothing goes wrong; how often beside each other. */
export const ORDINARY: Readonly<Record<string, readonly [weight: number, Happening]>> = {
  'a rep presses Sync': [3, (system) => browserOf(system).press(system.random() < 0.3 ? 'full-sync' : 'sync')],
  'a browser goes on': [12, (system) => browserOf(system).advance()],
  'a tab asks for a page': [25, async (system) => void (await browserOf(system).lease())],
  'a page comes back': [25, async (system) => void (await browserOf(system).answer())],
  'a browser works a while': [4, (system) => browserOf(system).work(2)],
  'a record is edited': [
    6,
    (system) => {
      const record = recordOf(system);
      if (record) system.crm.edit(record);
    },
  ],
  'a record is created': [2, (system) => system.crm.create(any(system, OBJECT_TYPES.slice(2)) ?? 'LEAD')],
  'a record is deleted': [
    2,
    (system) => {
      const record = any(system, [
        ...system.crm.live('LEAD'),
        ...system.crm.live('CONTACT'),
        ...system.crm.live('DEAL'),
      ]);
      if (record) record.deleted = true;
    },
  ],
  'a deleted record comes back': [
    1,
    (system) => {
      const record = any(
        system,
        [...system.crm.records.values()].filter(({ deleted }) => deleted),
      );
      if (!record) return;
      record.deleted = false;
      system.crm.edit(record);
    },
  ],
  'a right is taken or given': [
    2,
    (system) => {
      const { user } = browserOf(system);
      const record = any(system, [...system.crm.live('LEAD'), ...system.crm.live('CONTACT')]);
      if (record && !record.hiddenFrom.delete(user)) record.hiddenFrom.add(user);
    },
  ],
  'the Worker’s alarm rings': [10, ({ bridge, random }) => bridge.pass(Math.floor(random() * 5_000))],
  'time passes': [2, ({ bridge, random }) => bridge.pass(Math.floor(random() * 20 * MINUTE_MS))],
};

/** What goes wrong, beside everything that can go wrong between the Worker and Gong. */
const OWN_FAULTS: Readonly<Record<string, Happening>> = {
  'a browser dies while it goes on': (system) => {
    const browser = browserOf(system);
    return browser.dieDuring(() => browser.advance(), 1 + Math.floor(system.random() * 60));
  },
  'a browser dies while pages come back': (system) => {
    const browser = browserOf(system);
    return browser.dieDuring(
      async () => {
        await browser.lease();
        await browser.answer();
      },
      1 + Math.floor(system.random() * 30),
    );
  },
  'a tab is closed': (system) => browserOf(system).closeTab(),
  'a browser’s clock jumps': (system) => browserOf(system).setClock(Math.floor((system.random() - 0.5) * 3 * HOUR_MS)),
  'messages are lost, doubled and late': ({ network, random }) => {
    let left = 1 + Math.floor(random() * 6);
    network.weather = () => {
      left -= 1;
      if (left < 0) return 'good';
      return (['lost', 'answer-lost', 'doubled', 'late', 'good'] as const)[Math.floor(random() * 5)] ?? 'good';
    };
  },
  'late messages arrive': ({ network }) => network.deliverLate(),
  'the CRM fails': ({ crm, random }) => crm.fail(1 + Math.floor(random() * 4)),
  'the CRM asks to wait': ({ crm, random }) => crm.slowDown(Math.floor(random() * 10 * MINUTE_MS)),
  'a session expires': (system) => void system.crm.signedOut.add(browserOf(system).user),
  'a rep signs in': (system) => void system.crm.signedOut.delete(browserOf(system).user),
  'the profile changes': (system) => system.changeProfile(),
};

const GONG_FAULTS: Readonly<Record<string, Happening>> = Object.fromEntries(
  FAULT_NAMES.map((name) => [`Gong: ${name}`, (system: System) => FAULTS[name]?.(asScenario(system))]),
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
