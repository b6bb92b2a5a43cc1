import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './root.ts';

/**
 * Builds a company package for Chromium (design §8): the CRM's and the Worker's origins stand in `host_permissions`, so that
 * nobody has to click a permission prompt, which no test can.
 * @returns the folder of the unpacked extension.
 * @throws Error with the build's output.
 */
export function buildExtension(origins: { crm: string; worker: string }, outFolder: string): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/wxt/bin/wxt.mjs'), 'build'],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, CRM_ORIGIN: origins.crm, WORKER_ORIGIN: origins.worker, OUT_DIR: outFolder },
    },
  );
  if (status !== 0) throw new Error(`The extension could not be built.\n${stdout}\n${stderr}`);
  return join(outFolder, 'chrome-mv3');
}
