import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorTable } from '../../shared/errors/error-table.ts';
import { brokenLinks } from './links.ts';

const FILES = ['README.md', ...globSync('{docs,test,shared}/**/*.md')].filter((file) => !file.includes('node_modules'));

describe('the documentation', () => {
  it('lists every error code as the catalogue has it (else run: npm run docs)', () => {
    expect(readFileSync('docs/error-codes.md', 'utf8')).toBe(errorTable());
  });

  it.each(FILES)('has no broken link in %s', (file) => {
    expect(brokenLinks(file)).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = FILES.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/npm run (?:-s )?([a-z]+(?::[a-z]+)?)/g)].map(([, name = '']) => name),
    );
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });
});
