import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './root.ts';

export type BrowserName = 'chrome' | 'firefox';

/**
 * Builds the extension. With origins it is a company package (design §8): the CRM's and the Worker's origins stand in `host_permissions`,
 * so that nobody has to click a permission prompt, which no test of Chromium can. Without them it is the stores' package.
 * @returns the folder of the unpacked extension.
 * @throws Error with the build's output.
 */
export function buildExtension(
  origins: { crm: string; worker: string } | null,
  outFolder: string,
  browser: BrowserName = 'chrome',
): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/wxt/bin/wxt.mjs'), 'build', '--browser', browser, '--mv3'],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: {
        ...process.env,
        CRM_ORIGIN: origins?.crm ?? '',
        WORKER_ORIGIN: origins?.worker ?? '',
        OUT_DIR: outFolder,
      },
    },
  );
  if (status !== 0) throw new Error(`The extension could not be built.\n${stdout}\n${stderr}`);
  return join(outFolder, `${browser}-mv3`);
}
