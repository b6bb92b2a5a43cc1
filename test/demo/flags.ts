import { parseArgs } from 'node:util';

export interface DemoFlags {
  readonly headless: boolean;
  readonly json: boolean;
  readonly drive: boolean;
  readonly screenshots: string;
  readonly seed: number;
  readonly scale: number | undefined;
  readonly settleSeconds: number;
  /** Another CRM instead of ours. */
  readonly crm: { url: string; profile: string; user: string; password: string } | undefined;
  /** Another Gong instead of ours. */
  readonly gong: { url: string; key: string; secret: string; owner: string } | undefined;
}

export class UsageError extends Error {}

export const USAGE = `npm run demo -- [flags]
  --headless                  no window (the default where there is no display)
  --json                      one result object on stdout; logs go to stderr
  --drive                     read commands from stdin: sync, full-sync, status, visit URL, stop-service-worker,
                              restart-browser, restart-worker, quit
  --screenshots DIR           where the popup's pictures go (default demo-screenshots)
  --seed N                    seed of the demo CRM's data (default 1)
  --scale N                   number of records in the demo CRM
  --account-settle-seconds N  how long Gong needs after new accounts (default 2 with the fake Gong, 60 with another)
  --crm-url URL --profile FILE --login USER:PASSWORD                      another CRM
  --gong-url URL --gong-key K --gong-secret S --gong-owner EMAIL          another Gong`;

/** @throws UsageError with a sentence that names the flag. */
export function parseFlags(args: string[], env: NodeJS.ProcessEnv = process.env): DemoFlags {
  const { values } = read(args);
  const display = process.platform === 'linux' ? Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']) : true;
  const crm = together(values, ['crm-url', 'profile', 'login']);
  const gong = together(values, ['gong-url', 'gong-key', 'gong-secret'], ['gong-owner']);
  const [user = '', ...rest] = (crm?.['login'] ?? '').split(':');
  if (crm && rest.length === 0) throw new UsageError('--login wants USER:PASSWORD.');
  return {
    headless: values.headless === true || !display,
    json: values.json === true,
    drive: values.drive === true,
    screenshots: values.screenshots ?? 'demo-screenshots',
    seed: whole('seed', values.seed) ?? 1,
    scale: whole('scale', values.scale),
    settleSeconds: whole('account-settle-seconds', values['account-settle-seconds']) ?? (gong ? 60 : 2),
    crm: crm && {
      url: address('crm-url', crm['crm-url']),
      profile: crm['profile'] ?? '',
      user,
      password: rest.join(':'),
    },
    gong: gong && {
      url: address('gong-url', gong['gong-url']),
      key: gong['gong-key'] ?? '',
      secret: gong['gong-secret'] ?? '',
      owner: values['gong-owner'] ?? 'crm-bridge@example.com',
    },
  };
}

const OPTIONS = {
  headless: { type: 'boolean' },
  json: { type: 'boolean' },
  drive: { type: 'boolean' },
  screenshots: { type: 'string' },
  seed: { type: 'string' },
  scale: { type: 'string' },
  'account-settle-seconds': { type: 'string' },
  'crm-url': { type: 'string' },
  profile: { type: 'string' },
  login: { type: 'string' },
  'gong-url': { type: 'string' },
  'gong-key': { type: 'string' },
  'gong-secret': { type: 'string' },
  'gong-owner': { type: 'string' },
} as const;

function read(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, strict: true, allowPositionals: false });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** All of `names`, or none of them (nor of the `optional` ones). */
function together(
  values: Record<string, unknown>,
  names: string[],
  optional: string[] = [],
): Record<string, string> | undefined {
  const given = [...names, ...optional].filter((name) => values[name] !== undefined);
  if (given.length === 0) return undefined;
  const missing = names.filter((name) => typeof values[name] !== 'string' || values[name] === '');
  if (missing.length > 0) throw new UsageError(`--${given[0]} also needs --${missing.join(' and --')}.`);
  return Object.fromEntries(names.map((name) => [name, String(values[name])]));
}

function whole(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`--${name} wants a whole number, not “${value}”.`);
  return Number(value);
}

function address(name: string, value: string | undefined): string {
  if (!value || !URL.canParse(value) || !/^https?:/.test(value)) {
    throw new UsageError(`--${name} wants a web address such as http://127.0.0.1:8080, not “${value}”.`);
  }
  return value;
}
