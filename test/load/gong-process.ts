import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { ROOT } from '../demo/root.ts';

export interface GongProcess {
  readonly url: string;
  close(): Promise<void>;
}

const startedSchema = z.object({ url: z.url() });

/** The fake Gong in a process of its own, so that taking in an upload does not delay whoever measures. */
export async function startGongProcess(flags: Readonly<Record<string, string>>): Promise<GongProcess> {
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(process.execPath, [join(ROOT, 'test/fake-gong/main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [string | number | null];
  if (typeof line !== 'string') throw new Error(`The fake Gong ended with code ${line}.`);
  return {
    url: startedSchema.parse(JSON.parse(line)).url,
    async close() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
