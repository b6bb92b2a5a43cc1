import { defineConfig } from '@playwright/test';
import { PROOF } from '../numbers.ts';

/** A browser policy is a file of the system and holds for every browser on it: only where that is allowed, and after all others. */
const SYSTEM_POLICY = '**/system-policy.spec.ts';
/** Measured alone, after all others; with the full proof only. */
const SPEED = ['**/speed.spec.ts', '**/load.spec.ts', ...(PROOF ? ['**/sweep/large-sweep.spec.ts'] : [])];
/**
 * Failures are followed by pauses, killed browsers are slow to come back, and hidden tabs are slowed only after a while: with the full proof only.
 * endurance.test.ts and two-views.test.ts have the like every day.
 */
const SLOW = PROOF ? [] : ['**/sweep/{capture,faults,hidden-tab,kills,open-tab,two-browsers}.spec.ts'];
/** Start first: these take longest, and one that starts last is waited for alone. */
const LONG = ['**/{bad-states,gong-states,screens,whole-way}.spec.ts'];
const allowed = process.env['ALLOW_SYSTEM_POLICY'] === '1';

export default defineConfig({
  projects: [
    { name: 'long', testMatch: LONG },
    { name: 'main', testIgnore: [SYSTEM_POLICY, ...LONG, ...SPEED, ...SLOW] },
    ...(PROOF ? [{ name: 'speed', testMatch: SPEED, dependencies: ['long', 'main'] }] : []),
    ...(allowed ? [{ name: 'system-policy', testMatch: SYSTEM_POLICY, dependencies: ['long', 'main'] }] : []),
  ],
  testDir: '.',
  testMatch: '*.spec.ts',
  // Kept pictures stand beside their test.
  snapshotPathTemplate: '{testDir}/{testFileDir}/pictures/{arg}{ext}',
  outputDir: '../../coverage/e2e',
  timeout: 120_000,
  // They wait for Gong and for back-offs most of the time.
  workers: PROOF ? 2 : 3,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: process.env['E2E_REPORT'] ?? '../../coverage/e2e.json' }]],
});
