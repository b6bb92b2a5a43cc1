/**
 * `npm test` and `npm run proof`: every check, one after the other, and a closing line `N passed, N failed`.
 * The proof is the same code with full numbers (`PROOF=1`, see numbers.ts); it can be narrowed to one issue's tests by a word.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Count {
  passed: number;
  failed: number;
}

const full = process.argv.includes('--proof');
const word = process.argv.slice(2).find((arg) => !arg.startsWith('--'));
/** Measuring costs a third more time: in CI and in the full proof. */
const coverage = full || process.env['CI'] ? ['--coverage'] : [];
const reports = mkdtempSync(join(tmpdir(), 'crm-bridge-reports-'));
const env = {
  ...process.env,
  ...(full ? { PROOF: '1' } : {}),
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  // The development server would tell a collector of every SQL statement.
  X_LOCAL_OBSERVABILITY: 'false',
};

const total: Count = { passed: 0, failed: 0 };

if (!word) {
  step('lint', ['biome', 'check', '--error-on-warnings', '.']);
  step('unused code', ['knip']);
  step('types: extension, shared, test', ['tsc', '--noEmit']);
  step('types: worker', ['tsc', '--noEmit', '-p', 'worker']);
  step('types: worker tests', ['tsc', '--noEmit', '-p', 'worker/tsconfig.test.json']);
  step('build for Chromium', ['wxt', 'build']);
  step('build for Firefox', ['wxt', 'build', '-b', 'firefox', '--mv3']);
}
const vitestReport = join(reports, 'vitest.json');
step(
  'unit and Worker tests',
  [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${vitestReport}`,
    ...(word ? [word] : coverage),
  ],
  () => vitestCount(vitestReport),
);
const e2eReport = join(reports, 'e2e.json');
step(
  'end-to-end tests',
  [
    'playwright',
    'test',
    '-c',
    'test/e2e/playwright.config.ts',
    ...(word ? [word, '--no-deps', '--pass-with-no-tests'] : []),
  ],
  () => playwrightCount(e2eReport),
  { E2E_REPORT: e2eReport },
);
rmSync(reports, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Runs one command. Without a report it counts as one check; with one, each of its tests counts, a skipped one as failed. */
function step(name: string, command: string[], report?: () => Count, extra: Record<string, string> = {}): void {
  const started = Date.now();
  const { status } = spawnSync('npx', ['--no-install', ...command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...env, ...extra },
    shell: process.platform === 'win32',
  });
  const count =
    (status === 0 || report) && report ? report() : { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
  if (status !== 0 && count.failed === 0) count.failed = 1;
  total.passed += count.passed;
  total.failed += count.failed;
  console.log(`${count.failed === 0 ? '✔' : '✘'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

function vitestCount(file: string): Count {
  const { numPassedTests = 0, numTotalTests = 0 } = readReport(file);
  return { passed: numPassedTests, failed: numTotalTests - numPassedTests };
}

function playwrightCount(file: string): Count {
  const { stats = {} } = readReport(file) as { stats?: Record<string, number> };
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = stats;
  return { passed: expected + flaky, failed: unexpected + skipped };
}

/** A report that was not written counts no test; the command's exit status then tells. */
function readReport(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
