import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchBrowser } from '../browser/launch.ts';
import { freePort } from '../demo/free-port.ts';
import { Rep } from '../demo/rep.ts';
import { ROOT } from '../demo/root.ts';
import { documentedSteps } from './documented-steps.ts';

/**
 * A whole deployment on this computer by nothing but the commands of docs/one-computer.md. It writes a browser policy, which is a
 * file of the system: only in CI, or with ALLOW_SYSTEM_POLICY=1 (see playwright.config.ts).
 */
const POLICY = '/etc/chromium/policies/managed/crm-bridge.json';

test('the documented steps end in a browser that connects itself and syncs', async () => {
  test.setTimeout(240_000);
  if (existsSync(POLICY)) throw new Error(`${POLICY} is there already; this test would overwrite it.`);
  const folder = mkdtempSync(join(tmpdir(), 'crm-bridge-try-'));
  const ports = { 9001: await freePort(), 9002: await freePort(), 9003: await freePort() };
  const steps = documentedSteps('docs/one-computer.md')
    .join('\n')
    .replaceAll('.try', folder)
    .replace(/\b900[123]\b/g, (port) => String(ports[Number(port) as keyof typeof ports]));
  let shell: ChildProcess | undefined;
  try {
    shell = await run(steps);
    const deployed = JSON.parse(readFileSync(join(folder, 'deployed.json'), 'utf8'));
    expect(deployed.workerUrl).toBe(`http://127.0.0.1:${ports[9003]}`);

    const browser = await launchBrowser({
      extension: join(folder, 'extension/chrome-mv3'),
      userData: join(folder, 'browser'),
      headless: true,
      say: () => {},
    });
    try {
      const [line = '{}'] = readFileSync(join(folder, 'crm.log'), 'utf8').split('\n');
      const { url, logins } = JSON.parse(line);
      const rep = new Rep(browser, { url, user: logins[0].user, password: logins[0].password }, 20_000);
      // Nobody types anything: the policy names the Worker and the key.
      await expect.poll(async () => (await rep.overview()).connection.state, { timeout: 20_000 }).toBe('enrolled');
      expect((await rep.overview()).policy).toMatchObject({ problems: [], keys: ['workerAddress', 'enrolmentKey'] });
      await rep.signIn();
      const { failure, result } = await rep.sync();
      expect(failure).toBeNull();
      expect(result.rejected).toEqual([]);
      expect(result.confirmed).toEqual(result.read);
      expect(result.read.DEAL).toBeGreaterThan(0);
    } finally {
      await browser.close();
    }
  } finally {
    if (shell?.pid) process.kill(-shell.pid, 'SIGKILL');
    rmSync(POLICY, { force: true });
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

/** Runs the steps in one shell; resolves when the last has succeeded, while the servers that they started go on. */
function run(steps: string): Promise<ChildProcess> {
  const shell = spawn('bash', ['-e', '-c', `${steps}\necho steps-done\nwait`], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_HIDE_BANNER: 'true',
    },
  });
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('steps-done')) resolve(shell);
    };
    shell.stdout.on('data', hear);
    shell.stderr.on('data', hear);
    shell.on('close', (code) => reject(new Error(`The documented steps ended with ${code}:\n${said}`)));
  });
}
