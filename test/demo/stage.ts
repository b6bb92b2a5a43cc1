import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LaunchedBrowser, launchBrowser } from '../browser/launch.ts';
import { type DemoCrm, startDemoCrm } from '../demo-crm/index.ts';
import { type FakeGong, type FakeGongOptions, startFakeGong } from '../fake-gong/index.ts';
import { buildExtension } from './extension-build.ts';
import type { DemoFlags } from './flags.ts';
import { Rep } from './rep.ts';
import { ROOT } from './root.ts';
import { type RunningWorker, startWorker, type WorkerSettings } from './worker.ts';

export type StageOptions = Pick<DemoFlags, 'headless' | 'seed' | 'scale' | 'settleSeconds' | 'crm' | 'gong'> & {
  readonly say: (text: string) => void;
  /** How long a part may stay away before a sync is reported as stuck; default a minute. */
  readonly awayLimitMs?: number;
  /** Settings of the Worker that differ, e.g. to leave out a secret. */
  readonly worker?: Partial<WorkerSettings>;
};

/** Everything the whole way needs, running on this machine: CRM, Gong, Worker, a browser with the built extension. */
export interface Stage {
  readonly rep: Rep;
  readonly worker: RunningWorker;
  /** Undefined where another CRM or another Gong takes the part. */
  readonly crm: DemoCrm | undefined;
  readonly gong: FakeGong | undefined;
  readonly profile: unknown;
  /** SIGKILL, then the same browser profile again, signed in again. */
  restartBrowser(): Promise<void>;
  close(): Promise<void>;
}

type Closer = () => unknown;

const DEMO_PROFILE = join(ROOT, 'test/demo-crm/profile.json');
const KEY = 'demo-access-key';
const OWNER = 'crm-bridge@example.com';

/** @throws Error when a part cannot be started; whatever ran already is stopped again. */
export async function startStage(options: StageOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-bridge-'));
  const closers: Closer[] = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await Promise.try(closer).catch(() => undefined);
  };
  try {
    return await assemble(options, folder, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(
  options: StageOptions,
  folder: string,
  closers: Closer[],
  close: () => Promise<void>,
): Promise<Stage> {
  const { say } = options;
  const crm = options.crm
    ? undefined
    : await startDemoCrm({ seed: options.seed, ...(options.scale && { scale: options.scale }) });
  if (crm) closers.push(() => crm.close());
  const access = options.crm ?? ownLogin(crm);
  say(`CRM        ${access.url}`);

  const gongSecret = randomBytes(24).toString('hex');
  const gong = options.gong ? undefined : await startFakeGong(gongOptions(gongSecret, options.settleSeconds));
  if (gong) closers.push(() => gong.close());
  const gongUrl = options.gong?.url ?? gong?.url ?? '';
  say(`Gong       ${gongUrl}`);

  const worker = await startWorker(
    {
      GONG_API_BASE_URL: gongUrl,
      GONG_ACCESS_KEY: options.gong?.key ?? KEY,
      GONG_ACCESS_KEY_SECRET: options.gong?.secret ?? gongSecret,
      GONG_OWNER_EMAIL: options.gong?.owner ?? OWNER,
      ACCOUNT_SETTLE_SECONDS: String(options.settleSeconds),
      ADMIN_TOKEN: randomBytes(24).toString('hex'),
      TOKEN_KEY: randomBytes(32).toString('hex'),
      ...options.worker,
    },
    folder,
    say,
  );
  closers.push(() => worker.close());
  say(`Worker     ${worker.url}`);

  const profile = profileFor(options.crm?.profile ?? DEMO_PROFILE, access.url);
  await worker.putProfile(profile);
  const crmOrigin = new URL(access.url).origin;
  const extension = buildExtension({ crm: crmOrigin, worker: worker.url }, join(folder, 'extension'));
  const userData = join(folder, 'browser');
  mkdirSync(userData);
  const launch = () =>
    launchBrowser({ extension, userData, headless: options.headless, say, hosts: [new URL(access.url).hostname] });
  let browser: LaunchedBrowser = await launch();
  closers.push(() => browser.close());
  say(`Browser    ${browser.name}`);

  let rep = new Rep(browser, access, options.awayLimitMs ?? 60_000);
  await rep.enrol(worker.url, await worker.enrolmentCode());
  await rep.signIn();
  say(`Signed in  as ${access.user}`);

  return {
    get rep() {
      return rep;
    },
    worker,
    crm,
    gong,
    profile,
    async restartBrowser() {
      await browser.kill();
      browser = await launch();
      rep = new Rep(browser, access, options.awayLimitMs ?? 60_000);
      await rep.signIn();
    },
    close,
  };
}

/** A Gong that keeps its rules but is quick: a second and a half a file, and accounts settle as the Worker believes. */
function gongOptions(accessKeySecret: string, settleSeconds: number): FakeGongOptions {
  const accountMs = settleSeconds * 1000;
  return {
    accessKey: KEY,
    accessKeySecret,
    processing: { pendingMs: 300, inProgressMs: 700 },
    settlement: { ACCOUNT: accountMs },
    accountSettleMs: accountMs,
  };
}

function ownLogin(crm: DemoCrm | undefined) {
  const login = crm?.logins[0];
  if (!crm || !login) throw new Error('The demo CRM names no login.');
  return { url: crm.url, user: login.user, password: login.password };
}

/** The profile of `file`, its CRM placed where this CRM really runs: a profile is written for a product, ports change. */
function profileFor(file: string, crmUrl: string): unknown {
  const profile = JSON.parse(readFileSync(file, 'utf8'));
  const { origin } = new URL(crmUrl);
  const base: unknown = profile.crm?.base;
  const absolute = typeof base === 'string' && URL.canParse(base);
  const moved = absolute ? { base: base.replace(new URL(base).origin, origin) } : {};
  return { ...profile, crm: { ...profile.crm, ...moved, origin: [origin] } };
}
