import {
  type Deployment,
  type DeployOptions,
  deploymentSchema,
  type Progress,
  SECRETS,
  type Target,
} from './deployment.ts';
import { done, Stopped, type World } from './world.ts';

const CONFIG = 'worker/wrangler.jsonc';

/** Signs a person in to Cloudflare unless they are. */
export async function signIn(world: World): Promise<void> {
  const signedIn = async () => (await world.wrangler(['whoami', '--json'])).ok;
  if (!(await signedIn())) {
    world.say('Cloudflare: a browser opens; sign in with the account that is to run the Worker.');
    await world.wrangler(['login'], { show: true });
    if (!(await signedIn()))
      throw new Stopped(
        'You are not signed in to Cloudflare.',
        'Run “npx wrangler login”, or set CLOUDFLARE_API_TOKEN; then again.',
      );
  }
  done(world, 'Cloudflare', 'signed in');
}

/** What no default fits, once per deployment. */
export async function askSettings(
  world: World,
  target: Target,
  progress: Progress,
  keep: (changed: Deployment) => void,
): Promise<void> {
  const questions = [
    ['gongBaseUrl', 'Gong’s API address, as shown beside the access key', 'https://api.gong.io'],
    ['gongOwnerEmail', 'E-mail of the Gong user in whose name the integration is registered', undefined],
    ['integrationName', 'Name of the integration in Gong', target.integrationName],
  ] as const;
  for (const [key, question, fallback] of questions) {
    if (progress.deployment[key] !== undefined) continue;
    const typed = (await world.ask(question, fallback)) ?? fallback;
    const checked = deploymentSchema.shape[key].safeParse(typed?.trim());
    if (!checked.success || checked.data === undefined)
      throw new Stopped(
        `“${typed ?? ''}” cannot be used as ${key}.`,
        `Run it again and answer: ${question}; or write it into .deploy/${target.name}.json.`,
      );
    keep({ [key]: checked.data });
  }
  done(world, 'Settings', `.deploy/${target.name}.json`);
}

/** Secrets that Cloudflare has stay; those given in a file replace them; what is missing is asked for or made. */
export async function collectSecrets(
  world: World,
  options: DeployOptions,
  progress: Progress,
  ownFile: string,
): Promise<void> {
  const listed = await world.wrangler(['secret', 'list', '--name', options.target.workerName, '-c', CONFIG]);
  // A Worker that does not exist yet has no list.
  const there = new Set(listed.ok ? [...listed.output.matchAll(/"name":\s*"(\w+)"/g)].map(([, name]) => name) : []);
  const given = readSecrets(world, options.secretsFile);
  const own = readSecrets(world, world.readFile(ownFile) === null ? null : ownFile);
  for (const { name, ask } of SECRETS) {
    const value = given[name] ?? own[name];
    if (value !== undefined) progress.secrets[name] = value;
    else if (there.has(name)) continue;
    else if (ask === null) progress.secrets[name] = world.randomSecret();
    else {
      const typed = (await world.askSecret(ask))?.trim();
      if (!typed)
        throw new Stopped(`${name} is missing.`, 'Run it again with --secrets FILE, or where it can ask you.');
      progress.secrets[name] = typed;
    }
  }
  // The two that we make are kept here: without ADMIN_TOKEN nobody gets in.
  const kept = ['ADMIN_TOKEN', 'TOKEN_KEY'].flatMap((name) => {
    const value = progress.secrets[name];
    return value === undefined ? [] : [`${name}=${value}`];
  });
  if (kept.length > 0) world.writeFile(ownFile, `${kept.join('\n')}\n`);
  progress.adminToken = progress.secrets['ADMIN_TOKEN'] ?? (await knownAdminToken(world, options, ownFile));
  done(
    world,
    'Secrets',
    `${Object.keys(progress.secrets).join(', ') || 'all there'}; ADMIN_TOKEN stands in ${ownFile}`,
  );
}

/** Out of the given file, the one kept here, or from a person. */
export async function knownAdminToken(world: World, options: DeployOptions, ownFile: string): Promise<string> {
  const own = world.readFile(ownFile) === null ? null : ownFile;
  const known = readSecrets(world, options.secretsFile)['ADMIN_TOKEN'] ?? readSecrets(world, own)['ADMIN_TOKEN'];
  const token = known ?? (await world.askSecret('ADMIN_TOKEN of the Worker'))?.trim();
  if (token) return token;
  throw new Stopped(
    'ADMIN_TOKEN is not known here.',
    'Run it again with --secrets FILE that holds a line ADMIN_TOKEN=…',
  );
}

function readSecrets(world: World, file: string | null): Record<string, string> {
  if (file === null) return {};
  const content = world.readFile(file);
  if (content === null) throw new Stopped(`${file} is not there.`, 'Check the name given with --secrets.');
  return Object.fromEntries(
    content.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = /^\s*([A-Z_]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value.replace(/^(["'])(.*)\1$/, '$2')]];
    }),
  );
}

/** Puts the Worker, its settings and new secrets into service together; the file with the secrets is gone afterwards. */
export async function deployWorker(
  world: World,
  target: Target,
  progress: Progress,
  uploadFile: string,
  keep: (changed: Deployment) => void,
): Promise<void> {
  const { gongBaseUrl, gongOwnerEmail, integrationName } = progress.deployment;
  const variables = {
    GONG_API_BASE_URL: gongBaseUrl,
    GONG_OWNER_EMAIL: gongOwnerEmail,
    GONG_INTEGRATION_NAME: integrationName,
  };
  const args = [
    ...['deploy', '-c', CONFIG, '--name', target.workerName],
    ...Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ];
  let finished: { ok: boolean; output: string };
  try {
    if (Object.keys(progress.secrets).length > 0) {
      world.writeFile(uploadFile, JSON.stringify(progress.secrets));
      args.push('--secrets-file', uploadFile);
    }
    finished = await world.wrangler(args);
  } finally {
    world.removeFile(uploadFile);
  }
  if (!finished.ok)
    throw new Stopped(
      `Cloudflare did not take the Worker:\n${finished.output}`,
      'Correct what it says above and run it again; what was done before stays done.',
    );
  const shown = /https:\/\/[\w.-]+\.workers\.dev/.exec(finished.output)?.[0];
  const url = progress.deployment.workerUrl ?? shown ?? (await world.ask('Address at which the Worker answers'));
  if (!url || !deploymentSchema.shape.workerUrl.safeParse(url).success)
    throw new Stopped('The Worker’s address is not known.', 'Run it again and give it, or use --worker URL.');
  keep({ workerUrl: url });
  done(world, 'Worker', `${target.workerName} deployed, at ${url}`);
}
