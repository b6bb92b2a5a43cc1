/** What the built extension weighs: each file that a browser loads, as it is and compressed as a store ships it. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../demo/root.ts';

export interface Size {
  readonly file: string;
  readonly bytes: number;
  readonly gzip: number;
}

export function benchSizes(): Size[] {
  const built = spawnSync(join(ROOT, 'node_modules/.bin/wxt'), ['build'], { cwd: ROOT, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the extension was not built: ${built.stderr}`);
  const folder = join(ROOT, '.output/chrome-mv3');
  return filesIn(folder)
    .filter((path) => /\.(?:js|css)$/.test(path))
    .map((path) => {
      const content = readFileSync(path);
      // The names of shared pieces carry a hash, which differs from build to build.
      const file = relative(folder, path).replace(/-[\w-]{8}(?=\.)/, '');
      return { file, bytes: content.byteLength, gzip: gzipSync(content).byteLength };
    })
    .sort((one, other) => other.bytes - one.bytes);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}
