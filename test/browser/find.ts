import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface FoundBrowser {
  readonly path: string;
  /** For people: “Chromium 140.0”. */
  readonly name: string;
}

const NAMES = [
  'chromium',
  'chromium-browser',
  'chrome-for-testing',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
];

const FIXED = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Chromium\\Application\\chrome.exe',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Every Chromium-family browser on this machine, best first: `CHROME_PATH`, Chromium, Chrome for Testing, Chrome, Edge.
 * Branded Chrome and Edge come last because they ignore `--load-extension` (Chrome since 137).
 */
export function findBrowsers(env: NodeJS.ProcessEnv = process.env): FoundBrowser[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const chosen = env['CHROME_PATH'] ? [env['CHROME_PATH']] : [];
  const branded = (path: string) => /google.?chrome(?!.*testing)|edge/i.test(path);
  const unchosen = [...onPath, ...playwrightDownloads(env), ...FIXED].filter((path) => existsSync(path));
  const ordered = [...chosen, ...unchosen.filter((path) => !branded(path)), ...unchosen.filter(branded)];
  const seen = new Set<string>();
  return ordered.flatMap((path) => {
    const name = seen.has(path) ? undefined : versionOf(path);
    seen.add(path);
    return name === undefined ? [] : [{ path, name }];
  });
}

/** A browser to use; installs one, saying so through `say`, when the machine has none. */
export function findOrInstallBrowsers(say: (text: string) => void): FoundBrowser[] {
  const found = findBrowsers();
  if (found.length > 0) return found;
  install(say);
  const installed = findBrowsers();
  if (installed.length > 0) return installed;
  throw new Error(
    'No Chromium was found and none could be installed. Install Chromium, or set CHROME_PATH to a Chromium or Chrome.',
  );
}

function install(say: (text: string) => void): void {
  const debianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0 && !isUbuntu();
  if (debianRoot) {
    say('No browser found: installing Chromium with apt-get …');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', 'chromium']);
    return;
  }
  say('No browser found: downloading Chromium with Playwright …');
  run('npx', ['playwright', 'install', 'chromium']);
}

/** Ubuntu’s `chromium` package is a snap, which cannot read a test’s folders. */
function isUbuntu(): boolean {
  return existsSync('/etc/os-release') && /^ID=ubuntu/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function run(command: string, args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync(command, args, { stdio: ['ignore', 2, 2], env, shell: process.platform === 'win32' });
}

function playwrightDownloads(env: NodeJS.ProcessEnv): string[] {
  const caches = [
    env['PLAYWRIGHT_BROWSERS_PATH'],
    join(homedir(), '.cache/ms-playwright'),
    join(homedir(), 'Library/Caches/ms-playwright'),
    join(homedir(), 'AppData/Local/ms-playwright'),
  ];
  const inside = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-win/chrome.exe',
    'chrome-win64/chrome.exe',
  ];
  return caches
    .filter((cache): cache is string => cache !== undefined && existsSync(cache))
    .flatMap((cache) =>
      readdirSync(cache)
        .filter((name) => /^chromium-\d+$/.test(name))
        .map((name) => join(cache, name)),
    )
    .flatMap((folder) => inside.map((tail) => join(folder, tail)));
}

/** The browser’s own name and version, or undefined where it is no browser that runs. */
function versionOf(path: string): string | undefined {
  if (process.platform === 'win32') return existsSync(path) ? path : undefined;
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 15_000 });
  return status === 0
    ? stdout
        .trim()
        .split('\n')
        .at(-1)
        ?.replace(/ built on.*/, '')
    : undefined;
}
