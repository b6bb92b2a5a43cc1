import { AdminClient } from './admin-client.ts';
import { connectToGong, giveProfile, waitUntilItAnswers } from './bridge-setup.ts';
import { askSettings, collectSecrets, deployWorker, knownAdminToken, signIn } from './cloudflare.ts';
import { type Deployment, type DeployOptions, deploymentSchema, type Progress } from './deployment.ts';
import { done, Stopped, type World } from './world.ts';

/**
 * From nothing to a bridge that browsers can enrol with. Each step looks first whether it is done: the whole may be stopped at any
 * moment and run again, and changes nothing that is right already.
 * @throws Stopped with the next step, when a step cannot go on.
 */
export async function deploy(world: World, options: DeployOptions): Promise<{ url: string; code: string }> {
  const folder = `.deploy/${options.target.name}`;
  const progress: Progress = { deployment: readDeployment(world, `${folder}.json`), secrets: {}, adminToken: '' };
  const keep = (changed: Deployment) => {
    progress.deployment = { ...progress.deployment, ...changed };
    world.writeFile(`${folder}.json`, `${JSON.stringify(progress.deployment, null, 2)}\n`);
  };

  if (options.workerUrl === null) {
    await signIn(world);
    await askSettings(world, options.target, progress, keep);
    await collectSecrets(world, options, progress, `${folder}.secrets`);
    await deployWorker(world, options.target, progress, `${folder}.upload`, keep);
  } else {
    progress.adminToken = await knownAdminToken(world, options, `${folder}.secrets`);
    progress.deployment = { ...progress.deployment, workerUrl: options.workerUrl };
  }
  const admin = new AdminClient(progress.deployment.workerUrl ?? '', progress.adminToken, world.fetch);
  await waitUntilItAnswers(world, admin);
  await connectToGong(world, admin);
  await giveProfile(world, admin, options.profileFile);
  const { code, expiresAt } = await admin.enrolmentCode(options.uses);
  done(world, 'Enrolment', `a code for ${options.uses} browsers, until ${expiresAt.slice(0, 10)}`);
  return { url: admin.url, code };
}

function readDeployment(world: World, file: string): Deployment {
  const stored = world.readFile(file);
  if (stored === null) return {};
  try {
    return deploymentSchema.parse(JSON.parse(stored));
  } catch {
    throw new Stopped(`${file} cannot be read.`, `Correct it, or delete it to be asked again.`);
  }
}
