import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  aboutAnswerSchema,
  enrolmentCodeAnswerSchema,
  profileUploadAnswerSchema,
} from '../../shared/protocol/messages.ts';
import { freePort } from './free-port.ts';
import { ROOT } from './root.ts';

/** What a deployment sets: the secrets and variables of design “Worker settings”. */
export interface WorkerSettings {
  readonly GONG_API_BASE_URL: string;
  readonly GONG_ACCESS_KEY: string;
  readonly GONG_ACCESS_KEY_SECRET: string;
  readonly GONG_OWNER_EMAIL: string;
  readonly ACCOUNT_SETTLE_SECONDS: string;
  readonly ADMIN_TOKEN: string;
  readonly TOKEN_KEY: string;
}

export interface RunningWorker {
  readonly url: string;
  /** Ends the Worker’s process without warning and starts it again on the same storage and port, with `changed` settings. */
  restart(changed?: Partial<WorkerSettings>): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  putProfile(profile: unknown): Promise<string>;
  enrolmentCode(uses?: number): Promise<string>;
  close(): Promise<void>;
}

const READY_MS = 60_000;
const LEASH = join(ROOT, 'test/demo/leash.ts');

/** The real Worker in workerd, by `wrangler dev`, its storage under `folder`. */
export async function startWorker(
  settings: WorkerSettings,
  folder: string,
  say: (text: string) => void,
): Promise<RunningWorker> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const envFile = join(folder, 'worker.env');
  let current = settings;
  let child: ChildProcess | undefined;

  const start = async () => {
    const lines = Object.entries(current).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    writeFileSync(envFile, `${lines.join('\n')}\n`, { mode: 0o600 });
    child = spawnWrangler(port, envFile, join(folder, 'worker-storage'));
    let log = '';
    child.stdout?.on('data', (chunk) => {
      log += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      log += chunk;
    });
    await ready(url, child).catch((error) => {
      say(log);
      throw error;
    });
  };
  const kill = async () => {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.pid === undefined) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    killTree(running);
    await ended;
  };
  const admin = async (method: string, path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${settings.ADMIN_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };

  await start();
  return {
    url,
    start,
    kill,
    async restart(changed = {}) {
      await kill();
      current = { ...current, ...changed };
      await start();
    },
    async putProfile(profile) {
      return profileUploadAnswerSchema.parse(await admin('PUT', '/admin/profile', profile)).version;
    },
    async enrolmentCode(uses = 10) {
      return enrolmentCodeAnswerSchema.parse(await admin('POST', '/admin/enrolment-codes', { uses, validMinutes: 600 }))
        .code;
    },
    close: kill,
  };
}

function spawnWrangler(port: number, envFile: string, storage: string): ChildProcess {
  const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
  const flags = {
    '--config': join(ROOT, 'worker/wrangler.jsonc'),
    '--ip': '127.0.0.1',
    '--port': String(port),
    '--inspector-port': '0',
    '--env-file': envFile,
    '--persist-to': storage,
  };
  const args = [LEASH, wrangler, 'dev', '--show-interactive-dev-session=false', ...Object.entries(flags).flat()];
  return spawn(process.execPath, args, {
    cwd: ROOT,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      // It would tell a collector of every SQL statement.
      X_LOCAL_OBSERVABILITY: 'false',
      WRANGLER_LOG: 'info',
    },
  });
}

/** Wrangler starts workerd as a child of its own: both have to go, without a chance to tidy up. */
function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') child.kill('SIGKILL');
  else process.kill(-child.pid, 'SIGKILL');
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`The Worker ended with code ${child.exitCode} before it was ready.`);
    const answer = await fetch(`${url}/v1/about`).catch(() => undefined);
    if (answer?.ok && aboutAnswerSchema.safeParse(await answer.json()).success) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The Worker was not ready after ${READY_MS / 1000} s.`);
}
