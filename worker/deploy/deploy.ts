/** `npm run deploy`: walks an administrator from nothing to the first enrolment code. What it does stands in steps.ts. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TARGETS } from './deployment.ts';
import { deploy } from './steps.ts';
import { terminal } from './terminal.ts';
import { Stopped } from './world.ts';

const USAGE = `npm run deploy -- [flags]

Signs in to Cloudflare, sets the secrets, deploys the Worker, registers with Gong, uploads the profile and makes an enrolment code.
It may be stopped at any moment and run again: what is done is left alone.

  --profile FILE    the profile of your CRM; without it the one in force stays
  --secrets FILE    a file with GONG_ACCESS_KEY=… and GONG_ACCESS_KEY_SECRET=…, instead of typing them
  --staging         a second Worker beside production, with an integration of its own in Gong
  --worker URL      the Worker runs there already (deployed by hand, or on this computer): only what comes after
  --uses N          browsers that may enrol with the code (default 20)
  --json            the result on stdout as one JSON object
  --no-questions    never asks; stops where something is missing

Exit: 0 done, 1 stopped (the last line says what to do), 2 usage.`;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
process.exitCode = await main();

async function main(): Promise<number> {
  const flags = read();
  if (flags === null) {
    console.error(USAGE);
    return 2;
  }
  if (flags.help) {
    console.log(USAGE);
    return 0;
  }
  const interactive = flags['no-questions'] !== true && process.stdin.isTTY === true;
  try {
    const { url, code } = await deploy(terminal(root, interactive), {
      target: flags.staging ? TARGETS.staging : TARGETS.production,
      workerUrl: flags.worker ?? null,
      secretsFile: flags.secrets ?? null,
      profileFile: flags.profile ?? null,
      uses: flags.uses,
    });
    const link = `${url}/#code=${code}`;
    console.error(`
Give this to your reps, or put it into the browser policy (npm run policies -- --help):
  Worker address    ${url}
  Enrolment code    ${code}
  Both as a link    ${link}

Console for you: ${url}/console, with your ADMIN_TOKEN.
Next: the extension and its browser policy, README “For IT”, step 4.`);
    if (flags.json) console.log(JSON.stringify({ workerUrl: url, enrolmentCode: code, link }));
    return 0;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    console.error(`✘ ${error.message}\n  → ${error.next}`);
    return 1;
  }
}

function read() {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean' },
        profile: { type: 'string' },
        secrets: { type: 'string' },
        staging: { type: 'boolean' },
        worker: { type: 'string' },
        uses: { type: 'string', default: '20' },
        json: { type: 'boolean' },
        'no-questions': { type: 'boolean' },
      },
    });
    const uses = Number(values.uses);
    const good = Number.isInteger(uses) && uses > 0 && (values.worker === undefined || URL.canParse(values.worker));
    return good ? { ...values, uses } : null;
  } catch {
    return null;
  }
}
