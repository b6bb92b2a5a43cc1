import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from '@playwright/test';
import { Firefox } from '../browser/firefox.ts';
import { launchBrowser } from '../browser/launch.ts';
import { freePort } from '../demo/free-port.ts';
import { Rep } from '../demo/rep.ts';
import { ROOT } from '../demo/root.ts';
import { documentedSteps } from './documented-steps.ts';

/**
 * A whole deployment on this computer by nothing but the commands of docs/one-computer.md. It writes a browser policy, which is a
 * file of the system: only in CI, or with ALLOW_SYSTEM_POLICY=1 (see playwright.config.ts).
 */
const POLICIES = ['/etc/chromium/policies/managed/crm-bridge.json', '/etc/firefox/policies/policies.json'];

test('the documented steps end in a browser that connects itself and syncs', async () => {
  test.setTimeout(240_000);
  const there = POLICIES.filter((file) => existsSync(file));
  if (there.length > 0) throw new Error(`This test would overwrite ${there.join(' and ')}.`);
  const folder = mkdtempSync(join(tmpdir(), 'crm-bridge-try-'));
  const ports = { 9001: await freePort(), 9002: await freePort(), 9003: await freePort() };
  const steps = documentedSteps('docs/one-computer.md')
    .join('\n')
    // As a path from where the steps are run: the documented one is such a path, too.
    .replaceAll('.try', relative(ROOT, folder))
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
      // What is left is one press.
      const first = await browser.context.newPage();
      await first.goto(`chrome-extension://${browser.extensionId}/options.html`);
      await first.getByRole('button', { name: 'Agree', exact: true }).click();
      await expect.poll(async () => (await rep.overview()).missingOrigins).toEqual([]);
      await rep.signIn();
      const { failure, result } = await rep.sync();
      expect(failure).toBeNull();
      expect(result.rejected).toEqual([]);
      expect(result.confirmed).toEqual(result.read);
      expect(result.read.DEAL).toBeGreaterThan(0);
    } finally {
      await browser.close();
    }
    await firefoxConnectsItself(join(folder, 'extension/firefox-mv3'), deployed.workerUrl);
  } finally {
    if (shell?.pid) process.kill(-shell.pid, 'SIGKILL');
    for (const file of POLICIES) rmSync(file, { force: true });
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

/** The same policy in Firefox's form: connected, and one press left. */
async function firefoxConnectsItself(extension: string, workerUrl: string): Promise<void> {
  const firefox = await Firefox.launch({ extension, headless: true });
  try {
    const first = await firefox.tabAt(firefox.addressOf('options.html'));
    await first.waitForText(/Agree/, 20_000);
    expect(await first.text()).toContain(new URL(workerUrl).host);
    await first.press('button', 'Agree');
    await first.waitForText(/Open your CRM/, 20_000);
    expect(await firefox.errors()).toEqual([]);
  } finally {
    await firefox.close();
  }
}

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
