/**
 * `npm run zip`: the packages for the browsers' stores. `npm run zip -- --crm-origin X --worker-origin Y`: company packages, whose origins
 * are required permissions that browser policy grants without asking anybody (design §8).
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { webOrigin } from '../settings/managed-settings.ts';
import { readFlags } from './flags.ts';
import { packageProblems } from './package-check.ts';

const USAGE = `npm run zip                                   packages for the Chrome Web Store (Edge takes the same), for addons.mozilla.org, and its sources
npm run zip -- --crm-origin X --worker-origin Y   company packages that ask nobody for permission

  --crm-origin ORIGIN      site of your CRM, e.g. https://crm.example.com; more than once where it has several
  --worker-origin ORIGIN   your Worker, e.g. https://crm-bridge.example.workers.dev
  --out DIR                default .output`;

const flags = readFlags(
  {
    help: { type: 'boolean' },
    'crm-origin': { type: 'string', multiple: true },
    'worker-origin': { type: 'string' },
    out: { type: 'string', default: '.output' },
  },
  USAGE,
);

if (flags.help) console.log(USAGE);
else process.exitCode = main();

function main(): number {
  const typed = { crm: flags['crm-origin'] ?? [], worker: flags['worker-origin'] };
  const company = typed.crm.length > 0 || typed.worker !== undefined;
  const crm = typed.crm.map(webOrigin);
  const worker = typed.worker === undefined ? null : webOrigin(typed.worker);
  if (company && (worker === null || crm.length === 0 || crm.includes(null))) {
    console.error(`A company package needs the CRM's and the Worker's origins, each with https://.\n\n${USAGE}`);
    return 2;
  }
  const env = {
    ...process.env,
    OUT_DIR: flags.out,
    CRM_ORIGIN: crm.join(','),
    WORKER_ORIGIN: worker ?? '',
    PACKAGE: company ? 'company' : 'store',
  };
  for (const browser of ['chrome', 'firefox'] as const) {
    const wxt = spawnSync(
      process.execPath,
      ['node_modules/wxt/bin/wxt.mjs', 'zip', '--browser', browser, '--mv3', '--level', 'warn'],
      { env, encoding: 'utf8' },
    );
    if (wxt.status !== 0) {
      console.error(`${wxt.stdout}\n${wxt.stderr}`);
      return 1;
    }
    const problems = packageProblems(
      readFolder(join(flags.out, `${browser}-mv3`)),
      [...crm, worker].flatMap((one) => one ?? []),
    );
    for (const problem of problems) console.error(`${browser}: ${problem}`);
    if (problems.length > 0) return 1;
  }
  for (const file of readdirSync(flags.out).filter((name) => name.endsWith('.zip'))) {
    console.log(`${join(flags.out, file)}  ${Math.ceil(statSync(join(flags.out, file)).size / 1000)} kB`);
  }
  return 0;
}

function readFolder(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(js|json|html|css)$/.test(name),
  );
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
