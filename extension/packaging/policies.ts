/**
 * `npm run policies`: writes the schema of managed storage and the example policy files of docs/policies out of the one catalogue.
 * With `--out DIR` and settings (`--workerAddress https://…`) it writes policy files to roll out.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANAGED_KEYS, MANAGED_SETTINGS, readPolicy } from '../settings/managed-settings.ts';
import { chromeExtensionId, FIREFOX_ID } from './extension-id.ts';
import { readFlags } from './flags.ts';
import { exampleValues, managedStorageSchema, type PolicyFile, type PolicyValue, policyFiles } from './policy-files.ts';

const USAGE = `npm run policies                    writes the schema and the examples of docs/policies again
npm run policies -- --out DIR …     writes policy files to roll out into DIR

  ${MANAGED_KEYS.map((key) => `--${key} ${example(MANAGED_SETTINGS[key].example)}`).join('\n  ')}
  --chrome-id ID                    id of the build in the Chrome store; else that of the company package
  --chrome-update-url URL           installs the extension by force from there
  --firefox-install-url URL         the same for Firefox: address of the signed .xpi`;

const flags = readFlags(
  {
    help: { type: 'boolean' },
    out: { type: 'string' },
    'chrome-id': { type: 'string' },
    'chrome-update-url': { type: 'string' },
    'firefox-install-url': { type: 'string' },
    ...Object.fromEntries(MANAGED_KEYS.map((key) => [key, { type: 'string' as const }])),
  },
  USAGE,
);

const given = new Map(Object.entries(flags));
const options = {
  chromeId: text('chrome-id') ?? chromeExtensionId(),
  firefoxId: FIREFOX_ID,
  chromeUpdateUrl: text('chrome-update-url'),
  firefoxInstallUrl: text('firefox-install-url'),
};
const out = text('out');
if (flags.help) console.log(USAGE);
else if (out === null) writeExamples();
else writeFor(out);

/** What is kept in the project. */
function writeExamples(): void {
  writeFileSync('extension/public/managed-storage.json', `${JSON.stringify(managedStorageSchema(), null, 2)}\n`);
  write('docs/policies', policyFiles({ ...options, values: exampleValues() }));
}

function writeFor(folder: string): void {
  const values: Record<string, PolicyValue> = {};
  for (const key of MANAGED_KEYS) {
    const typed = text(key);
    if (typed !== null) values[key] = typedValue(MANAGED_SETTINGS[key].schema.type, typed);
  }
  const { problems } = readPolicy(values, {}, true);
  if (problems.length > 0 || values['workerAddress'] === undefined) {
    for (const { key, what } of problems) console.error(`--${key}: ${what}`);
    if (values['workerAddress'] === undefined) console.error('--workerAddress is missing.');
    console.error(`\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  write(folder, policyFiles({ ...options, values }));
}

function write(folder: string, files: readonly PolicyFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, place, content } of files) {
    // The registry editor reads plain files in the computer's own code page: everything else has to be UTF-16.
    const plain = !name.endsWith('.reg') || /^[\0-\x7f]*$/.test(content);
    writeFileSync(join(folder, name), plain ? content : Buffer.from(`\uFEFF${content}`, 'utf16le'));
    console.log(`${join(folder, name)}\n    goes to ${place}`);
  }
}

function typedValue(type: string, typed: string): PolicyValue {
  if (type === 'boolean') return typed === 'true' ? true : typed === 'false' ? false : typed;
  return type === 'array' ? typed.split(',').map((one) => one.trim()) : typed;
}

function text(name: string): string | null {
  const value: unknown = given.get(name);
  return typeof value === 'string' ? value : null;
}

function example(value: PolicyValue): string {
  return typeof value === 'object' ? value.join(',') : JSON.stringify(value);
}
