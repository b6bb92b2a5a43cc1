import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LaunchedBrowser, launchBrowser } from '../browser/launch.ts';
import { type DemoCrm, startDemoCrm } from '../demo-crm/index.ts';
import { type FakeGong, type FakeGongOptions, startFakeGong } from '../fake-gong/index.ts';
import { buildExtension } from './extension-build.ts';
import type { DemoFlags } from './flags.ts';
import { type CrmAccess, Rep } from './rep.ts';
import { ROOT } from './root.ts';
import { type RunningWorker, startWorker, type WorkerSettings } from './worker.ts';

export type StageOptions = Pick<DemoFlags, 'headless' | 'seed' | 'scale' | 'settleSeconds' | 'crm' | 'gong'> & {
  readonly say: (text: string) => void;
  /** How long a part may stay away before a sync is reported as stuck; default a minute. */
  readonly awayLimitMs?: number;
  /** Under which name of this computer the built-in CRM is visited: another one than the Worker's is a site of its own to every browser. */
  readonly crmHost?: 'localhost';
  /** Settings of the Worker that differ, e.g. to leave out a secret. */
  readonly worker?: Partial<WorkerSettings>;
};

/** Everything but the browser. */
export interface Backdrop {
  readonly worker: RunningWorker;
  /** Undefined where another CRM or another Gong takes the part. */
  readonly crm: DemoCrm | undefined;
  readonly gong: FakeGong | undefined;
  readonly profile: unknown;
  readonly access: CrmAccess;
  /** For the files of this run; removed at the end. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Everything the whole way needs, running on this machine: CRM, Gong, Worker, a browser with the built extension. */
export interface Stage extends Pick<Backdrop, 'worker' | 'crm' | 'gong' | 'profile'> {
  readonly rep: Rep;
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
  const backdrop = await startBackdrop(options);
  try {
    return await enterBrowser(options, backdrop);
  } catch (error) {
    await backdrop.close();
    throw error;
  }
}

/** CRM, Gong and Worker, the Worker with the CRM's profile. @throws Error as `startStage` does. */
export async function startBackdrop(options: StageOptions): Promise<Backdrop> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-bridge-'));
  const closers: Closer[] = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await Promise.try(closer).catch(() => undefined);
  };
  try {
    return { ...(await assemble(options, folder, closers)), folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(options: StageOptions, folder: string, closers: Closer[]) {
  const { say } = options;
  const crm = options.crm
    ? undefined
    : await startDemoCrm({ seed: options.seed, ...(options.scale && { scale: options.scale }) });
  if (crm) closers.push(() => crm.close());
  const access = options.crm ?? ownLogin(crm, options.crmHost);
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
  return { worker, crm, gong, profile, access };
}

async function enterBrowser(options: StageOptions, backdrop: Backdrop): Promise<Stage> {
  const { say } = options;
  const { worker, crm, gong, profile, access, folder } = backdrop;
  const crmOrigin = new URL(access.url).origin;
  const extension = buildExtension({ crm: crmOrigin, worker: worker.url }, join(folder, 'extension'));
  const userData = join(folder, 'browser');
  mkdirSync(userData);
  const launch = () =>
    launchBrowser({ extension, userData, headless: options.headless, say, hosts: [new URL(access.url).hostname] });
  let browser: LaunchedBrowser = await launch();
  say(`Browser    ${browser.name}`);

  let rep = new Rep(browser, access, options.awayLimitMs ?? 60_000);
  try {
    await rep.enrol(worker.url, await worker.enrolmentCode());
    await rep.signIn();
  } catch (error) {
    await browser.close();
    throw error;
  }
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
    async close() {
      await browser.close().catch(() => undefined);
      await backdrop.close();
    },
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

function ownLogin(crm: DemoCrm | undefined, host = '127.0.0.1') {
  const login = crm?.logins[0];
  if (!crm || !login) throw new Error('The demo CRM names no login.');
  return { url: crm.url.replace('127.0.0.1', host), user: login.user, password: login.password };
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
