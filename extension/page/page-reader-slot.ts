/**
 * Where the two halves of the content script meet. They are files of their own in one isolated world, whose global object they share; the page
 * itself does not see it.
 */
import type { readPage } from '../reader/read-page.ts';

export type ReadPage = typeof readPage;

const world = globalThis as typeof globalThis & { crmBridgeReadPage?: ReadPage | undefined };

/** Lays the reading of pages ready for the other half. */
export function offerPageReader(read: ReadPage): void {
  world.crmBridgeReadPage = read;
}

/** What an earlier build of the extension has left in the page is not used by this one. */
export function dropPageReader(): void {
  world.crmBridgeReadPage = undefined;
}

/**
 * Gives the reading of pages, having the background inject it where it is not there yet. Null where that failed: the background has noted
 * why, and the next who asks tries again.
 *
 * @param inject asks the background
 */
export function pageReaderSlot(inject: () => Promise<unknown>): () => Promise<ReadPage | null> {
  let asking: Promise<unknown> | null = null;
  return async () => {
    if (world.crmBridgeReadPage === undefined) {
      asking ??= inject().finally(() => {
        asking = null;
      });
      await asking;
    }
    return world.crmBridgeReadPage ?? null;
  };
}
