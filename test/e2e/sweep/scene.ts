import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExtension } from '../../demo/extension-build.ts';
import { ROOT } from '../../demo/root.ts';
import { type DemoCrm, type DemoCrmOptions, startDemoCrm } from '../../demo-crm/index.ts';
import { startSmallWorker, type WorkerServer } from './worker-server.ts';

export interface SceneOptions {
  readonly crm?: DemoCrmOptions;
  /** What the profile says of sweeps, beside the demo CRM's own. */
  readonly sweep?: Readonly<Record<string, number>>;
}

/** Everything but the browser: the demo CRM, a Worker in memory, the extension built for both. */
export interface Scene {
  readonly crm: DemoCrm;
  readonly server: WorkerServer;
  readonly extension: string;
  /** For the files of this run; removed at the end. */
  readonly folder: string;
  close(): Promise<void>;
}

export async function openScene({ crm: options, sweep = {} }: SceneOptions): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-bridge-sweep-'));
  const crm = await startDemoCrm({ seed: 1, ...options });
  const server = await startSmallWorker();
  server.worker.profile = { version: 'v1', profile: profileFor(crm.url, sweep) };
  const extension = buildExtension({ crm: crm.url, worker: server.url }, join(folder, 'extension'));
  return {
    ...{ crm, server, extension, folder },
    async close() {
      await Promise.all([crm.close(), server.close()]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The demo CRM's profile, placed where this one runs. */
function profileFor(url: string, sweep: Readonly<Record<string, number>>): unknown {
  const profile = JSON.parse(readFileSync(join(ROOT, 'test/demo-crm/profile.json'), 'utf8'));
  const { origin } = new URL(url);
  return { ...profile, crm: { ...profile.crm, origin: [origin] }, sweep: { ...profile.sweep, ...sweep } };
}
