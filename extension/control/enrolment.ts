import { explain } from '../../shared/errors/coded-error.ts';
import type { CommandReply, Commands } from '../messaging/commands.ts';
import { webOrigin } from '../settings/managed-settings.ts';
import { eraseEverything, readFact, writeFact } from '../store/database.ts';
import { fetchProfile } from '../sync/profile-fetch.ts';
import { WorkerClient } from '../sync/worker-client.ts';
import type { Bridge } from './bridge.ts';

/** Connects this browser to a Worker: proves that it is one, trades the code for a token, fetches the profile. */
export async function enrol(
  bridge: Bridge,
  { address, code, deviceName }: Commands['enrol']['parameters'],
): Promise<CommandReply<'enrol'>> {
  const { workerAddress, enrolmentKey } = await bridge.managed();
  const origin = webOrigin(workerAddress ?? address);
  if (origin === null) return { ok: false, error: explain('worker-address-invalid', { address }) };
  if ((await bridge.browser.missingOrigins([origin])).length > 0) {
    return { ok: false, error: explain('no-host-permission', { origin }) };
  }
  const client = new WorkerClient({ workerOrigin: origin, token: null }, bridge.fetch);
  const about = await client.about();
  if (!about.ok) return { ok: false, error: about.error };
  const reply = await client.enrol(code.trim() || (enrolmentKey ?? ''), deviceName, bridge.extensionVersion);
  if (!reply.ok) return { ok: false, error: reply.error };
  const former = await readFact(bridge.db, 'device');
  // What was read for one company never goes to another's Worker.
  if (former !== undefined && former.workerOrigin !== origin) await eraseEverything(bridge.db);
  const { deviceId, token, companyName } = reply.value;
  await writeFact(bridge.db, 'device', {
    workerOrigin: origin,
    deviceId,
    token,
    companyName,
    enrolledAt: bridge.now(),
  });
  await bridge.engine.link.retryNow();
  await fetchProfile(bridge.db, bridge.engine.link, bridge.engine.checkProfile, bridge.now());
  const missingOrigins = await bridge.lookAtPermissions();
  bridge.kick();
  return { ok: true, value: { companyName, missingOrigins } };
}

/** A browser whose policy names the Worker and a code enrols by itself; a refusal is tried again at the next start. */
export async function enrolByPolicy(bridge: Bridge): Promise<void> {
  const { workerAddress, enrolmentKey } = await bridge.managed();
  if (workerAddress === undefined || enrolmentKey === undefined) return;
  if ((await readFact(bridge.db, 'device')) !== undefined) return;
  await enrol(bridge, { address: workerAddress, code: enrolmentKey });
}
