/**
 * Where the scripts of the reader meet. They are files of their own in one isolated world, whose global object they share; the page
 * itself does not see it.
 */
import type { Base } from '../reader/base.ts';
import type { Core } from '../reader/core.ts';
import type { PartName } from '../reader/needed-parts.ts';

export type ReadPage = Core['readPage'];

const world = globalThis as typeof globalThis & {
  crmBridgeBase?: Base;
  crmBridgeReader?: Pick<Core, 'readPage' | 'parts'> | undefined;
};

/** Lays ready what the reading of pages is built on. What an earlier build of the extension has left in the page is not used by this one. */
export function offerBase(base: Base): void {
  world.crmBridgeBase = base;
  world.crmBridgeReader = undefined;
}

/** Lays the reading of pages ready for the other scripts. */
export function offerPageReader(core: Pick<Core, 'readPage' | 'parts'>): void {
  world.crmBridgeReader = core;
}

function isLoaded(name: PartName): boolean {
  const core = world.crmBridgeReader;
  return core !== undefined && (name === 'page' || core.parts[name] !== undefined);
}

/**
 * Gives the reading of pages, having the background inject those of its parts that are not there yet. Null where that failed: the
 * background has noted why, and the next who asks tries again.
 *
 * @param inject asks the background
 */
export function pageReaderSlot(
  inject: (names: readonly PartName[]) => Promise<unknown>,
): (needed: readonly PartName[]) => Promise<ReadPage | null> {
  const asking = new Map<string, Promise<unknown>>();
  return async (needed) => {
    const missing = () => needed.filter((name) => !isLoaded(name));
    const names = missing();
    if (names.length > 0) {
      const key = names.join();
      const asked = asking.get(key) ?? inject(names).finally(() => asking.delete(key));
      asking.set(key, asked);
      await asked;
    }
    return missing().length === 0 ? (world.crmBridgeReader?.readPage ?? null) : null;
  };
}
