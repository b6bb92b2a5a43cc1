import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { type Details, explain } from '../../shared/errors/coded-error.ts';
import type { CommandMessage, CommandName, CommandReply, Commands } from '../messaging/commands.ts';
import { DEFAULT_SETTINGS } from '../settings/local-settings.ts';
import { agreedAt, keepConsent } from '../store/consent.ts';
import { eraseEverything, readFact, writeFact } from '../store/database.ts';
import { noteSeen } from '../store/notices.ts';
import { clearTrouble } from '../store/trouble.ts';
import { wantAgain } from '../sweep/read-again.ts';
import { syncState } from '../sync/result.ts';
import { pressSync } from '../sync/sync-run.ts';
import type { Bridge } from './bridge.ts';
import { enrol } from './enrolment.ts';

type Handler<N extends CommandName> = (
  bridge: Bridge,
  parameters: Commands[N]['parameters'],
) => Promise<CommandReply<N>>;

const ok = <T>(value: T) => ({ ok: true, value }) as const;
const refused = (code: ErrorCode, details: Details = {}) => ({ ok: false, error: explain(code, details) }) as const;

async function sync(bridge: Bridge, kind: 'sync' | 'full-sync') {
  if ((await readFact(bridge.db, 'device')) === undefined) return refused('not-enrolled');
  if ((await agreedAt(bridge.db)) === null) return refused('consent-missing');
  await writeFact(bridge.db, 'paused', false);
  const syncId = await pressSync(bridge.engine, kind);
  bridge.kick();
  return ok({ syncId });
}

async function readAgain(bridge: Bridge, key: string) {
  const { db } = bridge;
  if ((await agreedAt(db)) === null) return refused('consent-missing');
  const rules = await bridge.profile.rules();
  const row = await db.records.get(key);
  if (rules === null || row === undefined) return refused('no-profile');
  const [missing] = await bridge.lookAtPermissions();
  if (missing !== undefined) return refused('no-host-permission', { origin: missing });
  const pages = await wantAgain(db, rules, row, bridge.now());
  if (pages === 0) return refused('record-has-no-page');
  // The press is a visit, and what stood in the way before it may be over.
  await writeFact(db, 'lastVisitAt', bridge.now());
  await writeFact(db, 'paused', false);
  await clearTrouble(db, 'trouble-crm');
  bridge.kick();
  return ok({ pages });
}

async function agree<T>(bridge: Bridge, value: T) {
  const device = await readFact(bridge.db, 'device');
  if (device) await keepConsent(bridge.db, device.workerOrigin, bridge.now());
  bridge.kick();
  return ok(value);
}

const HANDLERS: { readonly [N in CommandName]: Handler<N> } = {
  sync: (bridge) => sync(bridge, 'sync'),
  'full-sync': (bridge) => sync(bridge, 'full-sync'),
  result: async (bridge, { syncId }) => ok(await syncState(bridge.db, syncId, bridge.now())),
  status: async (bridge) => {
    const overview = await bridge.overview();
    await noteSeen(bridge.db);
    return ok(overview);
  },
  // The press that connects agrees to what the form says above the button.
  enrol: async (bridge, parameters) => {
    const reply = await enrol(bridge, parameters);
    return reply.ok ? agree(bridge, reply.value) : reply;
  },
  agree: async (bridge) => {
    if ((await readFact(bridge.db, 'device')) === undefined) return refused('not-enrolled');
    return agree(bridge, null);
  },
  granted: async (bridge) => {
    const missingOrigins = await bridge.lookAtPermissions();
    bridge.kick();
    return ok({ missingOrigins });
  },
  'read-again': (bridge, { key }) => readAgain(bridge, key),
  story: async (bridge, object) => {
    const reply = await bridge.engine.link.call((client) => client.story(object));
    if (reply === null) return refused('not-enrolled');
    if (reply.ok) return ok(reply.value);
    return reply.error.code === 'not-found' ? ok(null) : { ok: false, error: reply.error };
  },
  pause: async (bridge) => {
    await writeFact(bridge.db, 'paused', true);
    return ok(null);
  },
  resume: async (bridge) => {
    await writeFact(bridge.db, 'paused', false);
    bridge.kick();
    return ok(null);
  },
  'save-settings': async (bridge, { settings }) => {
    const known = await readFact(bridge.db, 'settings');
    await writeFact(bridge.db, 'settings', { ...DEFAULT_SETTINGS, ...known, ...settings });
    return ok(null);
  },
  'forget-everything': async (bridge) => {
    await eraseEverything(bridge.db);
    await bridge.browser.register([]);
    await bridge.browser.keepGlance(null);
    bridge.kick();
    return ok(null);
  },
};

/** Carries out a command of one of the extension's own pages. */
export function runCommand<N extends CommandName>(
  bridge: Bridge,
  message: CommandMessage<N>,
): Promise<CommandReply<N>> {
  const handler = HANDLERS[message.name] as Handler<N>;
  return handler(bridge, message.parameters);
}
