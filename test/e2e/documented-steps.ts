import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../demo/root.ts';

/** The commands that a page of the documentation tells people to type, a block each, in order. */
export function documentedSteps(page: string): string[] {
  return [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
}
