import { describe, expect, it } from 'vitest';
import { ROOT } from '../demo/root.ts';
import { brokenRules, circles, readImports } from './imports.ts';

const imports = readImports(ROOT, ['shared', 'extension', 'worker']);

describe('the rooms', () => {
  it('import only whom they may', () => {
    expect(brokenRules(imports)).toEqual([]);
  });

  it('form no circles', () => {
    expect(circles(imports)).toEqual([]);
  });
});

describe('the check itself', () => {
  const edge = (file: string, target: string) => ({ file, target, typeOnly: false });

  it('sees imports at all', () => {
    expect(imports).toContainEqual(
      expect.objectContaining({ file: 'shared/objects/standard-fields.ts', target: 'shared/objects/object-type.ts' }),
    );
  });

  it.each([
    ['shared/values/a.ts', 'extension/store/b.ts'],
    ['extension/reader/a.ts', 'shared/values/b.ts'],
    ['extension/store/a.ts', 'extension/entrypoints/popup/b.ts'],
    ['worker/gong/a.ts', 'worker/ledger/b.ts'],
    ['worker/ledger/a.ts', 'worker/upload/b.ts'],
    ['extension/page/a.ts', 'worker/gong/b.ts'],
  ])('refuses %s importing %s', (file, target) => {
    expect(brokenRules([edge(file, target)])).toHaveLength(1);
  });

  it('finds a circle of three rooms', () => {
    const found = circles([
      edge('worker/a/x.ts', 'worker/b/x.ts'),
      edge('worker/b/y.ts', 'worker/c/x.ts'),
      edge('worker/c/x.ts', 'worker/a/x.ts'),
    ]);
    expect(found).toEqual(['worker/a → worker/b → worker/c → worker/a']);
  });
});
