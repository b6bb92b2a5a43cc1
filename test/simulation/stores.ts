import { registerHooks } from 'node:module';

/** What the browsers store in: tables in memory, or the real Dexie on an IndexedDB in memory. */
export type StoreKind = 'memory' | 'dexie';

/** Must be called before the product is loaded. */
export async function useStore(kind: StoreKind): Promise<void> {
  if (kind === 'dexie') {
    await import('./indexed-db.ts');
    return;
  }
  const memory = new URL('./memory-store.ts', import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === 'dexie'
        ? { url: memory, format: 'module-typescript', shortCircuit: true }
        : nextResolve(specifier, context),
  });
}
