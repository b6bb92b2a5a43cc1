import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** The object that `read-page.js` lays ready, see `extension/page/page-reader-slot.ts`. */
const CORE_GLOBAL = 'crmBridgeReader';

const CORE = new URL('../reader/core.ts', import.meta.url);

/** Scripts that are injected after `read-page.js` only. */
const LATER_PARTS = /entrypoints\/read-(lists|records)\//;

function coreModules(): Set<string> {
  const imports = readFileSync(CORE, 'utf8').matchAll(/ from '(\..*)';/g);
  return new Set(Array.from(imports, ([, path = '']) => fileURLToPath(new URL(path, CORE)).replaceAll('\\', '/')));
}

/**
 * The parts of the reader are built one by one. Those that come later hold no copy of what `core.ts` imports: they take it from the
 * object that it makes.
 */
export function readerParts(): Plugin {
  return {
    name: 'reader-parts',
    config({ build }) {
      const { entry } = build?.lib || {};
      const path = String(typeof entry === 'object' ? Object.values(entry) : entry).replaceAll('\\', '/');
      if (!LATER_PARTS.test(path)) return null;
      const shared = coreModules();
      const isShared = (id: string) => shared.has(id.replaceAll('\\', '/'));
      return { build: { rollupOptions: { external: isShared, output: { globals: () => CORE_GLOBAL } } } };
    },
  };
}
