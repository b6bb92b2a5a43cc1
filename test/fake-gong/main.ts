import { readFlags } from '../../extension/packaging/flags.ts';
import { startFakeGong } from './index.ts';

const USAGE = `Usage: node test/fake-gong/main.ts [--port N] [--key KEY] [--secret SECRET] [--mode strict|lenient] [--legacy]
  [--pretty] [--no-rate-limit] [--account-settle-seconds N]
Prints {"url"} on one line; the same address has the control interface under /__control/.`;

const given = readFlags(
  {
    port: { type: 'string', default: '0' },
    key: { type: 'string' },
    secret: { type: 'string' },
    mode: { type: 'string', default: 'strict' },
    legacy: { type: 'boolean', default: false },
    pretty: { type: 'boolean', default: false },
    'no-rate-limit': { type: 'boolean', default: false },
    'account-settle-seconds': { type: 'string', default: '60' },
  },
  USAGE,
);

function wrongUsage(error: unknown): never {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exit(2);
}

function wholeNumber(name: string, text: string): number {
  return /^\d+$/.test(text) ? Number(text) : wrongUsage(new Error(`--${name} takes a whole number, not ${text}`));
}

if (given.mode !== 'strict' && given.mode !== 'lenient')
  wrongUsage(new Error(`--mode is strict or lenient, not ${given.mode}`));
const accountSettleMs = wholeNumber('account-settle-seconds', given['account-settle-seconds']) * 1_000;

const fake = await startFakeGong({
  port: wholeNumber('port', given.port),
  mode: given.mode,
  legacy: given.legacy,
  prettyPrint: given.pretty,
  accountSettleMs,
  settlement: { ACCOUNT: accountSettleMs },
  ...(given.key === undefined ? {} : { accessKey: given.key }),
  ...(given.secret === undefined ? {} : { accessKeySecret: given.secret }),
  ...(given['no-rate-limit'] ? { rateLimit: false as const } : {}),
});
console.log(JSON.stringify({ url: fake.url }));
