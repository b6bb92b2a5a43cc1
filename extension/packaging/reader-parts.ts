import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** A script that comes later takes modules from an object that one before it lays ready, see `extension/page/page-reader-slot.ts`. */
const TAKES = [
  { script: /entrypoints\/read-page\//, global: 'crmBridgeBase', from: new URL('../reader/base.ts', import.meta.url) },
  {
    script: /entrypoints\/read-(lists|records)\//,
    global: 'crmBridgeReader',
    from: new URL('../reader/core.ts', import.meta.url),
  },
];

/** The modules that the object is made of. */
function modulesOf(from: URL): Set<string> {
  const imports = readFileSync(from, 'utf8').matchAll(/ from '(\..*)';/g);
  return new Set(Array.from(imports, ([, path = '']) => fileURLToPath(new URL(path, from)).replaceAll('\\', '/')));
}

/**
 * The scripts of the reader are built one by one. Those that come later hold no copy of what `base.ts` and `core.ts` import: they take it
 * from the objects that these make.
 */
export function readerParts(): Plugin {
  return {
    name: 'reader-parts',
    config({ build }) {
      const { entry } = build?.lib || {};
      const path = String(typeof entry === 'object' ? Object.values(entry) : entry).replaceAll('\\', '/');
      const takes = TAKES.find(({ script }) => script.test(path));
      if (!takes) return null;
      const shared = modulesOf(takes.from);
      const isShared = (id: string) => shared.has(id.replaceAll('\\', '/'));
      return { build: { rollupOptions: { external: isShared, output: { globals: () => takes.global } } } };
    },
  };
}
