import { problemText } from '../../shared/profile/profile-problem.ts';
import { parseProfile } from '../../shared/profile/schema.ts';
import type { AdminClient } from './admin-client.ts';
import { done, Stopped, type World } from './world.ts';

const READY_TRIES = 60;
const READY_PAUSE_MS = 2000;

/** A new address takes a minute until every name server knows it. */
export async function waitUntilItAnswers(world: World, admin: AdminClient): Promise<void> {
  for (let left = READY_TRIES; left > 0; left--) {
    const version = await admin.version();
    if (version !== null) return done(world, 'Answers', `${admin.url}, version ${version}`);
    await world.sleep(READY_PAUSE_MS);
  }
  throw new Stopped(`${admin.url} does not answer as a bridge.`, 'Check the address; then run it again.');
}

/** Registers with Gong, or adopts the one integration that a person names. */
export async function connectToGong(world: World, admin: AdminClient): Promise<void> {
  const { known, listed, problem } = await admin.integrations();
  if (problem !== null)
    throw new Stopped(
      `Gong does not let the bridge in: ${problem}`,
      'Check GONG_API_BASE_URL and the access key, give the right ones with --secrets FILE, and run it again.',
    );
  if (known !== null) return done(world, 'Gong', `integration ${known}`);
  const others = listed ?? [];
  if (others.length > 0) {
    const list = others.map((one) => `  ${one.integrationId}  ${one.name}`).join('\n');
    const typed = await world.ask(
      `Gong has these CRM integrations already:\n${list}\nId of the one that this bridge takes over, or empty for a new one`,
      '',
    );
    const chosen = typed?.trim() ?? '';
    if (chosen !== '') {
      await admin.adopt(chosen);
      return done(world, 'Gong', `integration ${chosen} adopted`);
    }
  }
  await admin.register();
  for (let left = READY_TRIES; left > 0; left--) {
    const { integration, trouble } = await admin.status();
    if (integration !== null) return done(world, 'Gong', `integration ${integration.integrationId} registered`);
    if (trouble !== null) throw new Stopped(`${trouble.code}: ${trouble.what}`, trouble.next);
    await world.sleep(READY_PAUSE_MS);
  }
  throw new Stopped('Gong has not registered the integration yet.', 'Run it again in a few minutes.');
}

/** Uploads the profile that was named; without one, the profile in force stays. */
export async function giveProfile(world: World, admin: AdminClient, file: string | null): Promise<void> {
  const { profileVersion } = await admin.status();
  const chosen = file ?? (profileVersion === null ? await world.ask('File with the profile of your CRM') : null);
  if (!chosen) {
    if (profileVersion !== null) return done(world, 'Profile', `version ${profileVersion} stays in force`);
    throw new Stopped(
      'The bridge has no profile yet.',
      'Run it again with --profile FILE; docs/profiles.md tells how to write one.',
    );
  }
  const content = world.readFile(chosen);
  if (content === null) throw new Stopped(`${chosen} is not there.`, 'Check the name given with --profile.');
  let profile: unknown;
  try {
    profile = JSON.parse(content);
  } catch (error) {
    throw new Stopped(`${chosen} is no JSON: ${String(error)}`, 'Correct it; docs/profiles.md describes the format.');
  }
  const parsed = parseProfile(profile);
  if (!parsed.ok)
    throw new Stopped(
      `${chosen} is no valid profile:\n${parsed.problems.map((problem) => `  ${problemText(problem)}`).join('\n')}`,
      'Correct it as described; “npm run profile -- check” tries it on saved pages.',
    );
  const { version, customFields, waiting = [] } = await admin.putProfile(profile);
  if (waiting.length > 0) {
    const twice = waiting.map(({ objectType, objects }) => `${objects} ${objectType}`).join(', ');
    throw new Stopped(
      `Version ${version} makes other ids, so these would come to Gong twice: ${twice}. The profile in force stays.`,
      `Decide in the console (${admin.url}/console/profiles/consent); or keep the ids as they are and run it again.`,
    );
  }
  done(world, 'Profile', `${parsed.profile.name}, version ${version}, ${customFields} custom fields`);
}
